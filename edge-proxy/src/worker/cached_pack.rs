//! The functions that JavaScript calls to answer a fetch with a cached pack: see `js/pack_cache.js`.

use wasm_bindgen::prelude::wasm_bindgen;

use super::in_flight::InFlight;
use super::pack::Pack;

/// The key of the pack that a request's body asks for: see [`Pack::key`]. `None` if the request is no longer known.
// The attribute exports public items from private modules.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = packKey)]
pub fn pack_key(number: u32, body: &[u8]) -> Option<String> {
    with_pack(number, |pack| Some(pack.key(body)))
}

/// The lines of the discovery by which CodeCommit confirms that the caller may have the pack. Begins the check that
/// [`check_wants`] continues.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = packConfirmation)]
pub fn pack_confirmation(number: u32) -> Option<String> {
    with_pack(number, Pack::begin_check)
}

/// Reads the next piece of the response to the discovery: see [`Pack::check`].
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = checkWants)]
pub fn check_wants(number: u32, piece: &[u8]) -> Option<bool> {
    with_pack(number, |pack| pack.check(piece))
}

fn with_pack<T>(number: u32, use_it: impl FnOnce(&mut Pack) -> Option<T>) -> Option<T> {
    InFlight::with_forwarded(number, |forwarded| use_it(forwarded.pack.as_mut()?))
}
