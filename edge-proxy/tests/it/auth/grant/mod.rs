//! Which profile and access a caller is granted.

mod conditions;
mod profiles;
mod rules;
mod session;

use crate::support::{AUDIENCE, ISSUER, ROLE, claims, config};
use edge_proxy::auth::{Grant, Wanted};
use edge_proxy::{Config, Error};
use serde_json::{Value, json};
use signer_wasm::{Region, RepositoryName};

/// An edge with the profiles `read`, `write` and `pay`, and these rules of its provider.
fn ruled(rules: Value) -> Config {
    config(json!({
        "PROFILES": {
            "read": { "role_arn": ROLE, "access": "read" },
            "write": { "role_arn": ROLE },
            "pay": { "role_arn": ROLE, "repositories": ["pay-*"], "regions": ["eu-west-1"] },
        },
        "IDENTITY_PROVIDERS": {
            "company": { "issuer": ISSUER, "audiences": [AUDIENCE], "rules": rules },
        },
    }))
}

/// The profile granted at `{region}/{repository}` and whether it is read-only.
fn granted(
    config: &Config,
    changes: Value,
    asked: Option<&str>,
    address: &str,
) -> Result<(String, bool), Error> {
    let (region, name) = address.split_once('/').unwrap();
    let region = Region::parse(region).unwrap();
    let name = RepositoryName::parse_segment(name).unwrap();
    Grant::for_token(
        config,
        &claims(changes),
        asked,
        Wanted::Repository(&region, &name),
    )
    .map(|grant| (grant.name.to_owned(), grant.read_only))
}

const APP: &str = "eu-west-1/app";
