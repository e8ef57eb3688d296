use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use worker::Context;

/// While this exists, the runtime continues to run a request whose client has disconnected: see `waitUntil` in
/// Cloudflare's documentation.
pub(super) struct WaitUntil(Option<Function>);

impl WaitUntil {
    pub(super) fn begin(execution: &Context) -> Self {
        let mut end = None;
        let ended = Promise::new(&mut |resolve, _| end = Some(resolve));
        execution.wait_until(async move {
            // The promise has no value, and never rejects.
            let _ = JsFuture::from(ended).await;
        });
        Self(end)
    }
}

impl Drop for WaitUntil {
    fn drop(&mut self) {
        if let Some(end) = &self.0 {
            // A resolver does not throw.
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}
