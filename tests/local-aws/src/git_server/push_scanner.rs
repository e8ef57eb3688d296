use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::{Decompress, FlushDecompress, Status};

use super::packet::{Packet, PacketReader};

const OFFSET_DELTA: u8 = 6;
const REFERENCE_DELTA: u8 = 7;
const OBJECT_ID: usize = 20;
const PACK_HEADER: usize = 12;

/// The most names that are stored.
const MOST_REFERENCES: usize = 100_000;

/// What is known of a push so far.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) commands: Commands,
    pub(super) has_offset_delta: bool,
}

/// What a push asks for.
#[derive(Debug, Default)]
pub(super) struct Commands {
    pub(super) capabilities: Vec<u8>,
    pub(super) references: Vec<String>,
    pub(super) wants_side_band: bool,
}

/// Reads the body of a push as it passes, in as much memory as an object's header needs. It stops at malformed
/// data, which git will reject.
pub(super) struct PushScanner {
    scan: Arc<Mutex<Scan>>,
    stage: Stage,
}

enum Stage {
    Commands {
        packets: PacketReader,
        has_pack: bool,
    },
    PackHeader(Vec<u8>),
    ObjectHeader {
        left: u32,
        kind: Option<u8>,
    },
    BaseId {
        left: u32,
        bytes: usize,
    },
    Object {
        left: u32,
        inflater: Box<Decompress>,
    },
    Done,
}

impl PushScanner {
    pub(super) fn new(scan: Arc<Mutex<Scan>>) -> Self {
        Self {
            scan,
            stage: Stage::Commands {
                packets: PacketReader::default(),
                has_pack: false,
            },
        }
    }

    /// Takes a step in the current stage, and returns the next one.
    fn step(&mut self, input: &mut &[u8]) -> Stage {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Commands { packets, has_pack } => self.commands(packets, has_pack, input),
            Stage::PackHeader(mut header) => {
                let missing = PACK_HEADER.saturating_sub(header.len());
                header.extend_from_slice(take(input, missing));
                match header.split_last_chunk::<4>() {
                    Some((_, count)) if header.len() == PACK_HEADER => {
                        if header.starts_with(b"PACK") {
                            next_object(u32::from_be_bytes(*count))
                        } else {
                            Stage::Done
                        }
                    }
                    _ => Stage::PackHeader(header),
                }
            }
            Stage::ObjectHeader { left, kind } => self.object_header(left, kind, input),
            Stage::BaseId { left, bytes } => match bytes - take(input, bytes).len() {
                0 => object(left),
                bytes => Stage::BaseId { left, bytes },
            },
            Stage::Object { left, inflater } => inflate(left, inflater, input),
            Stage::Done => {
                *input = &[];
                Stage::Done
            }
        }
    }

    fn commands(&self, mut packets: PacketReader, has_pack: bool, input: &mut &[u8]) -> Stage {
        match packets.next(input) {
            Ok(Some(Packet::Flush)) if has_pack => Stage::PackHeader(Vec::new()),
            // Neither deletions nor git's probe have a pack.
            Ok(Some(Packet::Flush)) | Err(_) => Stage::Done,
            Ok(None) => Stage::Commands { packets, has_pack },
            Ok(Some(Packet::Data(line))) => {
                let mut scan = self.scan.lock().unwrap_or_else(PoisonError::into_inner);
                let has_pack = scan.commands.take(&line) || has_pack;
                Stage::Commands { packets, has_pack }
            }
        }
    }

    fn object_header(&self, left: u32, kind: Option<u8>, input: &mut &[u8]) -> Stage {
        let [byte] = *take(input, 1) else {
            return Stage::ObjectHeader { left, kind };
        };
        let kind = kind.unwrap_or((byte >> 4) & 7);
        if byte & 0x80 != 0 {
            return Stage::ObjectHeader {
                left,
                kind: Some(kind),
            };
        }
        match kind {
            OFFSET_DELTA => {
                let mut scan = self.scan.lock().unwrap_or_else(PoisonError::into_inner);
                scan.has_offset_delta = true;
                Stage::Done
            }
            REFERENCE_DELTA => Stage::BaseId {
                left,
                bytes: OBJECT_ID,
            },
            _ => object(left),
        }
    }
}

impl Write for PushScanner {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let mut input = data;
        while !input.is_empty() {
            self.stage = self.step(&mut input);
        }
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Commands {
    /// Reads `{old} {new} {reference}`, the first with capabilities after a NUL; returns whether it needs objects.
    fn take(&mut self, line: &[u8]) -> bool {
        let mut halves = line.splitn(2, |b| *b == 0);
        let command = String::from_utf8_lossy(halves.next().unwrap_or_default());
        if let Some(capabilities) = halves.next() {
            self.capabilities = capabilities.trim_ascii().to_vec();
            self.wants_side_band = capabilities
                .split(|b| b.is_ascii_whitespace())
                .any(|it| it == b"side-band-64k");
        }
        let mut words = command.trim_end().splitn(3, ' ');
        let (Some(_), Some(new), Some(name)) = (words.next(), words.next(), words.next()) else {
            return false;
        };
        if self.references.len() < MOST_REFERENCES {
            self.references.push(name.to_owned());
        }
        new.bytes().any(|b| b != b'0')
    }
}

/// The stage before an object, with the number of objects to come.
fn next_object(left: u32) -> Stage {
    match left {
        0 => Stage::Done,
        left => Stage::ObjectHeader { left, kind: None },
    }
}

fn object(left: u32) -> Stage {
    let inflater = Box::new(Decompress::new(true));
    Stage::Object { left, inflater }
}

fn inflate(left: u32, mut inflater: Box<Decompress>, input: &mut &[u8]) -> Stage {
    let mut output = [0; 16 * 1024];
    let before = inflater.total_in();
    let status = inflater.decompress(input, &mut output, FlushDecompress::None);
    let used = usize::try_from(inflater.total_in() - before).unwrap_or(usize::MAX);
    take(input, used);
    match status {
        Ok(Status::StreamEnd) => next_object(left - 1),
        Ok(Status::Ok | Status::BufError) => Stage::Object { left, inflater },
        Err(_) => Stage::Done,
    }
}

/// Takes up to `count` bytes from the start.
fn take<'a>(input: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, rest) = input.split_at(count.min(input.len()));
    *input = rest;
    taken
}
