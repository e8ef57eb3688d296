//! Asks Cloudflare whether a request is within the operator's rate limit.

use js_sys::Promise;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use super::environment;
use super::request_context::RequestContext;
use crate::Plan;
use crate::http::{AccessLog, EdgeResponse};
use crate::plan::rate_limit;

/// The refusal of a request over the limit; `None` if it is within the limit, or does not count, or there is no
/// limit.
pub(super) async fn refuse(
    plan: &Plan,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Option<EdgeResponse> {
    let limiter = environment::rate_limiter();
    if limiter.is_falsy() {
        return None;
    }
    let headers = context.request.headers();
    let address = headers.get(rate_limit::ADDRESS_HEADER).ok().flatten();
    let key = rate_limit::key(plan, address.as_deref());
    match JsFuture::from(is_within_limit(&limiter, &key)).await {
        Ok(is_within) if is_within.is_falsy() => Some(rate_limit::refusal(
            plan,
            context.head,
            context.cors,
            context.config,
        )),
        Ok(_) => None,
        // A failure of the limiter must not keep users from signing in.
        Err(error) => {
            let message = environment::message_of(&error);
            log.detail = Some(["the rate limiter failed: ", &message].concat());
            None
        }
    }
}

#[wasm_bindgen(module = "/js/rate_limiter.js")]
extern "C" {
    #[wasm_bindgen(js_name = isWithinLimit)]
    fn is_within_limit(limiter: &JsValue, key: &str) -> Promise;
}
