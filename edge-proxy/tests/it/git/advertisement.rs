//! Rewriting the advertisement of a fetch into that of a push.

use edge_proxy::git::advertisement::{AdvertisementStart, Start};
use edge_proxy::git::pkt_line;
use edge_proxy::git::pkt_line::{FLUSH, Frame};
use proptest::prelude::*;

const ONE: &str = "1111111111111111111111111111111111111111";
const TWO: &str = "2222222222222222222222222222222222222222";
const NONE: &str = "0000000000000000000000000000000000000000";
const UPLOAD: &str =
    "multi_ack_detailed shallow side-band-64k thin-pack symref=HEAD:refs/heads/main agent=git/2.47";
const RECEIVE: &str = "report-status delete-refs side-band-64k quiet atomic ofs-delta";

/// An advertisement of a service with these lines.
fn advertised(service: &str, lines: &[String]) -> Vec<u8> {
    let mut bytes = Vec::new();
    pkt_line::encode(&mut bytes, format!("# service={service}\n").as_bytes());
    bytes.extend(FLUSH);
    for line in lines {
        pkt_line::encode(&mut bytes, line.as_bytes());
    }
    bytes.extend(FLUSH);
    bytes
}

/// The rewritten form of an advertisement that arrives in chunks, or nothing if it is not one.
fn in_pieces(bytes: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut start = AdvertisementStart::default();
    let mut left = bytes;
    while !left.is_empty() {
        let (piece, rest) = left.split_at(size.min(left.len()));
        left = rest;
        match start.read(piece) {
            Start::Complete(start) => return Some([&start, left].concat()),
            Start::Incomplete => {}
            Start::Invalid => return None,
        }
    }
    None
}

fn for_receive_pack(bytes: &[u8]) -> Option<Vec<u8>> {
    in_pieces(bytes, usize::MAX)
}

fn rewritten(lines: &[String]) -> Vec<String> {
    lines_of(&for_receive_pack(&advertised("git-upload-pack", lines)).unwrap())
}

/// The lines after those that name the service.
fn lines_of(bytes: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = bytes
        .strip_prefix(b"001f# service=git-receive-pack\n0000")
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(bytes)));
    loop {
        match pkt_line::decode(rest) {
            Frame::Line { line, rest: next } => {
                lines.push(String::from_utf8(line.to_vec()).unwrap());
                rest = next;
            }
            Frame::Flush => {
                assert_eq!(rest, FLUSH);
                return lines;
            }
            frame => panic!("{frame:?}"),
        }
    }
}

#[test]
fn keeps_refs_and_removes_head() {
    assert_eq!(
        rewritten(&[
            format!("{ONE} HEAD\0{UPLOAD}\n"),
            format!("{ONE} refs/heads/main\n"),
            format!("{TWO} refs/heads/topic/HEAD\n"),
            format!("{TWO} refs/tags/v1\n"),
            format!("{ONE} refs/tags/v1^{{}}\n"),
        ]),
        [
            format!("{ONE} refs/heads/main\0{RECEIVE}\n"),
            format!("{TWO} refs/heads/topic/HEAD\n"),
            format!("{TWO} refs/tags/v1\n"),
            format!("{ONE} refs/tags/v1^{{}}\n"),
        ]
    );
}

#[test]
fn reads_only_the_start() {
    let head = advertised("git-upload-pack", &[format!("{ONE} HEAD\0{UPLOAD}\n")]);
    let mut start = AdvertisementStart::default();
    // Without the final flush.
    assert_eq!(start.read(&head[..head.len() - 4]), Start::Incomplete);
    let mut main = Vec::new();
    pkt_line::encode(&mut main, format!("{ONE} refs/heads/main\n").as_bytes());
    let Start::Complete(bytes) = start.read(&[&main[..], b"whatever follows"].concat()) else {
        panic!("the first ref completes it");
    };
    assert!(bytes.ends_with(format!("{RECEIVE}\nwhatever follows").as_bytes()));
}

#[test]
fn gives_up_on_a_start_without_an_end() {
    let mut start = AdvertisementStart::default();
    let line = format!("fff0{}", "a".repeat(0xfff0 - 4));
    let service = b"001e# service=git-upload-pack\n0000";
    assert_eq!(start.read(service), Start::Incomplete);
    let read = (0..10).find(|_| start.read(line.as_bytes()) == Start::Invalid);
    assert!(read.is_some_and(|lines| lines < 5), "{read:?}");
}

