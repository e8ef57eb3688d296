//! The request to CodeCommit, and its answer.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Promise;
use signer_wasm::Timestamp;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStream, Request, RequestCache, RequestInit, RequestRedirect, Response,
};
use worker::Delay;

use super::outgoing::{Body, Outgoing};
use super::{Result, body, environment};
use crate::error::Leg;
use crate::{Answer, Cors, Error, Identity, UpstreamHead, advertisement, headers, verdict};

/// Sends a request on, its body attached before anything is awaited.
pub(super) async fn send(
    request: &Request,
    method: &str,
    upstream: &UpstreamHead,
) -> Result<Response> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(&environment::headers_of(&upstream.headers).into());
    init.set_redirect(RequestRedirect::Manual);
    init.set_cache(RequestCache::NoStore);
    let abortable = || -> Result<AbortController> {
        let controller = AbortController::new().map_err(broken)?;
        init.set_signal(Some(&controller.signal()));
        Ok(controller)
    };

    // Else a GET with a body, which HTTP allows and the runtime does not send.
    let body = request.body().filter(|_| method == "POST");
    let limited = match (body, upstream.body_limit) {
        (None, _) => None,
        (Some(stream), None) => {
            init.set_body(&stream);
            None
        }
        (Some(stream), Some(limit)) => {
            let limited = limit_body(&stream, limit as f64, &abortable()?);
            init.set_body(&limited.stream());
            Some((limited, limit))
        }
    };

    let response = match upstream.timeout_seconds {
        None => fetch(upstream, &init).await,
        Some(seconds) => {
            let controller = abortable()?;
            let limit = Delay::from(Duration::from_secs(u64::from(seconds)));
            match select(pin!(fetch(upstream, &init)), pin!(limit)).await {
                Either::Left((response, _)) => response,
                Either::Right(_) => {
                    controller.abort();
                    return Err(Error::UpstreamTimeout(Leg::CodeCommit));
                }
            }
        }
    };

    match (response, limited) {
        (_, Some((limited, limit))) if limited.exceeded() => {
            // Whatever became of the rest, the answer is the same.
            let _ = JsFuture::from(limited.settled()).await;
            Err(Error::PushTooLarge { limit })
        }
        (_, Some((limited, _))) if limited.broken() => {
            Err(Error::BadRequest("the body broke off".into()))
        }
        (Ok(response), _) => Ok(response.unchecked_into()),
        (Err(error), _) => Err(broken(error)),
    }
}

/// Turns CodeCommit's answer into the client's.
pub(super) async fn relay(
    response: Response,
    identity: &Identity,
    now: Timestamp,
) -> Result<Outgoing> {
    let status = response.status();
    let lines = environment::read_response(&response.headers());
    let headers: Vec<(&str, &str)> = headers::RESPONSE
        .into_iter()
        .zip(lines.lines())
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if !verdict::relays(status) {
        let reason = body::read_start(&response, verdict::MAX_REASON)
            .await
            .unwrap_or_default();
        return Err(verdict::explain(
            status,
            &String::from_utf8_lossy(&reason),
            headers
                .iter()
                .find(|(name, _)| *name == "retry-after")
                .map(|(_, value)| *value),
            identity,
            now,
        ));
    }

    Ok(Outgoing {
        status,
        code: None,
        headers: headers
            .into_iter()
            .map(|(name, value)| (name, value.to_owned().into()))
            .collect(),
        body: Body::Relayed(response),
    })
}

/// Turns the answer before a fetch into the one before a push.
pub(super) async fn as_receive_pack(response: &Response, cors: &Cors) -> Result<Outgoing> {
    let unusable = || Error::UpstreamUnreachable {
        leg: Leg::CodeCommit,
        detail: "the advertisement of refs cannot be read, or is too long".to_owned(),
    };
    let bytes = body::read_start(response, advertisement::MAX_BYTES)
        .await
        .map_err(|_| unusable())?;
    let rewritten = advertisement::for_receive_pack(&bytes).ok_or_else(unusable)?;
    Ok(Answer::advertisement(rewritten, cors).into())
}

async fn fetch(upstream: &UpstreamHead, init: &RequestInit) -> Result<JsValue, JsValue> {
    JsFuture::from(environment::global().fetch_with_str_and_init(&upstream.url, init)).await
}

/// A failure of the connection. What the runtime says of it is for the log alone.
#[allow(clippy::needless_pass_by_value)]
pub(super) fn broken(error: JsValue) -> Error {
    Error::UpstreamUnreachable {
        leg: Leg::CodeCommit,
        detail: environment::message_of(&error),
    }
}

#[wasm_bindgen(module = "/js/limit_body.js")]
extern "C" {
    type LimitedBody;

    #[wasm_bindgen(js_name = limitBody)]
    fn limit_body(body: &ReadableStream, limit: f64, request: &AbortController) -> LimitedBody;

    #[wasm_bindgen(method, getter)]
    fn stream(this: &LimitedBody) -> ReadableStream;

    #[wasm_bindgen(method, getter)]
    fn settled(this: &LimitedBody) -> Promise;

    #[wasm_bindgen(method, getter)]
    fn broken(this: &LimitedBody) -> bool;

    #[wasm_bindgen(method, getter)]
    fn exceeded(this: &LimitedBody) -> bool;
}
