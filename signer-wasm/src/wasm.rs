//! The JavaScript bindings: they convert and delegate.
//!
//! Each string that crosses the boundary has a cost, so several fields are returned as one text with a line per
//! field; no field can contain a line break. Errors are thrown as texts too: the error's code in the first line and
//! its message in the second. Strings with secrets are passed as owned values, to be zeroised here.

// The attribute exports public items from private modules.
#![allow(unreachable_pub, clippy::needless_pass_by_value)]

#[cfg(feature = "wasm-git")]
mod git;
#[cfg(feature = "wasm")]
mod requests;
#[cfg(feature = "wasm-ssh")]
mod ssh_keys;

use wasm_bindgen::JsValue;

#[cfg(feature = "wasm-git")]
use crate::Error;

#[cfg(feature = "wasm-git")]
impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        thrown(error.code(), &error.message())
    }
}

/// An error as `signing()` in `js/error.js` expects it.
fn thrown(code: &str, message: &str) -> JsValue {
    JsValue::from_str(&[code, "\n", message].concat())
}

/// Replaces the runtime of `std`, which would be a third of the module. A panic, which is not expected, becomes a
/// trap: a `RuntimeError` in JavaScript.
#[cfg(target_arch = "wasm32")]
mod runtime {
    #[global_allocator]
    static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}
