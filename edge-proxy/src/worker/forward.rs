//! Handles outcomes of forwarding that are not relayed unchanged.

use signer_wasm::Timestamp;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{ReadableStream, Response};

use super::client_response::{Body, ClientResponse};
use super::in_flight::Forwarded;
use super::{Result, body};
use crate::Error;
use crate::error::Upstream;
use crate::http::access_log::{AccessLog, ReuseLog};
use crate::http::{Cors, EdgeResponse};
use crate::plan::{RequestBody, upstream_error};
use crate::util::retry;

/// Turns the advertisement for a fetch into the one for a push.
pub(super) async fn as_receive_pack(response: &Response, cors: &Cors) -> Result<ClientResponse> {
    let (start, rest) =
        body::rewrite_start(response)
            .await
            .ok_or_else(|| Error::UpstreamUnreachable {
                upstream: Upstream::CodeCommit,
                detail: "the advertisement of refs cannot be read".to_owned(),
            })?;
    let mut response = ClientResponse::from(EdgeResponse::advertisement(Vec::new(), cors));
    response.body = Body::Stream(Some(prepend(&start, &rest)));
    Ok(response)
}

/// The refusal that explains a response from CodeCommit that is not relayed.
pub(super) async fn explain(response: &Response, forwarded: &Forwarded, now: Timestamp) -> Error {
    let status = response.status();
    let header = |name| response.headers().get(name).ok().flatten();
    if upstream_error::relays(status) {
        let seen = header("content-type");
        return match upstream_error::admit_type(status, seen.as_deref(), forwarded.response_type) {
            Err(error) => error,
            Ok(()) => Error::Misconfigured("a valid response was refused".into()),
        };
    }

    let reason = body::read_start(response, upstream_error::MAX_REASON)
        .await
        .unwrap_or_default();
    upstream_error::explain(
        status,
        &String::from_utf8_lossy(&reason),
        header("retry-after").as_deref(),
        &forwarded.credential,
        now,
    )
}

impl Outcome {
    /// CodeCommit's response, or the error that prevented one.
    pub(super) fn response(&self, body: RequestBody, log: &mut AccessLog) -> Result<Response> {
        self.record(log);
        if let Some(response) = self.fetched() {
            log.upstream_status = Some(response.status());
            return Ok(response);
        }
        Err(match (self.failure().as_str(), body) {
            ("body_broken", _) => Error::BadRequest(
                "The body of the request broke off. Run the git command again.".into(),
            ),
            ("body_too_large", RequestBody::Chunked(limit)) => Error::PushTooLarge { limit },
            ("body_too_large", RequestBody::Collected(limit)) => Error::FetchTooLarge { limit },
            ("no_place", _) => Error::Throttled {
                upstream: Upstream::CodeCommit,
                retry_after: NO_PLACE_RETRY_SECONDS,
            },
            ("late", _) => Error::UpstreamTimeout(Upstream::CodeCommit),
            _ => Error::UpstreamUnreachable {
                upstream: Upstream::CodeCommit,
                detail: self.detail().unwrap_or_default(),
            },
        })
    }

    /// Records the retries and the use of caches in the access log.
    pub(super) fn record(&self, log: &mut AccessLog) {
        log.retries = self.retries();
        log.reuse = self.reuse().map(|reuse| ReuseLog {
            pack_cache: reuse.pack(),
            pack_cache_reason: reuse.reason(),
            refs_cache: reuse.refs(),
            bytes_saved: reuse.saved().map(|bytes| bytes as u64),
        });
    }
}

/// `Retry-After` for a request that got no free place before its deadline.
const NO_PLACE_RETRY_SECONDS: u32 = 5;

/// Milliseconds to wait before a request is repeated; `None` if it should not be.
// The attribute exports public items from private modules.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = repeatDelay)]
pub fn repeat_delay(
    status: u16,
    retry_after: &str,
    attempts: u32,
    elapsed_ms: f64,
    deadline_ms: f64,
    random: f64,
) -> Option<f64> {
    let retry_after = Some(retry_after).filter(|it| !it.is_empty());
    let (elapsed_ms, deadline_ms) = (elapsed_ms as u64, deadline_ms as u64);
    retry::repeat_delay_ms(
        status,
        retry_after,
        attempts,
        elapsed_ms,
        deadline_ms,
        random,
    )
    .map(|delay| delay as f64)
}

#[wasm_bindgen]
extern "C" {
    /// The outcome of forwarding: see `js/forward.js`.
    pub(crate) type Outcome;

    #[wasm_bindgen(method, getter, js_name = response)]
    fn fetched(this: &Outcome) -> Option<Response>;

    #[wasm_bindgen(method, getter)]
    fn failure(this: &Outcome) -> String;

    #[wasm_bindgen(method, getter)]
    fn detail(this: &Outcome) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn retries(this: &Outcome) -> u32;

    #[wasm_bindgen(method, getter)]
    fn reuse(this: &Outcome) -> Option<Reused>;

    /// The use of caches: see `js/forward.js`.
    type Reused;

    #[wasm_bindgen(method, getter)]
    fn pack(this: &Reused) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn reason(this: &Reused) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn refs(this: &Reused) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn saved(this: &Reused) -> Option<f64>;
}

#[wasm_bindgen(module = "/js/prepend.js")]
extern "C" {
    fn prepend(start: &[u8], rest: &ReadableStream) -> ReadableStream;
}
