//! Git's pkt-lines, the commands of a push, and the ref advertisement.

#![no_main]

use edge_proxy::git::advertisement::{AdvertisementStart, Start};
use edge_proxy::git::pkt_line;
use edge_proxy::git::pkt_line::{FLUSH, Frame, MAX_FRAME};
use edge_proxy::git::push::{CommandReader, Commands, RefusedPush};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    check_frames(bytes);
    check_line(bytes);

    let whole = commands(bytes, bytes.len().max(1));
    // The result does not depend on how the body is split. Byte by byte takes quadratic time.
    for size in [1, 7, 100] {
        if bytes.len() <= size * 512 {
            assert_eq!(commands(bytes, size), whole);
        }
    }
    if let Commands::Complete(refused) = &whole {
        check_report(refused, bytes.len());
    }

    let started = start(bytes, bytes.len().max(1));
    for size in [1, 7, 100] {
        if bytes.len() <= size * 512 {
            assert_eq!(start(bytes, size), started);
        }
    }
    if let Some(rewritten) = started {
        check_advertisement(bytes, &rewritten);
    }
});

fn check_frames(bytes: &[u8]) {
    let mut left = bytes;
    loop {
        match pkt_line::decode(left) {
            Frame::Line { line, rest } => {
                assert!(line.len() <= MAX_FRAME - 4);
                assert_eq!(left.len(), 4 + line.len() + rest.len());
                let mut framed = Vec::new();
                pkt_line::encode(&mut framed, line);
                let (digits, content) = left[..framed.len()].split_at(4);
                assert!(digits.eq_ignore_ascii_case(&framed[..4]));
                assert_eq!(content, &framed[4..]);
                left = rest;
            }
            Frame::Flush => return assert!(left.starts_with(FLUSH)),
            Frame::Incomplete => return assert!(left.len() < MAX_FRAME),
            Frame::Invalid => return,
        }
    }
}

fn check_line(bytes: &[u8]) {
    let mut framed = Vec::new();
    pkt_line::encode(&mut framed, bytes);
    let cut = &bytes[..bytes.len().min(MAX_FRAME - 4)];
    assert_eq!(
        pkt_line::decode(&framed),
        Frame::Line {
            line: cut,
            rest: b""
        }
    );
}

/// The result after the whole body, or as soon as it is known.
fn commands(bytes: &[u8], size: usize) -> Commands {
    let mut reader = CommandReader::default();
    let mut pieces = bytes.chunks(size);
    loop {
        match reader.read(pieces.next().unwrap_or_default()) {
            Commands::Incomplete if pieces.len() > 0 => {}
            known => return known,
        }
    }
}

fn check_report(refused: &RefusedPush, length: usize) {
    let reason = "the repository is read-only here";
    let report = refused.report(reason);
    if report.is_empty() {
        return;
    }
    // A command has at least two spaces and four digits of length.
    assert!(report.len() <= 64 + length * (reason.len() + 16));

    let outer = lines(&report);
    let is_side_band = outer.iter().all(|line| line.first() == Some(&1));
    let inner = match is_side_band {
        true => outer.iter().flat_map(|line| line[1..].to_vec()).collect(),
        false => report.clone(),
    };
    let inner = lines(&inner);
    assert_eq!(inner.first().map(Vec::as_slice), Some(&b"unpack ok\n"[..]));
    assert!(inner.len() > 1);
    assert!(inner[1..].iter().all(|line| line.starts_with(b"ng ")));
}

/// The whole advertisement, of which only the start is read.
fn start(bytes: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut reader = AdvertisementStart::default();
    let mut left = bytes;
    while !left.is_empty() {
        let (piece, rest) = left.split_at(size.min(left.len()));
        left = rest;
        match reader.read(piece) {
            Start::Complete(start) => return Some([&start, left].concat()),
            Start::Incomplete => {}
            Start::Invalid => return None,
        }
    }
    None
}

fn check_advertisement(upload_pack: &[u8], rewritten: &[u8]) {
    assert!(rewritten.len() <= upload_pack.len() * 2 + 256);
    let (service, refs) = rewritten
        .split_at_checked(0x1f + 4)
        .expect("the line of the service, and a flush");
    assert_eq!(service, b"001f# service=git-receive-pack\n0000");
    let Frame::Line { line, rest } = pkt_line::decode(refs) else {
        panic!("there is a first line");
    };
    let mut halves = line.splitn(2, |b| *b == 0);
    let name = halves.next().unwrap_or_default();
    assert!(halves.next().is_some(), "the first line has capabilities");
    assert!(!name.ends_with(b" HEAD"));
    let is_known = upload_pack.windows(name.len()).any(|part| part == name);
    assert!(is_known || name.ends_with(b" capabilities^{}"));
    assert!(upload_pack.ends_with(rest), "what follows is as it came");
}

/// The lines up to the flush packet at the end.
fn lines(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    loop {
        match pkt_line::decode(bytes) {
            Frame::Line { line, rest } => {
                lines.push(line.to_vec());
                bytes = rest;
            }
            Frame::Flush => {
                assert_eq!(bytes, FLUSH, "nothing follows the flush");
                return lines;
            }
            frame => panic!("{frame:?}"),
        }
    }
}
