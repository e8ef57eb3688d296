use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Frame, Incoming, SizeHint};

/// A request's or an answer's body, streamed. An error ends the connection, never the message.
pub(crate) type Body = UnsyncBoxBody<Bytes, io::Error>;

pub(crate) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

pub(crate) fn incoming(body: Incoming) -> Body {
    body.map_err(io::Error::other).boxed_unsync()
}

/// A body that does something more before it ends.
pub(crate) fn then(body: Body, last: impl Future<Output = ()> + Send + 'static) -> Body {
    Then {
        body,
        last: Some(Box::pin(last)),
    }
    .boxed_unsync()
}

struct Then {
    body: Body,
    last: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl hyper::body::Body for Then {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            return Poll::Ready(Some(frame));
        }
        if let Some(last) = &mut self.last {
            ready!(last.as_mut().poll(cx));
            self.last = None;
        }
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Reads a whole small body; an error when it is longer than `limit` or breaks off.
pub(crate) async fn collect(body: Body, limit: usize) -> io::Result<Bytes> {
    http_body_util::Limited::new(body, limit)
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .map_err(io::Error::other)
}

/// Reads and forgets the rest of a body, so that a refusal is not lost in a connection reset.
pub(crate) async fn drain(mut body: Body) -> io::Result<()> {
    while let Some(frame) = body.frame().await {
        frame?;
    }
    Ok(())
}
