//! The runtime's environment: variables, bindings, headers, random bytes, the log.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{JSON, Object, Reflect};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Headers, WorkerGlobalScope};
use worker::Delay;

use crate::config::ConfigError;
use crate::{Config, Error};

/// Reads the variables, once per wasm instance.
pub(super) fn load(env: &Object) -> Result<(), ConfigError> {
    let mut vars = Map::new();
    for name in Object::keys(env).iter().filter_map(|name| name.as_string()) {
        let value = Reflect::get(env, &JsValue::from_str(&name)).unwrap_or_default();
        match is_variable(&value) {
            true => {
                vars.insert(name, json(&value));
            }
            false => Config::check_binding(&name)?,
        }
    }
    let assets = Reflect::get(env, &JsValue::from_str("ASSETS")).unwrap_or_default();
    let config = Rc::new(Config {
        has_page: !assets.is_falsy(),
        ..Config::from_vars(&vars)?
    });
    ASSETS.set(assets);
    let store = Reflect::get(env, &JsValue::from_str("SESSIONS")).unwrap_or_default();
    if config.session_keys.is_some() && store.is_falsy() {
        return Err(ConfigError::missing_session_store());
    }
    SESSION_STORE.set(store);
    let store = Reflect::get(env, &JsValue::from_str("LOGINS")).unwrap_or_default();
    if config.has_login() && store.is_falsy() {
        return Err(ConfigError::missing_login_store());
    }
    LOGIN_STORE.set(store);
    let limiter = Reflect::get(env, &JsValue::from_str(Config::RATE_LIMITER)).unwrap_or_default();
    if !limiter.is_falsy() && !has_method(&limiter, "limit") {
        return Err(ConfigError::no_rate_limiter());
    }
    RATE_LIMITER.set(limiter);
    CONFIG.with(|cell| *cell.borrow_mut() = config);
    Ok(())
}

/// Whether a value is a variable: text or JSON. Bindings are instances of the runtime's classes.
fn is_variable(value: &JsValue) -> bool {
    let Some(object) = value.dyn_ref::<Object>() else {
        return true;
    };
    // The prototype of plain objects ends the chain.
    let prototype = Object::get_prototype_of(object);
    value.is_array() || prototype.is_null() || Object::get_prototype_of(&prototype).is_null()
}

fn json(value: &JsValue) -> Value {
    JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn has_method(object: &JsValue, name: &str) -> bool {
    // Values other than objects have no methods.
    Reflect::get(object, &JsValue::from_str(name)).is_ok_and(|method| method.is_function())
}

/// The binding of the static assets.
pub(super) fn assets() -> JsValue {
    ASSETS.with_borrow(JsValue::clone)
}

/// The namespace of the Durable Objects for sessions.
pub(super) fn session_store() -> JsValue {
    SESSION_STORE.with_borrow(JsValue::clone)
}

/// The namespace of the Durable Objects for sign-ins.
pub(super) fn login_store() -> JsValue {
    LOGIN_STORE.with_borrow(JsValue::clone)
}

/// The rate limiter's binding; undefined without a limit.
pub(super) fn rate_limiter() -> JsValue {
    RATE_LIMITER.with_borrow(JsValue::clone)
}

/// New random bytes.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map(|()| bytes)
        .map_err(|error| Error::Misconfigured(error.to_string()))
}

/// Waits for some milliseconds.
pub(super) async fn pause(milliseconds: u32) {
    Delay::from(Duration::from_millis(u64::from(milliseconds))).await;
}

/// The message of a JavaScript error.
pub(super) fn message_of(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "not an error".to_owned(), |error| error.message().into())
}

pub(super) fn config() -> Rc<Config> {
    CONFIG.with(|cell| Rc::clone(&cell.borrow()))
}

pub(super) fn global() -> WorkerGlobalScope {
    js_sys::global().unchecked_into()
}

thread_local! {
    static CONFIG: RefCell<Rc<Config>> = RefCell::default();
    static ASSETS: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
    static SESSION_STORE: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
    static LOGIN_STORE: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
    static RATE_LIMITER: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

#[wasm_bindgen(module = "/js/head.js")]
extern "C" {
    /// Creates headers from the format of [`to_lines`](crate::http::headers::to_lines).
    #[wasm_bindgen(js_name = headersOf)]
    pub(super) fn headers_of(lines: &str) -> Headers;
}

#[wasm_bindgen(module = "/js/access_log.js")]
extern "C" {
    /// Writes a line to the access log.
    #[wasm_bindgen(js_name = writeAccessLog)]
    pub(super) fn write_access_log(line: &str);
}
