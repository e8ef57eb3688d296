use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, ready};

use flate2::write::GzDecoder;
use http::Response;
use http::request::Parts;
use hyper::body::Body as _;

use super::answers;
use super::capabilities::unadvertised;
use super::fetch_request::is_gzipped;
use super::forms::ReportForm;
use super::packet::{self, Packet, PacketReader};
use super::push_scanner::{Commands, PushScanner, Scan};
use crate::body::{self, Body};
use crate::git::Git;
use crate::git_backend::{self, CgiRequest};
use crate::git_request::GitService;

/// A CodeCommit quota.
const MOST_REFERENCES: usize = 4000;

/// The report on too many references.
const LONGEST_REPORT: usize = 4 * 1024 * 1024;

/// Runs a push that uses only advertised capabilities.
pub(super) async fn answer(
    git: &Git,
    cgi: &CgiRequest,
    form: ReportForm,
    parts: &Parts,
    body: Body,
) -> io::Result<Response<Body>> {
    let scan = Arc::new(Mutex::new(Scan::default()));
    let body = scanned(body, parts, scan.clone());
    let answered = git_backend::run(git, cgi, parts, body).await;

    let scan = std::mem::take(&mut *scan.lock().unwrap_or_else(PoisonError::into_inner));
    match Refusal::of(&scan) {
        None => in_form(answered?, form, &scan.commands).await,
        // Others have seen an empty response (isomorphic-git #310, dulwich #671).
        Some(Refusal::Unadvertised) => Ok(answers::empty(GitService::ReceivePack)),
        // AWS's user guide shows this as git's message; its place in the response is not known.
        Some(Refusal::TooManyReferences) => Ok(answers::report(
            &scan.commands,
            "Too many reference update commands",
            "unpacker error",
        )),
        Some(Refusal::OffsetDelta) => Ok(answers::report(
            &scan.commands,
            // As in go-git #945.
            "protocol error (offset deltas are not supported)",
            "unpacker error",
        )),
    }
}

/// Reads the commands of a push, and discards its pack.
pub(super) async fn read(parts: &Parts, body: Body) -> io::Result<Commands> {
    let scan = Arc::new(Mutex::new(Scan::default()));
    let body = scanned(body, parts, scan.clone());
    // A push to be rejected ends in an error after it has been read.
    let _ = body::drain(body).await;
    let mut scan = scan.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::take(&mut scan.commands))
}

enum Refusal {
    TooManyReferences,
    Unadvertised,
    OffsetDelta,
}

impl Refusal {
    fn of(scan: &Scan) -> Option<Self> {
        if unadvertised(GitService::ReceivePack, &scan.commands.capabilities).is_some() {
            Some(Self::Unadvertised)
        } else if scan.commands.references.len() > MOST_REFERENCES {
            Some(Self::TooManyReferences)
        } else if scan.has_offset_delta {
            Some(Self::OffsetDelta)
        } else {
            None
        }
    }
}

/// Changes the form of git's push report.
async fn in_form(
    response: Response<Body>,
    form: ReportForm,
    commands: &Commands,
) -> io::Result<Response<Body>> {
    // git's probe does not ask for a report.
    if form == ReportForm::Usual || commands.references.is_empty() {
        return Ok(response);
    }
    let (head, body) = response.into_parts();
    let answer = body::collect(body, LONGEST_REPORT).await?;
    let report = if commands.wants_side_band {
        side_band_1(&answer)
    } else {
        answer.to_vec()
    };
    let enclose = |report: Vec<u8>| match commands.wants_side_band {
        true => answers::in_side_band(&report),
        false => report,
    };
    let body = match form {
        ReportForm::Usual => answer.to_vec(),
        ReportForm::Plain => report,
        ReportForm::NoNewline => enclose(without_newlines(&report)),
        ReportForm::TrailingNewline => enclose([&report[..], b"\n"].concat()),
        ReportForm::Empty => Vec::new(),
    };
    Ok(Response::from_parts(head, body::full(body)))
}

/// The data on the report's side-band.
fn side_band_1(mut answer: &[u8]) -> Vec<u8> {
    let mut report = Vec::new();
    let mut packets = PacketReader::default();
    while let Ok(Some(packet)) = packets.next(&mut answer) {
        if let Packet::Data(data) = packet
            && let Some(part) = data.strip_prefix(&[1])
        {
            report.extend_from_slice(part);
        }
    }
    report
}

fn without_newlines(mut report: &[u8]) -> Vec<u8> {
    let mut shortened = Vec::new();
    let mut packets = PacketReader::default();
    while let Ok(Some(packet)) = packets.next(&mut report) {
        match packet {
            Packet::Data(line) => packet::write(&mut shortened, line.trim_ascii_end()),
            Packet::Flush => shortened.extend_from_slice(b"0000"),
        }
    }
    shortened
}

/// A push on its way to git. A rejected one is read completely and then cut off, so that git changes nothing.
fn scanned(mut body: Body, parts: &Parts, scan: Arc<Mutex<Scan>>) -> Body {
    let mut tap = Tap::new(parts, scan.clone());
    let mut refused = false;
    body::from_fn(move |cx| {
        loop {
            let Some(frame) = ready!(Pin::new(&mut body).poll_frame(cx)) else {
                return Poll::Ready(refused.then(|| Err(io::Error::other("refused"))));
            };
            let frame = frame?;
            if !refused && let Some(data) = frame.data_ref() {
                tap.look_at(data);
                let scan = scan.lock().unwrap_or_else(PoisonError::into_inner);
                refused = Refusal::of(&scan).is_some();
            }
            if !refused {
                return Poll::Ready(Some(Ok(frame)));
            }
        }
    })
}

enum Tap {
    Plain(PushScanner),
    Gzipped(Box<GzDecoder<PushScanner>>),
}

impl Tap {
    fn new(parts: &Parts, scan: Arc<Mutex<Scan>>) -> Self {
        let scanner = PushScanner::new(scan);
        match is_gzipped(parts) {
            true => Self::Gzipped(Box::new(GzDecoder::new(scanner))),
            false => Self::Plain(scanner),
        }
    }

    fn look_at(&mut self, data: &[u8]) {
        let written = match self {
            Self::Plain(scanner) => scanner.write_all(data),
            // The decompressor flushes with the next write, or here.
            Self::Gzipped(decoder) => decoder.write_all(data).and_then(|()| decoder.flush()),
        };
        // git rejects a malformed stream.
        let _ = written;
    }
}
