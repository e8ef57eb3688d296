//! `/session`: opening, showing and ending sessions.

mod open;
mod route;
mod show_and_end;

use crate::support::{
    ACCESS_KEY_ID, EDGE, KEYS, NOW, SECRET, TOKEN, at, basic, config, federated, head, merged, now,
};
use edge_proxy::plan::Planned;
use edge_proxy::session::{Session, SessionKeys, SessionSubject, SessionToken};
use edge_proxy::{Config, plan};
use serde_json::{Value, json};
use signer_wasm::Credentials;

fn edge(changes: Value) -> Config {
    config(merged(
        federated(json!({ "SESSION_KEYS": KEYS, "ACCEPT_ACCESS_KEYS": true })),
        changes,
    ))
}

fn request(config: &Config, method: &str, query: &str, authorization: &str) -> Planned {
    let url = format!("{EDGE}/session{query}");
    plan(
        config,
        &head(method, &url).with("authorization", authorization),
        now(),
    )
}

fn credentials() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), None).unwrap()
}

fn basic_with_access_keys() -> String {
    basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}"))
}

fn sealed(session: &Session) -> String {
    let keys = SessionKeys::parse(KEYS).unwrap();
    SessionToken::seal(&keys, [1; 12], EDGE, session)
        .as_str()
        .to_owned()
}

fn session() -> Session {
    Session {
        id: [3; 16],
        profile: Some("pay".to_owned()),
        read_only: false,
        expires_at: at(NOW + 3600),
        subject: SessionSubject::Credentials(credentials()),
    }
}
