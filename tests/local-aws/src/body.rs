use std::io;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};

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
