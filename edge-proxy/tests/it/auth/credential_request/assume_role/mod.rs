//! Which role is assumed for a caller, with which session name and policy.

mod edge_keys;
mod role;
mod session;
mod session_policy;

use crate::support::{ISSUER, KEYS, ROLE, config, federated, merged};
use edge_proxy::Config;
use edge_proxy::auth::credential_request::CredentialRequest;
use edge_proxy::aws::sts::{AssumeRole, Evidence};
use edge_proxy::session::VerifiedIdentity;
use serde_json::{Value, json};

const APP: &str = "/pay/eu-west-1/app";

fn pay(profile: Value) -> Config {
    with_sessions(federated(
        json!({ "PROFILES": { "pay": merged(json!({ "role_arn": ROLE }), profile) } }),
    ))
}

fn web_token(assume_role: &AssumeRole) -> &str {
    match &assume_role.evidence {
        Evidence::WebIdentity { token } => token,
        Evidence::EdgeKeys { .. } | Evidence::Saml { .. } => panic!("assumed without a token"),
    }
}

type EdgeKeysEvidence = (Option<String>, Option<String>, Vec<(String, String)>);

/// The external id, the source identity and the tags.
fn vouched(assume_role: &AssumeRole) -> EdgeKeysEvidence {
    match &assume_role.evidence {
        Evidence::EdgeKeys {
            external_id,
            source_identity,
            tags,
            credential: _,
        } => (external_id.clone(), source_identity.clone(), tags.clone()),
        Evidence::Saml { .. } | Evidence::WebIdentity { .. } => {
            panic!("assumed without the edge's keys")
        }
    }
}

/// The error of [`CredentialRequest::source`]: STS would not be called.
#[track_caller]
fn refused(credential_request: &CredentialRequest, config: &Config) -> edge_proxy::Error {
    match credential_request.source(config) {
        Err(error) => error,
        Ok(_) => panic!("was granted"),
    }
}

fn alice() -> VerifiedIdentity {
    VerifiedIdentity {
        issuer: ISSUER.to_owned(),
        subject: "user-1".to_owned(),
        session_name: "alice@example.com".to_owned(),
        source_identity: Some("alice@example.com".to_owned()),
        tags: vec![("Team".to_owned(), "pay".to_owned())],
    }
}

fn with_sessions(vars: Value) -> Config {
    config(merged(vars, json!({ "SESSION_KEYS": KEYS })))
}
