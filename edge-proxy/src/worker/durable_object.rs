//! Calls to Durable Objects.

use js_sys::Promise;
use signer_wasm::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{Result, environment};
use crate::Error;
use crate::error::Upstream;

/// Waits for an object's response.
pub(super) async fn stored(promise: Promise) -> Result<JsValue> {
    JsFuture::from(promise)
        .await
        .map_err(|error| Error::UpstreamUnreachable {
            upstream: Upstream::SessionStore,
            detail: environment::message_of(&error),
        })
}

/// A time in milliseconds since 1970, as the objects use it.
pub(super) fn milliseconds(time: Timestamp) -> f64 {
    time.unix_seconds() as f64 * 1000.0
}
