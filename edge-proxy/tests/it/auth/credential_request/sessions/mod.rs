//! Sessions of users who signed in: the current configuration decides each request.

mod both;
mod identity_center;
mod rules;
mod sign_in;

use crate::support::{
    AUDIENCE, EDGE, ISSUER, KEYS, NOW, ROLE, at, basic, center, claims, head, login,
    needing_credentials, now,
};
use edge_proxy::auth::credential_request::{CredentialRequest, CredentialSource, TokenValidity};
use edge_proxy::session::{PortalAccess, Session, SessionKeys, SessionSubject, SessionToken};
use edge_proxy::util::Secret;
use edge_proxy::{Config, Error, Planned, plan};
use serde_json::{Value, json};

const PORTAL_TOKEN: &str = "aoaAAAAAGdPortalTokenZq7Xk9VwJ3";

/// A profile of each kind, and a rule for each group.
fn vars() -> Value {
    login(json!({
        "PROFILES": {
            "pay": { "role_arn": ROLE, "assume_with": "edge_keys", "repositories": ["pay-*"],
                     "session_tags": { "team": "team" }, "source_identity": "sub" },
            "dev": { "role_arn": ROLE, "assume_with": "edge_keys" },
            "docs": { "role_arn": ROLE, "assume_with": "edge_keys", "access": "read" },
            "web": { "role_arn": ROLE },
        },
        "IDENTITY_PROVIDERS": { "company": {
            "issuer": ISSUER, "client_id": AUDIENCE,
            "rules": [
                { "claim": "groups", "contains": "payments", "profile": "pay" },
                { "claim": "groups", "contains": "developers", "profile": "dev" },
                { "claim": "groups", "contains": "readers", "profile": "dev", "access": "read" },
                { "claim": "groups", "contains": "writers", "profile": "docs" },
                { "claim": "groups", "contains": "pipelines", "profile": "web" },
            ],
        } },
        "IDENTITY_CENTER": center(),
    }))
}

fn session(subject: SessionSubject) -> Session {
    Session {
        id: [3; 16],
        profile: None,
        read_only: false,
        expires_at: at(NOW + 3600),
        subject,
    }
}

fn session_of_groups(groups: &[&str]) -> Session {
    let claims = claims(json!({ "groups": groups, "team": "blue" }));
    session(SessionSubject::Claims(claims))
}

fn portal_session() -> Session {
    session(SessionSubject::Portal(PortalAccess {
        token: Secret::new(PORTAL_TOKEN),
        account_id: "123456789012".to_owned(),
        role_name: "Developer".to_owned(),
    }))
}

fn sealed(session: &Session) -> String {
    let keys = SessionKeys::parse(KEYS).unwrap();
    SessionToken::seal(&keys, [1; 12], EDGE, session)
        .as_str()
        .to_owned()
}

fn request(config: &Config, session: &Session, address: &str, service: &str) -> Planned {
    let url = format!("{EDGE}{address}/info/refs?service={service}");
    let authorization = basic("oauth2", &sealed(session));
    plan(
        config,
        &head("GET", &url).with("authorization", &authorization),
        now(),
    )
}

fn credential_request(config: &Config, session: &Session, address: &str) -> CredentialRequest {
    needing_credentials(request(config, session, address, "git-upload-pack"))
}

/// The profile and whether it is read-only, or the error.
fn granted(config: &Config, session: &Session, address: &str) -> Result<(String, bool), Error> {
    let credential_request = credential_request(config, session, address);
    assert_eq!(
        credential_request.token_validity(config, now()),
        Ok(TokenValidity::Valid)
    );
    match credential_request.source(config)? {
        CredentialSource::Sts { grant, .. } => Ok((grant.name.to_owned(), grant.read_only)),
        CredentialSource::IdentityCenter {
            profile, read_only, ..
        } => Ok((profile.unwrap_or("none").to_owned(), read_only)),
        CredentialSource::Session { .. } => panic!("needs nothing"),
    }
}

#[track_caller]
fn refused(config: &Config, session: &Session, address: &str, code: &str, said: &str) {
    let error = granted(config, session, address).unwrap_err();
    assert_eq!(error.code(), code);
    let message = error.public_message();
    assert!(message.contains(said), "{message}");
}
