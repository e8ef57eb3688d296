//! The body of a fetch without `have` lines, as a clone sends it in protocol v0.
//!
//! Two such requests that want the same objects, to the same depth, with the same options have interchangeable answers:
//! an object's id determines the object and everything that it refers to.
//!
//! Source: git `Documentation/gitprotocol-pack.txt`, "Packfile Negotiation", and `gitprotocol-capabilities.txt`.

use std::collections::BTreeSet;

use super::ObjectId;
use super::pkt_line;
use super::pkt_line::Frame;

/// The objects that a clone wants, and the conditions that change the answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CloneRequest {
    /// The ids of the wanted objects.
    pub wants: BTreeSet<ObjectId>,
    /// The lines that limit the history: `shallow`, `deepen`, `deepen-since` and `filter`.
    limits: BTreeSet<Vec<u8>>,
    /// The capabilities that change the answer.
    capabilities: BTreeSet<Vec<u8>>,
}

/// Why the answer to a request is not interchangeable with another one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unshareable {
    /// The client already has objects, which the answer leaves out.
    Haves,
    /// The request has no `done`, so that the answer is only the boundary of a shallow history.
    NoDone,
    /// The answer depends on the current refs, because of `include-tag` or `deepen-not`.
    DependsOnRefs,
    /// Without side-band an answer has no end marker, so that a truncated one looks complete.
    NoSideBand,
    /// Not a request of protocol v0.
    Protocol,
}

impl Unshareable {
    /// The reason, for the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Haves => "haves",
            Self::NoDone => "no_done",
            Self::DependsOnRefs => "depends_on_refs",
            Self::NoSideBand => "no_side_band",
            Self::Protocol => "protocol",
        }
    }
}

impl CloneRequest {
    /// Parses a complete body, decompressed.
    ///
    /// # Errors
    ///
    /// The reason why the answer cannot be shared.
    pub fn parse(body: &[u8]) -> Result<Self, Unshareable> {
        let mut request = Self {
            wants: BTreeSet::new(),
            limits: BTreeSet::new(),
            capabilities: BTreeSet::new(),
        };
        let mut rest = body;
        loop {
            match pkt_line::decode(rest) {
                Frame::Line { line, rest: next } => {
                    request.read(line.strip_suffix(b"\n").unwrap_or(line))?;
                    rest = next;
                }
                Frame::Flush => break,
                Frame::Incomplete | Frame::Invalid => return Err(Unshareable::Protocol),
            }
        }
        if request.wants.is_empty() {
            return Err(Unshareable::Protocol);
        }
        request.check_capabilities()?;
        end(rest.strip_prefix(pkt_line::FLUSH).unwrap_or(rest))?;
        Ok(request)
    }

    fn read(&mut self, line: &[u8]) -> Result<(), Unshareable> {
        let (keyword, value) = split(line).ok_or(Unshareable::Protocol)?;
        match keyword {
            b"want" => {
                let (digits, capabilities) = split(value).unwrap_or((value, b""));
                if !capabilities.is_empty() && !self.wants.is_empty() {
                    return Err(Unshareable::Protocol);
                }
                self.capabilities.extend(
                    capabilities
                        .split(|b| *b == b' ')
                        .filter(|it| !it.is_empty() && !is_irrelevant(it))
                        .map(<[u8]>::to_vec),
                );
                let id = ObjectId::parse(digits).ok_or(Unshareable::Protocol)?;
                self.wants.insert(id);
            }
            b"shallow" => {
                self.limits.insert(line.to_vec());
            }
            b"deepen" | b"deepen-since" | b"filter" => {
                // With two lines of a keyword, their order would matter.
                if self
                    .limits
                    .iter()
                    .any(|it| split(it).is_some_and(|(it, _)| it == keyword))
                {
                    return Err(Unshareable::Protocol);
                }
                self.limits.insert(line.to_vec());
            }
            b"deepen-not" => return Err(Unshareable::DependsOnRefs),
            _ => return Err(Unshareable::Protocol),
        }
        Ok(())
    }

    fn check_capabilities(&self) -> Result<(), Unshareable> {
        let has = |name: &[u8]| self.capabilities.contains(name);
        if has(b"include-tag") {
            return Err(Unshareable::DependsOnRefs);
        }
        if !has(b"side-band-64k") {
            return Err(Unshareable::NoSideBand);
        }
        Ok(())
    }

    /// The request as bytes, which are equal for two requests whose answers are interchangeable.
    pub fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for list in [&self.capabilities, &self.limits] {
            for item in list {
                pkt_line::encode(&mut out, item);
            }
            out.extend(pkt_line::FLUSH);
        }
        out.extend(self.wants.iter().flat_map(ObjectId::as_bytes));
        out
    }
}

/// Checks that only `done` follows the wants.
fn end(rest: &[u8]) -> Result<(), Unshareable> {
    match pkt_line::decode(rest) {
        Frame::Line { line, rest } if line.strip_suffix(b"\n").unwrap_or(line) == b"done" => {
            match rest.is_empty() {
                true => Ok(()),
                false => Err(Unshareable::Protocol),
            }
        }
        Frame::Line { line, .. } if line.starts_with(b"have ") => Err(Unshareable::Haves),
        Frame::Incomplete if rest.is_empty() => Err(Unshareable::NoDone),
        _ => Err(Unshareable::Protocol),
    }
}

fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = line.iter().position(|b| *b == b' ')?;
    Some((line.get(..space)?, line.get(space + 1..)?))
}

/// Whether a capability does not change the answer to a client without objects: it concerns the negotiation, or names
/// the client or its session.
fn is_irrelevant(capability: &[u8]) -> bool {
    // `thin-pack` is relevant: a pack may omit objects that the client has according to its `shallow` lines.
    const NAMES: [&[u8]; 5] = [
        b"allow-reachable-sha1-in-want",
        b"allow-tip-sha1-in-want",
        b"multi_ack",
        b"multi_ack_detailed",
        b"no-done",
    ];
    NAMES.contains(&capability)
        || [&b"agent="[..], b"session-id="]
            .into_iter()
            .any(|prefix| capability.starts_with(prefix))
}
