//! What is kept of sign-ins, each in a Durable Object of its own: see `js/login_store.js`.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::durable_object::stored;
use super::{Result, environment};

/// What came of taking a sign-in.
pub(super) enum Claim {
    /// Another request with the same token is about to go on with it.
    Busy,
    /// It is the caller's to go on with.
    Claimed(Vec<u8>),
    /// Another request has just renewed it with the same refresh token: the caller gets the same, and does not settle.
    Renewed(Vec<u8>),
    /// The user denied the request.
    Denied,
    /// Nobody has decided as yet.
    Pending,
    /// The token was good, and came again: it has ended. What was in it, and until when its sessions could
    /// have lasted.
    Replayed(Option<Vec<u8>>, f64),
    /// Nobody has decided as yet, and the caller asks too often.
    SlowDown,
    /// It has ended, or there never was one.
    Gone,
}

/// Begins one: whether there was none of that name. `interval_ms` is 0 for what needs no approval.
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

/// Takes one, with a token that is good once.
pub(super) async fn claim(name: &str, token: &str) -> Result<Claim> {
    let claim = call(name, "claim", &[token.into()]).await?;
    Ok(read_claim(&claim))
}

/// Takes one with a refresh token. Waits while another request has it.
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

/// Goes on after taking it with a token that is good once: whether it had not ended in between.
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

/// Goes on after taking it with a refresh token: whether it had not ended in between. Until `fresh_until`, in
/// milliseconds since 1970, those that come with the same token get what the caller gets.
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

/// Gives it back as it was, after taking it with a refresh token.
pub(super) async fn release(name: &str) -> Result<()> {
    call(name, "release", &[]).await.map(|_| ())
}

/// Its state, unless it has ended or was decided on.
pub(super) async fn peek(name: &str) -> Result<Option<Vec<u8>>> {
    Ok(bytes(&call(name, "peek", &[]).await?))
}

/// Approves with a state, or denies without: whether it has waited for that.
pub(super) async fn decide(name: &str, sealed: Option<&[u8]>) -> Result<bool> {
    let sealed = sealed.map_or(JsValue::NULL, |sealed| Uint8Array::from(sealed).into());
    Ok(call(name, "decide", &[sealed]).await?.is_truthy())
}

/// Ends one, by a token of its, or without: until when its sessions could have lasted, where it has ended.
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
