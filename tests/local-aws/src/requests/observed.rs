use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use hyper::body::{Bytes, Frame, SizeHint};

use super::record::{Outcome, Record, RequestEnd};
use super::{Exchange, lock};
use crate::body::Body;

type Polled = Poll<Option<io::Result<Frame<Bytes>>>>;

/// A body in transit, with its record.
pub(super) struct Observed<O> {
    pub(super) body: Body,
    pub(super) observer: O,
}

pub(super) trait Observer: Unpin {
    /// Records the result of polling for a frame; `ended` if it was the last.
    fn note(&self, polled: &Polled, ended: bool);
}

/// For a request body, on its way to git.
impl Observer for Arc<Mutex<Record>> {
    fn note(&self, polled: &Polled, ended: bool) {
        let mut record = lock(self);
        record.request_end = match polled {
            Poll::Ready(Some(Ok(frame))) => {
                record.request_bytes += length(frame);
                if ended {
                    RequestEnd::Clean
                } else {
                    RequestEnd::Reading
                }
            }
            Poll::Ready(Some(Err(_))) => RequestEnd::Broken,
            Poll::Ready(None) => RequestEnd::Clean,
            Poll::Pending => RequestEnd::Reading,
        };
    }
}

/// For a response body, on its way to the client; it carries the record's handle.
impl Observer for Exchange {
    fn note(&self, polled: &Polled, ended: bool) {
        let mut record = lock(&self.0);
        match polled {
            Poll::Ready(Some(Ok(frame))) => {
                record.response_bytes += length(frame);
                if ended {
                    record.outcome = Outcome::Answered;
                }
            }
            Poll::Ready(Some(Err(_))) => record.outcome = Outcome::Broken,
            Poll::Ready(None) => record.outcome = Outcome::Answered,
            Poll::Pending => {}
        }
    }
}

impl<O: Observer> hyper::body::Body for Observed<O> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Polled {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        self.observer.note(&polled, self.body.is_end_stream());
        polled
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
