use std::io;
use std::pin::Pin;
use std::task::Poll;

use http::{Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Bytes, Frame};

use super::capabilities::advertised;
use super::forms::EmptyAdvertisement;
use super::packet;
use crate::body::{self, Body};
use crate::git_request::GitService;

/// `# service=…`, a flush and the first reference are shorter.
const LONGEST_START: usize = 128 * 1024;

/// Reduces an advertisement of `git http-backend` to CodeCommit's capabilities. Everything after the first reference streams.
pub(super) async fn rewrite(
    response: Response<Body>,
    service: GitService,
    empty: EmptyAdvertisement,
) -> io::Result<Response<Body>> {
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (head, mut body) = response.into_parts();
    let mut start = Vec::new();
    let start = loop {
        if let Some(rewritten) = with_capabilities(&start, advertised(service)) {
            break rewritten;
        }
        let frame = body.frame().await.transpose()?;
        match frame.and_then(|it| it.into_data().ok()) {
            Some(data) if start.len() < LONGEST_START => start.extend_from_slice(&data),
            // Not an advertisement with references.
            _ => break start,
        }
    };
    // A push needs the capabilities.
    if service == GitService::UploadPack
        && empty != EmptyAdvertisement::Capabilities
        && let Some(mut start) = before_no_reference(&start)
    {
        body::drain(body).await?;
        if empty == EmptyAdvertisement::Flush {
            start.extend_from_slice(b"0000");
        }
        return Ok(Response::from_parts(head, body::full(start)));
    }
    Ok(Response::from_parts(head, prefixed(start.into(), body)))
}

/// Replaces the capabilities after the NUL of the first reference, once it is complete.
fn with_capabilities(start: &[u8], capabilities: &str) -> Option<Vec<u8>> {
    let nul = start.iter().position(|b| *b == 0)?;
    let end = nul + start[nul..].iter().position(|b| *b == b'\n')?;
    // The packet starts after the flush that ends the service's name.
    let packet = 4 + start.windows(5).position(|it| it == b"\n0000")? + 1;
    let reference = start.get(packet + 4..nul)?;

    let mut rewritten = start[..packet].to_vec();
    let line = [reference, b"\0", capabilities.as_bytes(), b"\n"].concat();
    packet::write(&mut rewritten, &line);
    rewritten.extend_from_slice(&start[end + 1..]);
    Some(rewritten)
}

/// What precedes the first line of an advertisement without references.
fn before_no_reference(start: &[u8]) -> Option<Vec<u8>> {
    let line = start.windows(5).position(|it| it == b"\n0000")?;
    let is_empty = start.windows(17).any(|it| it == b" capabilities^{}\0");
    is_empty.then(|| start[..line + 5].to_vec())
}

/// A body with bytes in front.
fn prefixed(prefix: Bytes, mut body: Body) -> Body {
    let mut prefix = Some(prefix);
    body::from_fn(move |cx| match prefix.take() {
        Some(prefix) if !prefix.is_empty() => Poll::Ready(Some(Ok(Frame::data(prefix)))),
        _ => Pin::new(&mut body).poll_frame(cx),
    })
}

#[cfg(test)]
mod tests {
    use super::with_capabilities;

    #[test]
    fn the_first_reference_has_other_capabilities() {
        let start = "001e# service=git-upload-pack\n0000001dabc HEAD\0multi_ack agent=x\n0008abc\n";
        for end in 0..=start.find("agent=x").unwrap() {
            assert!(with_capabilities(&start.as_bytes()[..end], "shallow").is_none());
        }
        assert_eq!(
            with_capabilities(start.as_bytes(), "shallow").unwrap(),
            b"001e# service=git-upload-pack\n00000015abc HEAD\0shallow\n0008abc\n"
        );
    }
}
