use std::io;
use std::time::Duration;

use http::header::{ACCEPT, HOST};
use http::uri::Scheme;
use http::{Request, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::Value;
use tokio::time::timeout;

use crate::http_client;
use crate::loopback::is_loopback;

/// How long a provider may take for one document, and how large that may be.
const LIMIT: Duration = Duration::from_secs(5);
const LONGEST: usize = 256 * 1024;

/// Why a document is missing.
#[derive(Debug)]
pub(super) enum FetchError {
    /// No response, none in time, or not 200.
    Unreachable,
    /// Not JSON.
    Malformed,
}

/// Gets a JSON document over plain HTTP from loopback. Redirects are not followed.
pub(super) async fn json(url: &str) -> Result<Value, FetchError> {
    let document = timeout(LIMIT, get(url))
        .await
        .map_err(|_| FetchError::Unreachable)?
        .map_err(|_| FetchError::Unreachable)?;
    serde_json::from_slice(&document).map_err(|_| FetchError::Malformed)
}

async fn get(url: &str) -> io::Result<Bytes> {
    let uri: Uri = url.parse().map_err(io::Error::other)?;
    let authority = uri
        .authority()
        .filter(|it| uri.scheme() == Some(&Scheme::HTTP) && is_loopback(it))
        .ok_or(io::ErrorKind::Unsupported)?;
    let host = authority.host().trim_matches(['[', ']']);
    let port = authority.port_u16().unwrap_or(80);
    let path = uri.path_and_query().map_or("/", |it| it.as_str());
    let request = Request::get(path)
        .header(HOST, authority.as_str())
        .header(ACCEPT, "application/json")
        .body(Full::default())
        .map_err(io::Error::other)?;
    match http_client::send((host, port), request, LONGEST).await? {
        (StatusCode::OK, document) => Ok(document),
        (status, _) => Err(io::Error::other(status.to_string())),
    }
}
