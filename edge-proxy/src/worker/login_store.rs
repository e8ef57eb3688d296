//! The stored sign-ins, each in its own Durable Object: see `js/login_store.js`.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::durable_object::stored;
use super::{Result, environment};

/// The result of claiming a sign-in.
pub(super) enum Claim {
    /// Another request with the same token is using it.
    Busy,
    /// The caller may continue with it.
    Claimed(Vec<u8>),
    /// Another request has just renewed it with the same refresh token: the caller gets the same result, and does not
    /// settle.
    Renewed(Vec<u8>),
    /// The user denied the request.
    Denied,
    /// The user has not decided yet.
    Pending,
    /// The token was valid, and was used again: the sign-in has ended. Its state, and until when its sessions could
    /// have lasted.
    Replayed(Option<Vec<u8>>, f64),
    /// The user has not decided yet, and the caller polls too often.
    SlowDown,
    /// The sign-in has ended, or never existed.
    Gone,
}

/// Creates a sign-in; returns whether the name was free. `interval_ms` is 0 if it needs no approval.
pub(super) async fn open(
    name: &str,
    token: Option<&str>,
    sealed: &[u8],
    until: f64,
    interval_ms: u32,
) -> Result<bool> {
    let (token, sealed) = (optional(token), Uint8Array::from(sealed));
    let parameters = [token, sealed.into(), until.into(), interval_ms.into()];
    Ok(call(name, "open", &parameters).await?.is_truthy())
}

/// Claims a sign-in with a one-time token.
pub(super) async fn claim(name: &str, token: &str) -> Result<Claim> {
    let claim = call(name, "claim", &[token.into()]).await?;
    Ok(read_claim(&claim))
}

/// Claims a sign-in with a refresh token. Waits while another request uses it.
pub(super) async fn claim_to_renew(name: &str, token: &str) -> Result<Claim> {
    let claim = call(name, "claimToRenew", &[token.into()]).await?;
    Ok(read_claim(&claim))
}

fn read_claim(claim: &JsValue) -> Claim {
    let of = |name| Reflect::get(claim, &JsValue::from_str(name)).unwrap_or_default();
    match of("outcome").as_string().as_deref() {
        Some("busy") => Claim::Busy,
        Some("claimed") => bytes(&of("sealed")).map_or(Claim::Gone, Claim::Claimed),
        Some("renewed") => bytes(&of("sealed")).map_or(Claim::Gone, Claim::Renewed),
        Some("denied") => Claim::Denied,
        Some("pending") => Claim::Pending,
        Some("replayed") => Claim::Replayed(
            bytes(&of("sealed")),
            of("until").as_f64().unwrap_or_default(),
        ),
        Some("slow_down") => Claim::SlowDown,
        _ => Claim::Gone,
    }
}

/// Stores the new state after a claim with a one-time token; returns whether the sign-in was still open.
pub(super) async fn settle(
    name: &str,
    token: Option<&str>,
    sealed: &[u8],
    until: f64,
) -> Result<bool> {
    let sealed = Uint8Array::from(sealed);
    let parameters = [optional(token), sealed.into(), until.into()];
    Ok(call(name, "settle", &parameters).await?.is_truthy())
}

/// Stores the new state after a claim with a refresh token; returns whether the sign-in was still open.
/// Until `fresh_until`, in milliseconds since 1970, requests with the same token get the caller's result.
pub(super) async fn settle_renewed(
    name: &str,
    token: &str,
    successor: Option<&str>,
    sealed: &[u8],
    until: f64,
    fresh_until: f64,
) -> Result<bool> {
    let sealed = Uint8Array::from(sealed);
    let parameters = [
        token.into(),
        optional(successor),
        sealed.into(),
        until.into(),
        fresh_until.into(),
    ];
    Ok(call(name, "settleRenewed", &parameters).await?.is_truthy())
}

/// Ends a claim with a refresh token without a change.
pub(super) async fn release(name: &str) -> Result<()> {
    call(name, "release", &[]).await.map(|_| ())
}

/// The state, unless the sign-in has ended or was decided.
pub(super) async fn peek(name: &str) -> Result<Option<Vec<u8>>> {
    Ok(bytes(&call(name, "peek", &[]).await?))
}

/// Approves with a new state, or denies without one; returns whether it was pending.
pub(super) async fn decide(name: &str, sealed: Option<&[u8]>) -> Result<bool> {
    let sealed = sealed.map_or(JsValue::NULL, |sealed| Uint8Array::from(sealed).into());
    Ok(call(name, "decide", &[sealed]).await?.is_truthy())
}

/// Ends a sign-in, by one of its tokens or without one; returns until when its sessions could have lasted if it has
/// ended.
pub(super) async fn end(name: &str, token: Option<&str>) -> Result<Option<f64>> {
    Ok(call(name, "end", &[optional(token)]).await?.as_f64())
}

async fn call(name: &str, method: &str, parameters: &[JsValue]) -> Result<JsValue> {
    let store = environment::login_store();
    stored(call_login(&store, name, method, parameters.to_vec())).await
}

fn optional(text: Option<&str>) -> JsValue {
    text.map_or(JsValue::NULL, JsValue::from_str)
}

fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

#[wasm_bindgen(module = "/js/logins.js")]
extern "C" {
    #[wasm_bindgen(js_name = callLogin, variadic)]
    fn call_login(store: &JsValue, name: &str, method: &str, parameters: Vec<JsValue>) -> Promise;
}
