//! What the tests of the corridor share.

// Each test file is a crate of its own, and uses a part of this.
#![allow(dead_code, unreachable_pub)]
#![allow(clippy::needless_pass_by_value, clippy::panic, clippy::unwrap_used)]

use base64ct::{Base64, Encoding};
use edge_proxy::{Answer, Config, Plan, Planned, RequestHead, UpstreamHead, plan};
use serde_json::{Map, Value};
use signer_wasm::Timestamp;

pub const EDGE: &str = "https://edge.example.com";
pub const ACCESS_KEY_ID: &str = "ASIAIOSFODNN7EXAMPLE";
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3QtMSJH==";

/// 2026-11-23T06:00:00Z
pub const NOW: u64 = 1_795_413_600;

pub fn now() -> Timestamp {
    Timestamp::from_unix_seconds(NOW).unwrap()
}

pub fn config(vars: Value) -> Config {
    Config::from_vars(vars.as_object().unwrap_or(&Map::new())).unwrap()
}

pub fn basic(username: &str, password: &str) -> String {
    format!(
        "Basic {}",
        Base64::encode_string(format!("{username}:{password}").as_bytes())
    )
}

/// A password as a browser would sign it, `age` seconds ago.
pub fn signed(age: i64) -> String {
    let time = Timestamp::from_unix_seconds(NOW.checked_add_signed(-age).unwrap()).unwrap();
    basic(
        &format!("{ACCESS_KEY_ID}%{TOKEN}"),
        &format!("{time}{}", "0123456789abcdef".repeat(4)),
    )
}

pub fn head<'a>(method: &'a str, url: &'a str) -> RequestHead<'a> {
    RequestHead {
        method,
        url,
        request_id: "request-1",
        ..RequestHead::default()
    }
}

pub fn discovery(config: &Config, address: &str, authorization: &str) -> Planned {
    let url = format!("{EDGE}{address}/info/refs?service=git-upload-pack");
    plan(
        config,
        &head("GET", &url).with("authorization", authorization),
        now(),
    )
}

#[track_caller]
pub fn answer(planned: Planned) -> Answer {
    match planned.plan {
        Plan::Respond(answer) => answer,
        Plan::Forward { upstream, .. } => panic!("forwarded to {}", upstream.url),
        Plan::RefusePush { .. } => panic!("refused as a push"),
    }
}

#[track_caller]
pub fn forwarded(planned: Planned) -> UpstreamHead {
    match planned.plan {
        Plan::Forward { upstream, .. } => upstream,
        Plan::Respond(answer) => panic!("{}: {}", answer.status, text(&answer)),
        Plan::RefusePush { .. } => panic!("refused as a push"),
    }
}

pub fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

pub fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer
        .headers
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.as_ref())
}
