//! Calls of Durable Objects.

use js_sys::Promise;
use signer_wasm::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{Result, environment};
use crate::Error;
use crate::error::Upstream;

/// Waits for an object's answer.
pub(super) async fn stored(promise: Promise) -> Result<JsValue> {
    JsFuture::from(promise)
        .await
        .map_err(|error| Error::UpstreamUnreachable {
            upstream: Upstream::SessionStore,
            detail: environment::message_of(&error),
        })
}

/// A time as objects take it, in milliseconds since 1970.
pub(super) fn milliseconds(time: Timestamp) -> f64 {
    time.unix_seconds() as f64 * 1000.0
}
