//! Turns the server's advertisement for a fetch into the one for a push.
//!
//! IAM refuses the advertisement for a push to a caller with read access, and git would report only "403".
//! With this one, git proceeds to its push, which the edge rejects ref by ref, in git's own format.
//!
//! Only the packets up to the first ref differ. The rest pass unchanged, including peeled tags (`refs/tags/v1^{}`):
//! no client mistakes such a name for a ref.
//!
//! Source: git `Documentation/gitprotocol-http.txt`, "Smart Server Response", and `gitprotocol-pack.txt`, "Reference
//! Discovery"; `connect.c`, `check_ref`.

use std::mem;

use crate::git::pkt_line;
use crate::git::pkt_line::{FLUSH, Frame, MAX_FRAME};

/// Rewrites the start of a protocol v0 advertisement of `git-upload-pack` into that of `git-receive-pack`, piece by
/// piece.
#[derive(Debug, Default)]
pub struct AdvertisementStart {
    bytes: Vec<u8>,
}

/// The result of reading a part of an advertisement.
#[derive(Debug, Eq, PartialEq)]
pub enum Start {
    /// The bytes to send instead of those that were read. The rest passes unchanged.
    Complete(Vec<u8>),
    /// More bytes are needed.
    Incomplete,
    /// The bytes are not a protocol v0 advertisement of `git-upload-pack`.
    Invalid,
}

impl AdvertisementStart {
    /// Reads the next piece.
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
                // HEAD cannot be pushed to.
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

/// The bytes after the line that names the service.
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
    // First, because libgit2 looks for the space after it.
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

/// The most bytes to read before the first ref. Servers send a few hundred.
const MAX_START: usize = 4 * MAX_FRAME;
const CAPABILITIES: &[u8] = b"report-status delete-refs side-band-64k quiet atomic ofs-delta";
/// The line in the place of a ref, for a repository without refs.
const NO_REFS: &[u8] = b"0000000000000000000000000000000000000000 capabilities^{}";
