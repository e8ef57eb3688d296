//! Verifies tokens with their issuer's keys.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use super::clock::Clock;
use super::single_flight::{Lease, POLL_MS};
use super::subrequest::{self, NoResponse};
use super::{Result, environment};
use crate::Error;
use crate::auth::key_set_store::{FoundKeys, KeySetStore};
use crate::config::provider::IdentityProvider;
use crate::error::Upstream;
use crate::jwt::{Discovery, Jwt, JwtError, KeySet};

/// Verifies a token's signature with its issuer's keys.
pub(super) async fn verify(jwt: &Jwt, provider: &IdentityProvider, clock: &Clock) -> Result<()> {
    let (keys, fetched_ms) = keys(provider, None, clock).await?;
    let selected = match keys.select(jwt) {
        Err(JwtError::UnknownKey { .. }) => {
            // The provider may have changed its keys.
            let (newer, _) = self::keys(provider, Some(fetched_ms), clock).await?;
            return verify_with(jwt, &newer).await;
        }
        _ => keys,
    };
    verify_with(jwt, &selected).await
}

async fn verify_with(jwt: &Jwt, keys: &KeySet) -> Result<()> {
    for key in keys.select(jwt)? {
        let verified = JsFuture::from(verify_signature(
            key.algorithm().name(),
            key.jwk(),
            &Uint8Array::from(jwt.signature()),
            jwt.signing_input(),
        ))
        .await;
        if verified.is_ok_and(|it| it.is_truthy()) {
            return Ok(());
        }
    }
    Err(JwtError::SignatureInvalid.into())
}

async fn keys(
    provider: &IdentityProvider,
    unknown_since: Option<u64>,
    clock: &Clock,
) -> Result<(Rc<KeySet>, u64)> {
    let issuer = provider.issuer.as_str();
    loop {
        let found =
            STORE.with_borrow_mut(|store| store.find(issuer, unknown_since, clock.now_ms()));
        match found {
            FoundKeys::Keys(keys) => {
                let fetched_ms = STORE.with_borrow(|store| store.fetched_ms(issuer));
                return Ok((keys, fetched_ms));
            }
            FoundKeys::Failed(error) => return Err(error),
            FoundKeys::Wait => environment::pause(POLL_MS).await,
            FoundKeys::Fetch => {
                let lease = Lease(|| STORE.with_borrow_mut(|store| store.release(issuer)));
                let fetched = fetch(provider).await;
                drop(lease);
                STORE.with_borrow_mut(|store| match fetched {
                    Ok(keys) => store.keep(issuer, keys, clock.now_ms()),
                    Err(error) => store.fail(issuer, error, clock.now_ms()),
                });
            }
        }
    }
}

async fn fetch(provider: &IdentityProvider) -> Result<KeySet> {
    let jwks_uri = match &provider.jwks_uri {
        Some(uri) => uri.clone(),
        None => discover(provider).await?.jwks_uri().to_owned(),
    };
    Ok(KeySet::parse(&document(&jwks_uri).await?)?)
}

/// Fetches a provider's discovery document.
pub(super) async fn discover(provider: &IdentityProvider) -> Result<Discovery> {
    let issuer = &provider.issuer;
    let base = issuer.strip_suffix('/').unwrap_or(issuer);
    let document = document(&format!("{base}/.well-known/openid-configuration")).await?;
    Ok(Discovery::parse(&document, issuer)?)
}

async fn document(url: &str) -> Result<Vec<u8>> {
    let unreachable = |detail: String| Error::UpstreamUnreachable {
        upstream: Upstream::IdentityProvider,
        detail: format!("{url}: {detail}"),
    };
    match subrequest::get(
        url,
        "accept\napplication/json\n",
        TIMEOUT_MS,
        KeySet::MAX_BYTES + 1,
    )
    .await
    {
        Ok((200, document)) => Ok(document),
        Ok((status, _)) => Err(unreachable(format!("status {status}"))),
        Err(NoResponse::Failed(reason)) => Err(unreachable(reason)),
        Err(NoResponse::Late) => Err(Error::UpstreamTimeout(Upstream::IdentityProvider)),
    }
}

thread_local! {
    static STORE: RefCell<KeySetStore> = RefCell::default();
}

const TIMEOUT_MS: u32 = 5_000;

#[wasm_bindgen(module = "/js/verify_signature.js")]
extern "C" {
    #[wasm_bindgen(js_name = verifySignature)]
    fn verify_signature(
        algorithm: &str,
        jwk: &str,
        signature: &Uint8Array,
        signed: &str,
    ) -> Promise;
}
