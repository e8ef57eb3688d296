//! The configuration of sign-in and the messages for invalid settings.

mod client;
mod client_secrets;
mod identity_center;
mod saml;

use crate::support::{AUDIENCE, CANARY, ISSUER, KEYS, ROLE, merged};
use serde_json::{Value, json};

/// Variables with a provider that users sign in with.
fn company(fields: Value, vars: Value) -> Value {
    let provider = merged(json!({ "issuer": ISSUER, "client_id": AUDIENCE }), fields);
    merged(
        json!({
            "IDENTITY_PROVIDERS": { "company": provider },
            "PROFILES": { "payments": { "role_arn": ROLE } },
            "SESSION_KEYS": KEYS,
        }),
        vars,
    )
}

/// Asserts that a configuration is rejected, without the secret in the message.
#[track_caller]
fn refused(vars: Value, variable: &str, said: &str) {
    let message = super::refused(vars, variable, said);
    assert!(!message.contains(CANARY), "{message}");
}
