//! Small requests to AWS's APIs, IAM Identity Center and identity providers.

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, RequestRedirect, Response};

use super::{body, environment};
use crate::Error;
use crate::aws::identity_center;
use crate::aws::identity_center::ServiceRequest;
use crate::error::Upstream;

/// Why there is no response.
pub(super) enum NoResponse {
    Failed(String),
    Late,
}

/// Sends a request with a body. Returns the status, and up to `limit` bytes of the response.
pub(super) async fn post(
    url: &str,
    headers: &str,
    body: &str,
    timeout_ms: u32,
    limit: usize,
) -> Result<(u16, Vec<u8>), NoResponse> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&environment::headers_of(headers).into());
    init.set_body(&JsValue::from_str(body));
    send(url, &init, timeout_ms, limit).await
}

/// Sends a request with a body. Returns the response, whose body may stream until the time is up.
pub(super) async fn relay(
    url: &str,
    headers: &str,
    body: &[u8],
    timeout_ms: u32,
) -> Result<Response, NoResponse> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&environment::headers_of(headers).into());
    init.set_body(&Uint8Array::from(body));
    fetch(url, &init, timeout_ms).await
}

/// Sends a GET request, with headers in the format of [`to_lines`](crate::http::headers::to_lines).
pub(super) async fn get(
    url: &str,
    headers: &str,
    timeout_ms: u32,
    limit: usize,
) -> Result<(u16, Vec<u8>), NoResponse> {
    let init = RequestInit::new();
    init.set_headers(&environment::headers_of(headers).into());
    send(url, &init, timeout_ms, limit).await
}

/// Sends a request to IAM Identity Center.
pub(super) async fn call_identity_center(
    request: &ServiceRequest,
) -> Result<(u16, Vec<u8>), Error> {
    let ServiceRequest { url, headers, body } = request;
    let response = match body {
        Some(body) => {
            post(
                url,
                headers,
                body,
                TIMEOUT_MS,
                identity_center::MAX_RESPONSE,
            )
            .await
        }
        None => get(url, headers, TIMEOUT_MS, identity_center::MAX_RESPONSE).await,
    };
    response.map_err(|error| match error {
        NoResponse::Failed(detail) => Error::UpstreamUnreachable {
            upstream: Upstream::IdentityCenter,
            detail,
        },
        NoResponse::Late => Error::UpstreamTimeout(Upstream::IdentityCenter),
    })
}

async fn send(
    url: &str,
    init: &RequestInit,
    timeout_ms: u32,
    limit: usize,
) -> Result<(u16, Vec<u8>), NoResponse> {
    let response = fetch(url, init, timeout_ms).await?;
    let bytes = body::read_start(&response, limit)
        .await
        .map_err(no_response)?;
    Ok((response.status(), bytes))
}

async fn fetch(url: &str, init: &RequestInit, timeout_ms: u32) -> Result<Response, NoResponse> {
    init.set_redirect(RequestRedirect::Manual);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(timeout_ms)));
    let response = JsFuture::from(environment::global().fetch_with_str_and_init(url, init))
        .await
        .map_err(no_response)?;
    Ok(response.unchecked_into())
}

#[allow(clippy::needless_pass_by_value)]
fn no_response(error: JsValue) -> NoResponse {
    let error = error.dyn_ref::<js_sys::Error>();
    match error.map(|error| String::from(error.name())) {
        Some(name) if name == "TimeoutError" => NoResponse::Late,
        _ => NoResponse::Failed(error.map_or_else(String::new, |error| error.message().into())),
    }
}

const TIMEOUT_MS: u32 = 10_000;
