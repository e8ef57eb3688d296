//! Requests of clones, and which of their responses are interchangeable.

use edge_proxy::git::clone_request::{CloneRequest, Unshareable};
use edge_proxy::git::pkt_line;
use edge_proxy::git::pkt_line::FLUSH;
use proptest::prelude::*;

const ONE: &str = "1111111111111111111111111111111111111111";
const TWO: &str = "2222222222222222222222222222222222222222";
/// What git 2.47 sends to CodeCommit.
const CAPABILITIES: &str = "multi_ack_detailed side-band-64k thin-pack";

fn body(lines: &[String], end: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for line in lines {
        pkt_line::encode(&mut body, line.as_bytes());
    }
    body.extend(FLUSH);
    body.extend(end);
    body
}

fn wants(capabilities: &str, others: &[&str]) -> Vec<u8> {
    let mut lines = vec![format!("want {ONE} {capabilities}\n")];
    lines.extend(others.iter().map(|line| format!("{line}\n")));
    body(&lines, b"0009done\n")
}

#[track_caller]
fn canonical(body: &[u8]) -> Vec<u8> {
    CloneRequest::parse(body).unwrap().canonical()
}

#[test]
fn ignores_the_order_of_wants_the_client_and_the_negotiation() {
    let first = canonical(&wants(CAPABILITIES, &[&format!("want {TWO}")]));
    let same = [
        body(
            &[
                format!("want {TWO} {CAPABILITIES} agent=git/2.47\n"),
                format!("want {ONE}\n"),
            ],
            b"0009done\n",
        ),
        wants("thin-pack side-band-64k", &[&format!("want {TWO}")]),
        wants(
            "side-band-64k no-done multi_ack thin-pack session-id=7",
            &[&format!("want {TWO}"), &format!("want {TWO}")],
        ),
        // Line ends are optional.
        body(
            &[format!("want {ONE} {CAPABILITIES}"), format!("want {TWO}")],
            b"0008done",
        ),
    ];
    for body in same {
        assert_eq!(
            canonical(&body),
            first,
            "{}",
            String::from_utf8_lossy(&body)
        );
    }
}

#[test]
fn tells_requests_apart_whose_answers_differ() {
    let mut seen = vec![canonical(&wants(CAPABILITIES, &[]))];
    for (capabilities, others) in [
        (CAPABILITIES, &[&*format!("want {TWO}")][..]),
        (CAPABILITIES, &["deepen 1"]),
        (CAPABILITIES, &["deepen 2"]),
        (CAPABILITIES, &["deepen-since 1795471034"]),
        (CAPABILITIES, &["deepen 1", &format!("shallow {TWO}")]),
        (CAPABILITIES, &["filter blob:none"]),
        (CAPABILITIES, &["filter tree:0"]),
        ("side-band-64k", &[]),
        ("side-band-64k thin-pack side-band", &[]),
        ("side-band-64k thin-pack filter", &[]),
        ("side-band-64k ofs-delta", &[]),
        ("side-band-64k no-progress", &[]),
        ("side-band-64k something-new", &[]),
        ("side-band-64k deepen-relative", &["deepen 1"]),
    ] {
        let request = canonical(&wants(capabilities, others));
        assert!(!seen.contains(&request), "{capabilities} {others:?}");
        seen.push(request);
    }
}

#[test]
fn gives_the_reason_why_a_response_cannot_be_shared() {
    let with_end = |end: &[u8]| body(&[format!("want {ONE} {CAPABILITIES}\n")], end);
    let have = {
        let mut lines = Vec::new();
        pkt_line::encode(&mut lines, format!("have {TWO}\n").as_bytes());
        [&lines, &b"0009done\n"[..]].concat()
    };
    for (body, reason) in [
        (with_end(&have), Unshareable::Haves),
        (with_end(b""), Unshareable::NoDone),
        (
            wants(&format!("{CAPABILITIES} include-tag"), &[]),
            Unshareable::DependsOnRefs,
        ),
        (
            wants(CAPABILITIES, &["deepen-not refs/heads/main"]),
            Unshareable::DependsOnRefs,
        ),
        (wants("thin-pack", &[]), Unshareable::NoSideBand),
        (wants("side-band", &[]), Unshareable::NoSideBand),
        (with_end(b"0009done\nmore"), Unshareable::Protocol),
        (with_end(b"0009donx\n"), Unshareable::Protocol),
        (with_end(b"00000009done\n"), Unshareable::Protocol),
        (wants(CAPABILITIES, &["wont 1"]), Unshareable::Protocol),
        (
            wants(CAPABILITIES, &["deepen 1", "deepen 2"]),
            Unshareable::Protocol,
        ),
        (
            wants(CAPABILITIES, &["filter tree:0", "filter blob:none"]),
            Unshareable::Protocol,
        ),
        (wants(CAPABILITIES, &["want 1"]), Unshareable::Protocol),
        (
            wants(CAPABILITIES, &[&format!("want {}", ONE.replace('1', "A"))]),
            Unshareable::Protocol,
        ),
        (
            wants(CAPABILITIES, &[&format!("want {TWO} ofs-delta")]),
            Unshareable::Protocol,
        ),
        (
            b"0014command=ls-refs\n00010000".to_vec(),
            Unshareable::Protocol,
        ),
        (b"00000009done\n".to_vec(), Unshareable::Protocol),
        (b"".to_vec(), Unshareable::Protocol),
        (b"zzzz".to_vec(), Unshareable::Protocol),
    ] {
        let text = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(CloneRequest::parse(&body), Err(reason), "{text}");
    }
}

proptest! {
    #[test]
    fn parses_any_body_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = CloneRequest::parse(&bytes);
    }

    #[test]
    fn gives_different_wants_different_keys(
        a in proptest::collection::btree_set("[0-9a-f]{40}", 1..5),
        b in proptest::collection::btree_set("[0-9a-f]{40}", 1..5),
    ) {
        let request = |ids: &std::collections::BTreeSet<String>| {
            let lines: Vec<String> = ids
                .iter()
                .enumerate()
                .map(|(at, id)| match at {
                    0 => format!("want {id} {CAPABILITIES}\n"),
                    _ => format!("want {id}\n"),
                })
                .collect();
            canonical(&body(&lines, b"0009done\n"))
        };
        prop_assert_eq!(request(&a) == request(&b), a == b);
    }
}
