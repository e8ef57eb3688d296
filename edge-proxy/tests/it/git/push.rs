//! Rejected pushes in git's own protocol.

use edge_proxy::Error;
use edge_proxy::git::pkt_line;
use edge_proxy::git::pkt_line::Frame;
use edge_proxy::git::push::{CommandReader, Commands, RefusedPush};
use edge_proxy::http::{Cors, EdgeResponse};
use proptest::prelude::*;

const OLD: &str = "0000000000000000000000000000000000000000";
const NEW: &str = "95dcfa3633004da0049d3d0fa03f80589cbcaf31";

fn body(capabilities: &str, refs: &[&str]) -> Vec<u8> {
    let mut body = Vec::new();
    for (index, name) in refs.iter().enumerate() {
        let line = match index {
            0 => format!("{OLD} {NEW} {name}\0{capabilities}"),
            _ => format!("{OLD} {NEW} {name}\n"),
        };
        pkt_line::encode(&mut body, line.as_bytes());
    }
    body.extend(pkt_line::FLUSH);
    body.extend(b"PACK\0\0\0\x02");
    body
}

fn lines(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    loop {
        match pkt_line::decode(bytes) {
            Frame::Line { line, rest } => {
                lines.push(line.to_vec());
                bytes = rest;
            }
            Frame::Flush => return lines,
            frame => panic!("{frame:?} after {lines:?}"),
        }
    }
}

#[track_caller]
fn complete(body: &[u8]) -> RefusedPush {
    match CommandReader::default().read(body) {
        Commands::Complete(push) => push,
        other => panic!("{other:?}"),
    }
}

#[test]
fn answers_200_with_the_error_code_in_a_header() {
    let push = complete(&body(" report-status", &["refs/heads/main"]));
    let answer = EdgeResponse::push_report(
        &push,
        &Error::ReadOnly("look elsewhere".into()),
        &Cors::NONE,
    );
    assert_eq!((answer.status, answer.code), (200, Some("read_only")));
    for header in [
        (
            "content-type",
            "application/x-git-receive-pack-result".into(),
        ),
        ("cache-control", "no-store".into()),
        ("x-codecommit-edge-code", "read_only".into()),
    ] {
        assert!(answer.headers.contains(&header), "{header:?}");
    }
    let lines = lines(&answer.body);
    assert_eq!(lines[0], b"unpack ok\n");
    assert!(lines[1].starts_with(b"ng refs/heads/main look elsewhere"));
}

#[test]
fn rejects_every_ref_with_the_reason() {
    let push = complete(&body(
        " report-status side-band-64k agent=git/2.47",
        &["refs/heads/main", "refs/tags/v1"],
    ));
    let banded = lines(&push.report("this edge is read-only"));
    assert!(banded.iter().all(|frame| frame[0] == 1));
    let report: Vec<u8> = banded
        .iter()
        .flat_map(|frame| frame[1..].to_vec())
        .collect();
    assert_eq!(
        lines(&report),
        [
            &b"unpack ok\n"[..],
            b"ng refs/heads/main this edge is read-only\n",
            b"ng refs/tags/v1 this edge is read-only\n",
        ]
    );
}

#[test]
fn sends_a_plain_report_without_side_band() {
    let push = complete(&body(" report-status", &["refs/heads/main"]));
    assert_eq!(lines(&push.report("no")).len(), 2);
}

#[test]
fn answers_the_probe_before_a_large_push() {
    assert_eq!(complete(b"0000").report("no"), b"");
}

#[test]
fn skips_shallow_lines() {
    let mut push = Vec::new();
    pkt_line::encode(&mut push, format!("shallow {NEW}\n").as_bytes());
    push.extend(body(" report-status", &["refs/heads/main"]));
    assert_eq!(lines(&complete(&push).report("no")).len(), 2);
}

#[test]
fn rejects_bodies_that_are_not_pushes() {
    for bytes in [&b"PACK\0\0\0\x02"[..], b"0003", b"fff9", b"zzzz", b"+001"] {
        assert_eq!(
            CommandReader::default().read(bytes),
            Commands::Invalid,
            "{bytes:?}"
        );
    }
}

#[test]
fn gives_up_on_a_command_list_without_an_end() {
    let mut reader = CommandReader::default();
    let mut piece = Vec::new();
    pkt_line::encode(&mut piece, &vec![b'x'; 60_000]);
    let given_up = (0..200).find(|_| reader.read(&piece) == Commands::Invalid);
    assert!(given_up.is_some_and(|pieces| pieces < 60));
}

proptest! {
    #[test]
    fn reads_chunks_of_any_size_alike(
        names in proptest::collection::vec("refs/heads/[a-z/]{1,80}", 1..6),
        cuts in proptest::collection::vec(1_usize..40, 1..60),
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let whole = body(" report-status side-band-64k", &names);
        let mut reader = CommandReader::default();
        let mut rest = &whole[..];
        let mut cuts = cuts.into_iter().cycle();
        let push = loop {
            let (piece, after) = rest.split_at(cuts.next().unwrap().min(rest.len()));
            rest = after;
            match reader.read(piece) {
                Commands::Complete(push) => break push,
                Commands::Incomplete => prop_assert!(!rest.is_empty()),
                Commands::Invalid => prop_assert!(false),
            }
        };
        prop_assert_eq!(push, complete(&whole));
    }

    #[test]
    fn reads_any_bytes_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = CommandReader::default().read(&bytes);
    }
}
