use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use hyper::body::{Bytes, Frame, SizeHint};

use super::record::{Outcome, Record, RequestEnd};
use super::{Exchange, lock};
use crate::body::Body;

/// A request's body on its way to git.
pub(super) struct ObservedRequest {
    pub(super) body: Body,
    pub(super) record: Arc<Mutex<Record>>,
}

impl hyper::body::Body for ObservedRequest {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        let ended = self.body.is_end_stream();
        let mut record = lock(&self.record);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                record.request_bytes += length(frame);
                record.request_end = if ended {
                    RequestEnd::Clean
                } else {
                    RequestEnd::Reading
                };
            }
            Poll::Ready(Some(Err(_))) => record.request_end = RequestEnd::Broken,
            Poll::Ready(None) => record.request_end = RequestEnd::Clean,
            Poll::Pending => record.request_end = RequestEnd::Reading,
        }
        drop(record);
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// An answer's body on its way to the client; it carries the record's handle.
pub(super) struct ObservedResponse {
    pub(super) body: Body,
    pub(super) exchange: Exchange,
}

impl hyper::body::Body for ObservedResponse {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let polled = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let ended = self.body.is_end_stream();
        let mut record = lock(&self.exchange.0);
        match &polled {
            Some(Ok(frame)) => {
                record.response_bytes += length(frame);
                if ended {
                    record.outcome = Outcome::Answered;
                }
            }
            Some(Err(_)) => record.outcome = Outcome::Broken,
            None => record.outcome = Outcome::Answered,
        }
        drop(record);
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn length(frame: &Frame<Bytes>) -> u64 {
    frame.data_ref().map_or(0, |data| data.len() as u64)
}
