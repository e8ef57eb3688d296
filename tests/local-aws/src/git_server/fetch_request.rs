use std::io::{self, Read};

use flate2::read::GzDecoder;
use http::Response;
use http::header::{CONTENT_ENCODING, HeaderValue};
use http::request::Parts;

use super::answers;
use super::capabilities::unadvertised;
use super::packet::{Packet, PacketReader};
use crate::body::{self, Body};
use crate::git::Git;
use crate::git_backend::{self, CgiRequest};
use crate::git_request::GitService;

/// More wants and haves than any test sends. They come with a Content-Length, so the stream is not endless.
const LONGEST_REQUEST: usize = 64 * 1024 * 1024;

/// Runs a fetch that uses only advertised capabilities.
pub(super) async fn answer(
    git: &Git,
    cgi: &CgiRequest,
    parts: &Parts,
    body: Body,
) -> io::Result<Response<Body>> {
    let request = body::collect(body, LONGEST_REQUEST).await?;
    if let Some(capability) = unsupported(parts, &request) {
        // Seen by abapGit (#1254), which has sent no agent since (#1266).
        if capability.starts_with("agent=") {
            return Ok(answers::empty(GitService::UploadPack));
        }
        let message = format!("{capability} is not supported");
        return Ok(answers::error(GitService::UploadPack, &message));
    }
    git_backend::run(git, cgi, parts, body::full(request)).await
}

/// A capability that a request uses without its being advertised.
fn unsupported(parts: &Parts, request: &[u8]) -> Option<String> {
    let inflated;
    let mut request = request;
    if is_gzipped(parts) {
        let mut buffer = Vec::new();
        let mut decoder = GzDecoder::new(request).take(LONGEST_REQUEST as u64);
        // git itself reports a malformed stream.
        decoder.read_to_end(&mut buffer).ok()?;
        inflated = buffer;
        request = &inflated;
    }

    let mut packets = PacketReader::default();
    let mut is_first = true;
    while let Ok(Some(packet)) = packets.next(&mut request) {
        let Packet::Data(line) = packet else {
            continue;
        };
        // Commands belong to protocol version 2, which is not supported here.
        for keyword in ["command=", "deepen-since", "deepen-not", "filter"] {
            if line.starts_with(keyword.as_bytes()) {
                return Some(keyword.trim_end_matches('=').to_owned());
            }
        }
        if let Some(want) = line.strip_prefix(b"want ")
            && std::mem::take(&mut is_first)
        {
            let id = want.iter().position(|b| *b == b' ').unwrap_or(want.len());
            if let Some(name) = unadvertised(GitService::UploadPack, &want[id..]) {
                return Some(name);
            }
        }
    }
    None
}

pub(super) fn is_gzipped(parts: &Parts) -> bool {
    let encoding = parts
        .headers
        .get(CONTENT_ENCODING)
        .map(HeaderValue::as_bytes);
    matches!(encoding, Some(b"gzip" | b"x-gzip"))
}
