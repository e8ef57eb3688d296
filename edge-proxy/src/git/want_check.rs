//! Whether an advertisement of refs names every object that a client wants.
//!
//! Source: git `Documentation/gitprotocol-http.txt`, "Smart Server Response", and `gitprotocol-pack.txt`, "Reference
//! Discovery".

use std::collections::BTreeSet;
use std::mem;

use super::ObjectId;
use super::pkt_line;
use super::pkt_line::Frame;

/// Reads an advertisement for a fetch in protocol v0, piece by piece.
pub struct WantCheck {
    missing: BTreeSet<ObjectId>,
    /// The start of a line whose end has not arrived.
    carry: Vec<u8>,
    section: Section,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Section {
    Service,
    AfterService,
    Refs,
    End,
}

/// The result so far.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// The advertisement is not complete.
    Incomplete,
    /// It is complete, and a ref points to each wanted object.
    AllAdvertised,
    /// It is complete, and no ref points to one of the wanted objects.
    NotAdvertised,
    /// The bytes are not a protocol v0 advertisement of `git-upload-pack`.
    Invalid,
}

impl WantCheck {
    /// Starts to look for `wants`.
    pub fn new(wants: BTreeSet<ObjectId>) -> Self {
        Self {
            missing: wants,
            carry: Vec::new(),
            section: Section::Service,
        }
    }

    /// Reads the next piece. The verdict is final once the stream has ended.
    pub fn read(&mut self, piece: &[u8]) -> Verdict {
        let mut bytes = mem::take(&mut self.carry);
        bytes.extend(piece);
        let mut rest = &*bytes;
        loop {
            let frame = pkt_line::decode(rest);
            let next = match frame {
                Frame::Line { rest, .. } => rest,
                Frame::Flush => rest.get(pkt_line::FLUSH.len()..).unwrap_or_default(),
                Frame::Incomplete => {
                    self.carry = rest.to_vec();
                    return self.verdict();
                }
                Frame::Invalid => return Verdict::Invalid,
            };
            if self.accept(frame).is_none() {
                return Verdict::Invalid;
            }
            rest = next;
        }
    }

    fn accept(&mut self, frame: Frame<'_>) -> Option<()> {
        self.section = match (self.section, frame) {
            (Section::Service, Frame::Line { line, .. }) if text(line) == SERVICE => {
                Section::AfterService
            }
            (Section::AfterService, Frame::Flush) => Section::Refs,
            (Section::Refs, Frame::Line { line, .. }) => {
                self.read_ref(text(line))?;
                Section::Refs
            }
            (Section::Refs, Frame::Flush) => Section::End,
            _ => return None,
        };
        Some(())
    }

    fn read_ref(&mut self, line: &[u8]) -> Option<()> {
        if line.starts_with(b"shallow ") {
            return Some(());
        }
        let (digits, rest) = line.split_at_checked(40)?;
        let id = ObjectId::parse(digits)?;
        let rest = rest.strip_prefix(b" ")?;
        let name = rest.split(|b| *b == 0).next()?;
        // `refs/tags/v1^{}` is the object that an annotated tag points to, and `capabilities^{}` takes the place of
        // refs in an empty repository. Neither is a ref.
        if !name.ends_with(b"^{}") {
            self.missing.remove(&id);
        }
        Some(())
    }

    fn verdict(&self) -> Verdict {
        match (self.section, self.carry.is_empty(), self.missing.is_empty()) {
            (Section::End, true, true) => Verdict::AllAdvertised,
            (Section::End, true, false) => Verdict::NotAdvertised,
            (Section::End, false, _) => Verdict::Invalid,
            _ => Verdict::Incomplete,
        }
    }
}

fn text(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}

const SERVICE: &[u8] = b"# service=git-upload-pack";
