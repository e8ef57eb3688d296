//! What JavaScript must know to serve a kept pack: its key, and whether CodeCommit lets the caller have it.

use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::in_flight::InFlight;
use crate::git::clone_request::CloneRequest;
use crate::git::want_check::{Verdict, WantCheck};
use crate::plan::UpstreamRequest;
use crate::plan::reuse::PackScope;

/// A request that a kept pack may answer.
pub(super) struct Pack {
    /// How to ask CodeCommit: see [`UpstreamRequest::to_lines`].
    confirmation: Zeroizing<String>,
    scope: PackScope,
    request: Option<CloneRequest>,
    check: Option<WantCheck>,
}

impl Pack {
    pub(super) fn new(confirmation: &UpstreamRequest, scope: PackScope) -> Self {
        Self {
            confirmation: confirmation.to_lines(),
            scope,
            request: None,
            check: None,
        }
    }
}

/// The key of the pack that a request's body asks for; a reason after `!` if no kept pack can answer it. `None` if the
/// request is no longer known.
// The attribute exports public items from private modules.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = packKey)]
pub fn pack_key(number: u32, body: &[u8]) -> Option<String> {
    with_pack(number, |pack| {
        Some(match CloneRequest::parse(body) {
            Ok(request) => {
                let key = pack.scope.key(&request);
                pack.request = Some(request);
                key
            }
            Err(reason) => ["!", reason.code()].concat(),
        })
    })
}

/// The lines of the discovery by which CodeCommit confirms that the caller may have the pack. Begins the check that
/// [`check_wants`] continues.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = packConfirmation)]
pub fn pack_confirmation(number: u32) -> Option<String> {
    with_pack(number, |pack| {
        let wants = pack.request.as_ref()?.wants.clone();
        pack.check = Some(WantCheck::new(wants));
        Some(pack.confirmation.to_string())
    })
}

/// Reads the next piece of the response to the discovery; true once it is complete and advertises all wants, `None` if
/// it is invalid.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = checkWants)]
pub fn check_wants(number: u32, piece: &[u8]) -> Option<bool> {
    with_pack(number, |pack| match pack.check.as_mut()?.read(piece) {
        Verdict::AllAdvertised => Some(true),
        Verdict::Incomplete | Verdict::NotAdvertised => Some(false),
        Verdict::Invalid => {
            pack.check = None;
            None
        }
    })
}

fn with_pack<T>(number: u32, use_it: impl FnOnce(&mut Pack) -> Option<T>) -> Option<T> {
    InFlight::with_forwarded(number, |forwarded| use_it(forwarded.pack.as_mut()?))
}
