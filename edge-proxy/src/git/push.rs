//! The commands at the head of a push, and the answer that refuses them.
//!
//! Source: git `Documentation/gitprotocol-pack.txt`, "Pushing Data To a Server" and "Report Status".

use std::mem;

use crate::git::pkt_line;
use crate::git::pkt_line::{FLUSH, Frame, MAX_FRAME};

/// Reads the list of commands, piece by piece.
#[derive(Debug, Default)]
pub struct CommandReader {
    bytes: Vec<u8>,
    /// How many of the bytes are in `refused` already.
    taken: usize,
    refused: RefusedPush,
}

impl CommandReader {
    /// Takes the next piece of the body. Once the list has ended there is none.
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

/// What is known of the commands so far.
#[derive(Debug, Eq, PartialEq)]
pub enum Commands {
    /// The list has ended.
    Complete(RefusedPush),
    /// More of the body is needed.
    Incomplete,
    /// It is no list of commands, or one longer than any real one.
    Invalid,
}

/// A push that is refused as a whole.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct RefusedPush {
    refs: Vec<Vec<u8>>,
    side_band: bool,
}

impl RefusedPush {
    /// The body of the answer: for every ref, git shows `! [remote rejected] … ({reason})`.
    ///
    /// Empty for the probe that precedes a large push and has no commands.
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
        // The capabilities follow a NUL, on the first command alone.
        let mut halves = line.splitn(2, |b| *b == 0);
        let command = halves.next().unwrap_or_default();
        if let Some(capabilities) = halves.next() {
            self.side_band = capabilities
                .split(u8::is_ascii_whitespace)
                .any(|capability| capability == b"side-band-64k");
        }

        // `{old} {new} {ref}`; the lines `shallow {id}` before the commands have two words.
        let mut words = command
            .strip_suffix(b"\n")
            .unwrap_or(command)
            .splitn(3, |b| *b == b' ');
        if let (Some(_), Some(_), Some(name)) = (words.next(), words.next(), words.next()) {
            self.refs.push(name.to_vec());
        }
    }
}

/// Wraps bytes into the frames of band 1, where the report is expected.
fn side_band(bytes: &[u8]) -> Vec<u8> {
    let mut wrapped = Vec::new();
    for piece in bytes.chunks(MAX_FRAME - 5) {
        pkt_line::encode(&mut wrapped, &[&[1], piece].concat());
    }
    wrapped.extend(FLUSH);
    wrapped
}

/// CodeCommit takes at most 4,000 refs in a push; this is room for as many long ones.
const MAX_COMMANDS: usize = 2 << 20;
