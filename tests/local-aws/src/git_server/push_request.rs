use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use flate2::write::GzDecoder;
use http::Response;
use http::request::Parts;
use http_body_util::BodyExt;
use hyper::body::{Bytes, Frame};

use super::answers;
use super::capabilities::unadvertised;
use super::fetch_request::is_gzipped;
use super::push_scanner::{PushScanner, Scan};
use crate::body::Body;
use crate::git::Git;
use crate::git_backend::{self, CgiRequest};
use crate::git_request::GitService;

/// Runs a push that uses only what is advertised.
pub(super) async fn answer(
    git: &Git,
    cgi: &CgiRequest,
    parts: &Parts,
    body: Body,
) -> io::Result<Response<Body>> {
    let scan = Arc::new(Mutex::new(Scan::default()));
    let scanned = ScannedPush::new(body, parts, scan.clone()).boxed_unsync();
    let answered = git_backend::run(git, cgi, parts, scanned).await;

    let scan = scan.lock().unwrap_or_else(PoisonError::into_inner);
    match Refusal::of(&scan) {
        None => answered,
        // What others have met: the answer is empty (isomorphic-git #310, dulwich #671).
        Some(Refusal::Unadvertised) => Ok(answers::no_report()),
        Some(Refusal::OffsetDelta) => Ok(answers::report(
            &scan.commands,
            // As go-git #945 has it.
            "protocol error (offset deltas are not supported)",
            "unpacker error",
        )),
    }
}

enum Refusal {
    Unadvertised,
    OffsetDelta,
}

impl Refusal {
    fn of(scan: &Scan) -> Option<Self> {
        if unadvertised(GitService::ReceivePack, &scan.commands.capabilities).is_some() {
            Some(Self::Unadvertised)
        } else if scan.has_offset_delta {
            Some(Self::OffsetDelta)
        } else {
            None
        }
    }
}

/// A push on its way to git. One that is to be refused is read to its end and then breaks off, so that git does nothing.
struct ScannedPush {
    body: Body,
    tap: Tap,
    scan: Arc<Mutex<Scan>>,
    refused: bool,
}

enum Tap {
    Plain(PushScanner),
    Gzipped(Box<GzDecoder<PushScanner>>),
}

impl ScannedPush {
    fn new(body: Body, parts: &Parts, scan: Arc<Mutex<Scan>>) -> Self {
        let scanner = PushScanner::new(scan.clone());
        Self {
            body,
            tap: if is_gzipped(parts) {
                Tap::Gzipped(Box::new(GzDecoder::new(scanner)))
            } else {
                Tap::Plain(scanner)
            },
            scan,
            refused: false,
        }
    }

    fn look_at(&mut self, data: &[u8]) {
        let written = match &mut self.tap {
            Tap::Plain(scanner) => scanner.write_all(data),
            // What it has inflated it hands on with the next write, or here.
            Tap::Gzipped(decoder) => decoder.write_all(data).and_then(|()| decoder.flush()),
        };
        // A stream that is broken is git's to refuse.
        let _ = written;
        let scan = self.scan.lock().unwrap_or_else(PoisonError::into_inner);
        self.refused = Refusal::of(&scan).is_some();
    }
}

impl hyper::body::Body for ScannedPush {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(cx)) else {
                return Poll::Ready(self.refused.then(|| Err(io::Error::other("refused"))));
            };
            let frame = frame?;
            if !self.refused
                && let Some(data) = frame.data_ref()
            {
                let data = data.clone();
                self.look_at(&data);
            }
            if !self.refused {
                return Poll::Ready(Some(Ok(frame)));
            }
        }
    }
}
