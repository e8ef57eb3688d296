//! The commands at the start of a push, and the report that rejects them.
//!
//! Source: git `Documentation/gitprotocol-pack.txt`, "Pushing Data To a Server" and "Report Status".

use std::mem;

use crate::git::pkt_line;
use crate::git::pkt_line::{FLUSH, Frame, MAX_FRAME};

/// Reads the list of commands, piece by piece.
#[derive(Debug, Default)]
pub struct CommandReader {
    bytes: Vec<u8>,
    /// The number of bytes that are already in `refused`.
    taken: usize,
    refused: RefusedPush,
}

impl CommandReader {
    /// Reads the next piece of the body. Must not be called after the list has ended.
    pub fn read(&mut self, piece: &[u8]) -> Commands {
        let room = MAX_COMMANDS.saturating_sub(self.bytes.len());
        self.bytes.extend(&piece[..piece.len().min(room)]);

        loop {
            match pkt_line::decode(&self.bytes[self.taken..]) {
                Frame::Line { line, rest } => {
                    self.refused.take(line);
                    self.taken = self.bytes.len() - rest.len();
                }
                Frame::Flush => return Commands::Complete(mem::take(&mut self.refused)),
                Frame::Incomplete if self.bytes.len() < MAX_COMMANDS => {
                    return Commands::Incomplete;
                }
                Frame::Incomplete | Frame::Invalid => return Commands::Invalid,
            }
        }
    }
}

/// The result of reading a part of the commands.
#[derive(Debug, Eq, PartialEq)]
pub enum Commands {
    /// The list has ended.
    Complete(RefusedPush),
    /// More of the body is needed.
    Incomplete,
    /// Not a list of commands, or a longer one than any real client sends.
    Invalid,
}

/// A push that is rejected as a whole.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct RefusedPush {
    refs: Vec<Vec<u8>>,
    side_band: bool,
}

impl RefusedPush {
    /// The body of the response. For every ref, git shows `! [remote rejected] … ({reason})`.
    ///
    /// Empty for the probe that precedes a large push, which has no commands.
    pub fn report(&self, reason: &str) -> Vec<u8> {
        if self.refs.is_empty() {
            return Vec::new();
        }

        let mut report = Vec::new();
        pkt_line::encode(&mut report, b"unpack ok\n");
        for name in &self.refs {
            pkt_line::encode(
                &mut report,
                &[b"ng ", &name[..], b" ", reason.as_bytes(), b"\n"].concat(),
            );
        }
        report.extend(FLUSH);

        match self.side_band {
            true => side_band(&report),
            false => report,
        }
    }

    fn take(&mut self, line: &[u8]) {
        // The capabilities follow a NUL, in the first command only.
        let mut halves = line.splitn(2, |b| *b == 0);
        let command = halves.next().unwrap_or_default();
        if let Some(capabilities) = halves.next() {
            self.side_band = capabilities
                .split(u8::is_ascii_whitespace)
                .any(|capability| capability == b"side-band-64k");
        }

        // `{old} {new} {ref}`; the lines `shallow {id}` before the commands have only two words.
        let mut words = command
            .strip_suffix(b"\n")
            .unwrap_or(command)
            .splitn(3, |b| *b == b' ');
        if let (Some(_), Some(_), Some(name)) = (words.next(), words.next(), words.next()) {
            self.refs.push(name.to_vec());
        }
    }
}

/// Wraps bytes in frames of side band 1, which carries the report.
fn side_band(bytes: &[u8]) -> Vec<u8> {
    let mut wrapped = Vec::new();
    for piece in bytes.chunks(MAX_FRAME - 5) {
        pkt_line::encode(&mut wrapped, &[&[1], piece].concat());
    }
    wrapped.extend(FLUSH);
    wrapped
}

/// CodeCommit accepts at most 4,000 refs in a push; this has room for as many with long names.
const MAX_COMMANDS: usize = 2 << 20;
