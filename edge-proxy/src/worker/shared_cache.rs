//! Credentials in the Cache API, which all isolates of a data centre share.
//!
//! They are sealed with a key that is derived from the caller's credential, and named by a hash of it: the cache
//! reveals nothing, and no caller can find another's credentials in it.

use js_sys::{Promise, Uint8Array};
use signer_wasm::sigv4::Hex;
use signer_wasm::{Credentials, Timestamp};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::aws::credential_store::Id;
use crate::session::{credentials_from_bytes, credentials_to_bytes};
use crate::util::seal::SealingKey;

pub(super) async fn read(id: &Id, key: &SealingKey) -> Option<Credentials> {
    let found = JsFuture::from(read_cache(&url(id))).await.ok()?;
    let sealed = found.dyn_into::<Uint8Array>().ok()?.to_vec();
    credentials_from_bytes(&key.open(id, &sealed)?)
}

/// Seals credentials; `None` if they expire too soon to be worth storing.
pub(super) fn seal(
    id: &Id,
    key: &SealingKey,
    credentials: &Credentials,
    now: Timestamp,
) -> Option<Sealed> {
    let seconds = credentials.expiration()?.seconds_since(now);
    let mut nonce = [0; 12];
    getrandom::fill(&mut nonce).ok()?;
    Some(Sealed {
        url: url(id),
        bytes: key.seal(nonce, id, &credentials_to_bytes(credentials)),
        seconds,
    })
}

/// Sealed credentials for the cache.
pub(super) struct Sealed {
    url: String,
    bytes: Vec<u8>,
    seconds: u32,
}

impl Sealed {
    pub(super) async fn write(self) {
        let bytes = Uint8Array::from(&*self.bytes);
        // Never rejects: see shared_cache.js.
        let _ = JsFuture::from(write_cache(&self.url, &bytes, self.seconds)).await;
    }
}

fn url(id: &Id) -> String {
    format!(
        "https://codecommit-edge.invalid/credentials/{}",
        Hex::new(id).as_str()
    )
}

#[wasm_bindgen(module = "/js/shared_cache.js")]
extern "C" {
    #[wasm_bindgen(js_name = readCache)]
    fn read_cache(url: &str) -> Promise;

    #[wasm_bindgen(js_name = writeCache)]
    fn write_cache(url: &str, bytes: &Uint8Array, seconds: u32) -> Promise;
}
