//! What a server tells git before a push, made from what it tells before a fetch.
//!
//! IAM refuses the former to a caller with read access, and git would say no more than "403". With
//! this, git gets as far as its push, which is refused in git's own words.
//!
//! Only the packets up to the first ref differ. Those behind it pass as they are, peeled tags
//! (`refs/tags/v1^{}`) among them: no client takes such a name, which no ref can have, for a ref.
//!
//! Source: git `Documentation/gitprotocol-http.txt`, "Smart Server Response", and
//! `gitprotocol-pack.txt`, "Reference Discovery"; `connect.c`, `check_ref`.

use std::mem;

use crate::git::pkt_line;
use crate::git::pkt_line::{FLUSH, Frame, MAX_FRAME};

/// Rewrites the start of the advertisement of `git-upload-pack`, of protocol version 0, into that of
/// `git-receive-pack`, piece by piece.
#[derive(Debug, Default)]
pub struct AdvertisementStart {
    bytes: Vec<u8>,
}

/// What is known of an advertisement so far.
#[derive(Debug, Eq, PartialEq)]
pub enum Start {
    /// The bytes to send instead of those that were read. What follows them passes as it is.
    Complete(Vec<u8>),
    /// More bytes are needed.
    Incomplete,
    /// The bytes are not such an advertisement.
    Invalid,
}

impl AdvertisementStart {
    /// Takes the next piece.
    pub fn read(&mut self, piece: &[u8]) -> Start {
        self.bytes.extend(piece);
        let start = rewrite(&self.bytes);
        match start {
            Start::Incomplete if self.bytes.len() >= MAX_START => Start::Invalid,
            Start::Incomplete => start,
            Start::Complete(_) | Start::Invalid => {
                mem::take(&mut self.bytes);
                start
            }
        }
    }
}

fn rewrite(bytes: &[u8]) -> Start {
    let mut rest = match after_service_line(bytes) {
        Ok(rest) => rest,
        Err(start) => return start,
    };
    let mut object_format = None;
    loop {
        match pkt_line::decode(rest) {
            Frame::Line { line, rest: next } => {
                let mut halves = line.splitn(2, |b| *b == 0);
                let line = halves.next().unwrap_or_default();
                if let Some(capabilities) = halves.next() {
                    object_format = capabilities
                        .split(u8::is_ascii_whitespace)
                        .find(|it| it.starts_with(b"object-format="));
                }
                rest = next;
                let line = line.strip_suffix(b"\n").unwrap_or(line);
                // Nobody pushes to HEAD.
                if line.contains(&b' ') && !line.ends_with(b" HEAD") {
                    return Start::Complete(start_with(line, object_format, rest));
                }
            }
            Frame::Flush => return Start::Complete(start_with(NO_REFS, object_format, rest)),
            Frame::Incomplete => return Start::Incomplete,
            Frame::Invalid => return Start::Invalid,
        }
    }
}

/// What comes behind the line that names the service.
fn after_service_line(bytes: &[u8]) -> Result<&[u8], Start> {
    match pkt_line::decode(bytes) {
        Frame::Line { line, rest }
            if line.strip_suffix(b"\n").unwrap_or(line) == b"# service=git-upload-pack" =>
        {
            match rest.split_at_checked(FLUSH.len()) {
                Some((start, rest)) if start == FLUSH => Ok(rest),
                Some(_) => Err(Start::Invalid),
                None => Err(Start::Incomplete),
            }
        }
        Frame::Incomplete => Err(Start::Incomplete),
        Frame::Line { .. } | Frame::Flush | Frame::Invalid => Err(Start::Invalid),
    }
}

fn start_with(line: &[u8], object_format: Option<&[u8]>, rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rest.len() + 512);
    pkt_line::encode(&mut out, b"# service=git-receive-pack\n");
    out.extend(FLUSH);
    // Ahead of the others: libgit2 looks for the space that follows it.
    let capabilities = [
        object_format.unwrap_or_default(),
        object_format.map_or(&b""[..], |_| b" "),
        CAPABILITIES,
    ]
    .concat();
    pkt_line::encode(&mut out, &[line, b"\0", &capabilities, b"\n"].concat());
    out.extend(rest);
    out
}

/// More than the lines up to the first ref have.
const MAX_START: usize = 4 * MAX_FRAME;
const CAPABILITIES: &[u8] = b"report-status delete-refs side-band-64k quiet atomic ofs-delta";
/// What stands where a ref would, in a repository without refs.
const NO_REFS: &[u8] = b"0000000000000000000000000000000000000000 capabilities^{}";
