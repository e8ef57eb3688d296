//! The request to CodeCommit, which JavaScript sends, and its answer.

use js_sys::Promise;
use signer_wasm::Timestamp;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, Request, Response};

use super::outgoing::{Body, Outgoing};
use super::{Result, body, environment};
use crate::error::Leg;
use crate::{
    Answer, Cors, Error, Facts, Identity, RequestBody, UpstreamHead, headers, retry, verdict,
};

/// Sends a request on.
pub(super) async fn send(
    request: &Request,
    upstream: &UpstreamHead,
    facts: &mut Facts,
) -> Result<Response> {
    let outcome = JsFuture::from(forward_as(request, &upstream.to_lines())).await;
    let outcome: Outcome = outcome.map_err(failed)?.unchecked_into();
    outcome.response(upstream, facts)
}

/// Turns CodeCommit's answer into the client's.
pub(super) async fn relay(
    response: Response,
    answer_type: &'static str,
    identity: &Identity,
    now: Timestamp,
) -> Result<Outgoing> {
    let headers = admit(&response, answer_type, identity, now).await?;
    Ok(Outgoing {
        status: response.status(),
        code: None,
        headers: headers
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect(),
        body: Body::Stream(response.body()),
    })
}

/// Turns the answer before a fetch into the one before a push.
pub(super) async fn as_receive_pack(
    response: Response,
    answer_type: &'static str,
    identity: &Identity,
    now: Timestamp,
    cors: &Cors,
) -> Result<Outgoing> {
    admit(&response, answer_type, identity, now).await?;
    let (start, rest) =
        body::rewrite_start(&response)
            .await
            .ok_or_else(|| Error::UpstreamUnreachable {
                leg: Leg::CodeCommit,
                detail: "the advertisement of refs cannot be read".to_owned(),
            })?;
    let mut outgoing = Outgoing::from(Answer::advertisement(Vec::new(), cors));
    outgoing.body = Body::Stream(Some(prepend(&start, &rest)));
    Ok(outgoing)
}

/// The headers that pass, of an answer that git can read.
async fn admit(
    response: &Response,
    answer_type: &'static str,
    identity: &Identity,
    now: Timestamp,
) -> Result<Vec<(&'static str, String)>> {
    let status = response.status();
    let lines = environment::read_response(&response.headers());
    let headers: Vec<(&str, String)> = headers::RESPONSE
        .into_iter()
        .zip(lines.lines())
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    let header = |wanted| {
        headers
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.as_str())
    };
    if verdict::relays(status) {
        verdict::admit_type(status, header("content-type"), answer_type)?;
        return Ok(headers);
    }

    let reason = body::read_start(response, verdict::MAX_REASON)
        .await
        .unwrap_or_default();
    Err(verdict::explain(
        status,
        &String::from_utf8_lossy(&reason),
        header("retry-after"),
        identity,
        now,
    ))
}

/// A failure of the runtime, of which only the log says more.
#[allow(clippy::needless_pass_by_value)]
fn failed(error: JsValue) -> Error {
    Error::UpstreamUnreachable {
        leg: Leg::CodeCommit,
        detail: environment::message_of(&error),
    }
}

impl Outcome {
    /// CodeCommit's answer, or the reason that there is no answer.
    pub(super) fn response(&self, upstream: &UpstreamHead, facts: &mut Facts) -> Result<Response> {
        facts.retries = self.retries();
        if let Some(response) = self.answer() {
            facts.upstream_status = Some(response.status());
            return Ok(response);
        }
        Err(match (self.failure().as_str(), upstream.body) {
            ("body_broken", _) => Error::BadRequest("the body broke off".into()),
            ("body_too_large", RequestBody::Chunked(limit)) => Error::PushTooLarge { limit },
            ("body_too_large", RequestBody::Collected(limit)) => Error::FetchTooLarge { limit },
            ("late", _) => Error::UpstreamTimeout(Leg::CodeCommit),
            _ => Error::UpstreamUnreachable {
                leg: Leg::CodeCommit,
                detail: self.detail().unwrap_or_default(),
            },
        })
    }
}

/// Milliseconds to wait before a discovery is sent again, if it is to be.
// The attribute exports what is `pub`, wherever the module stands.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = discoveryDelay)]
pub fn discovery_delay(
    status: u16,
    retry_after: &str,
    attempts: u32,
    elapsed_ms: f64,
    random: f64,
) -> Option<f64> {
    let retry_after = Some(retry_after).filter(|it| !it.is_empty());
    retry::discovery_delay_ms(status, retry_after, attempts, elapsed_ms as u64, random)
        .map(|delay| delay as f64)
}

#[wasm_bindgen(module = "/js/forward.js")]
extern "C" {
    /// What became of a request that was sent on.
    pub(super) type Outcome;

    #[wasm_bindgen(js_name = forwardAs)]
    fn forward_as(request: &Request, lines: &str) -> Promise;

    #[wasm_bindgen(method, getter, js_name = response)]
    fn answer(this: &Outcome) -> Option<Response>;

    #[wasm_bindgen(method, getter)]
    fn failure(this: &Outcome) -> String;

    #[wasm_bindgen(method, getter)]
    fn detail(this: &Outcome) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn retries(this: &Outcome) -> u32;
}

#[wasm_bindgen(module = "/js/prepend.js")]
extern "C" {
    fn prepend(start: &[u8], rest: &ReadableStream) -> ReadableStream;
}