#[test]
fn replaces_fetch_capabilities_with_push_capabilities() {
    // Without HEAD, the capabilities follow the first ref, which stays.
    assert_eq!(
        rewritten(&[format!("{ONE} refs/heads/main\0{UPLOAD}\n")]),
        [format!("{ONE} refs/heads/main\0{RECEIVE}\n")]
    );
}

#[test]
fn keeps_the_object_format() {
    let name = "3".repeat(64);
    assert_eq!(
        rewritten(&[format!(
            "{name} refs/heads/main\0{UPLOAD} object-format=sha256 filter\n"
        )]),
        [format!(
            "{name} refs/heads/main\0object-format=sha256 {RECEIVE}\n"
        )]
    );
    assert_eq!(
        rewritten(&[
            format!("{name} HEAD\0object-format=sha256\n"),
            format!("{name} refs/heads/main\n"),
        ]),
        [format!(
            "{name} refs/heads/main\0object-format=sha256 {RECEIVE}\n"
        )]
    );
}

#[test]
fn advertises_only_capabilities_for_an_empty_repository() {
    let empty = [format!("{NONE} capabilities^{{}}\0{RECEIVE}\n")];
    assert_eq!(rewritten(&[]), empty);
    assert_eq!(
        rewritten(&[format!("{NONE} capabilities^{{}}\0{UPLOAD}\n")]),
        empty
    );
    // HEAD without any other ref.
    assert_eq!(rewritten(&[format!("{ONE} HEAD\0{UPLOAD}\n")]), empty);
}

#[test]
fn reads_lines_without_a_newline() {
    assert_eq!(
        rewritten(&[
            format!("{ONE} HEAD\0{UPLOAD}"),
            format!("{ONE} refs/heads/main"),
        ]),
        [format!("{ONE} refs/heads/main\0{RECEIVE}\n")]
    );
}

#[test]
fn leaves_other_bodies_unchanged() {
    let good = advertised(
        "git-upload-pack",
        &[format!("{ONE} refs/heads/main\0{UPLOAD}\n")],
    );
    let mut version_2 = Vec::new();
    pkt_line::encode(&mut version_2, b"version 2\n");
    pkt_line::encode(&mut version_2, b"ls-refs=unborn\n");
    version_2.extend(FLUSH);
    let mut refused = Vec::new();
    pkt_line::encode(&mut refused, b"ERR not found\n");
    let broken = [&good[..34], b"0001", &good[34..]].concat();
    let without_flush = [&good[..30], &good[34..]].concat();
    for bytes in [
        &b""[..],
        b"0000",
        b"<html>sign in</html>",
        &version_2,
        &refused,
        &advertised("git-receive-pack", &[format!("{ONE} refs/heads/main\n")]),
        &advertised("git-upload-pack-2", &[]),
        &without_flush,
        &broken,
        &[&good[..34], b"zzzz"].concat(),
    ] {
        assert_eq!(
            for_receive_pack(bytes),
            None,
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
    // Does not wait for the flush after the first ref.
    for end in 0..good.len() - 4 {
        assert_eq!(for_receive_pack(&good[..end]), None, "{end}");
    }
}

proptest! {
    #[test]
    fn rewrites_any_bytes_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = for_receive_pack(&bytes);
        let _ = for_receive_pack(&[b"001e# service=git-upload-pack\n0000", &bytes[..]].concat());
    }

    #[test]
    fn rewrites_chunks_of_any_size_alike(names in prop::collection::vec("HEAD|refs/heads/[a-z]{1,9}", 0..5), size in 1_usize..100) {
        let lines: Vec<String> = names.iter().map(|name| format!("{ONE} {name}\n")).collect();
        let whole = advertised("git-upload-pack", &lines);
        prop_assert_eq!(in_pieces(&whole, size), for_receive_pack(&whole));
    }

    #[test]
    fn advertises_each_ref_once_in_order(names in prop::collection::vec("refs/(heads|tags)/[a-z0-9./-]{1,30}", 1..40)) {
        let lines: Vec<String> = names.iter().map(|name| format!("{ONE} {name}\n")).collect();
        let told: Vec<String> = rewritten(&lines)
            .iter()
            .map(|line| line.trim_end().split('\0').next().unwrap_or_default().to_owned())
            .collect();
        let expected: Vec<String> = names.iter().map(|name| format!("{ONE} {name}")).collect();
        prop_assert_eq!(told, expected);
    }
}
