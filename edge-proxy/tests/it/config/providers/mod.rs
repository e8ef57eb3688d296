//! The configuration of identity providers and their rules.

mod provider;
mod rules;

use crate::support::{AUDIENCE, ISSUER, ROLE, merged};
use edge_proxy::Config;
use serde_json::{Value, json};

fn vars(providers: Value) -> Value {
    json!({
        "PROFILES": { "pay": { "role_arn": ROLE }, "web": {} },
        "IDENTITY_PROVIDERS": providers,
    })
}

fn read(providers: Value) -> Result<Config, String> {
    super::read(vars(providers))
}

fn company(fields: Value) -> Value {
    json!({ "company": merged(json!({ "issuer": ISSUER, "audiences": [AUDIENCE] }), fields) })
}

#[track_caller]
fn refused(providers: Value, variable: &str, said: &str) {
    super::refused(vars(providers), variable, said);
}
