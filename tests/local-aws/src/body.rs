use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Bytes, Frame, Incoming, SizeHint};

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

/// A body whose frames come from a function.
pub(crate) fn from_fn<F>(poll_frame: F) -> Body
where
    F: FnMut(&mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> + Send + Unpin + 'static,
{
    FromFn {
        poll_frame,
        size_hint: SizeHint::default(),
    }
    .boxed_unsync()
}

/// A body that does something more before it ends.
pub(crate) fn then(mut body: Body, last: impl Future<Output = ()> + Send + 'static) -> Body {
    let size_hint = body.size_hint();
    let mut last = Some(Box::pin(last));
    let poll_frame = move |cx: &mut Context<'_>| {
        if let Some(frame) = ready!(Pin::new(&mut body).poll_frame(cx)) {
            return Poll::Ready(Some(frame));
        }
        if let Some(future) = &mut last {
            ready!(future.as_mut().poll(cx));
            last = None;
        }
        Poll::Ready(None)
    };
    FromFn {
        poll_frame,
        size_hint,
    }
    .boxed_unsync()
}

struct FromFn<F> {
    poll_frame: F,
    /// Of the whole body.
    size_hint: SizeHint,
}

impl<F> hyper::body::Body for FromFn<F>
where
    F: FnMut(&mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> + Unpin,
{
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        (self.poll_frame)(cx)
    }

    fn size_hint(&self) -> SizeHint {
        self.size_hint
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

/// Discards the rest of a body, so that a connection reset does not hide a refusal.
pub(crate) async fn drain(mut body: Body) -> io::Result<()> {
    while let Some(frame) = body.frame().await {
        frame?;
    }
    Ok(())
}
