//! Plans of sign-in requests, made from the request's head.

mod authorize;
mod callback;
mod device;
mod metadata;
mod navigation;
mod routes;
mod saml;
mod setup;

use crate::support::{EDGE, ROLE, center, config, head, header, login, now, saml_provider, text};
use edge_proxy::http::EdgeResponse;
use edge_proxy::oauth::UserCode;
use edge_proxy::plan::LoginStep;
use edge_proxy::{Config, Plan, Planned, plan};
use serde_json::json;

const FORM: &str = "application/x-www-form-urlencoded";

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Each address, its method, and whether browsers show its answer to users.
const ADDRESSES: [(&str, &str, bool); 16] = [
    ("/.well-known/oauth-authorization-server", "GET", false),
    ("/assets/edge.css", "GET", false),
    ("/device", "GET", true),
    ("/device/sign-in", "GET", true),
    ("/oauth/authorize", "GET", true),
    ("/oauth/callback/company", "GET", true),
    ("/oauth/decision", "POST", true),
    ("/oauth/device_authorization", "POST", false),
    ("/oauth/identity-center", "GET", true),
    ("/oauth/revoke", "POST", false),
    ("/oauth/token", "POST", false),
    ("/saml/acs", "POST", true),
    ("/saml/metadata", "GET", false),
    ("/saml/sign-in", "POST", true),
    ("/setup", "GET", true),
    ("/setup.gitconfig", "GET", false),
];

/// An edge with one OpenID Connect provider, and one SAML provider.
fn edge_with_saml() -> Config {
    let mut vars = login(json!({ "SAML_PROVIDERS": { "saml": saml_provider() } }));
    vars["PROFILES"]["saml-pay"] = json!({ "role_arn": ROLE, "assume_with": "saml" });
    config(vars)
}

/// An edge with one provider.
fn edge() -> Config {
    config(login(json!({})))
}

/// An edge with two identity providers and IAM Identity Center.
fn edge_with_three_providers() -> Config {
    let mut vars = login(json!({ "IDENTITY_CENTER": center() }));
    vars["IDENTITY_PROVIDERS"]["other-one"] = json!({ "issuer": "https://other.example.com", "client_id": "edge", "rules": [{ "profile": "pay" }] });
    config(vars)
}

fn request(config: &Config, method: &str, address: &str) -> Planned {
    let url = format!("{EDGE}{address}");
    plan(
        config,
        &head(method, &url).with("content-type", FORM),
        now(),
    )
}

#[track_caller]
fn step(config: &Config, method: &str, address: &str) -> LoginStep {
    match request(config, method, address).plan {
        Plan::Login(step) => step,
        Plan::Respond(answer) => panic!("{}: {}", answer.status, text(&answer)),
        _ => panic!("is not a sign-in"),
    }
}

/// Asserts an error page: not cached, with its code in a header and in the page.
#[track_caller]
fn assert_problem(answer: &EdgeResponse, status: u16, code: &str, said: &str) {
    assert_eq!((answer.status, answer.code), (status, Some(code)));
    assert_eq!(
        header(answer, "content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(header(answer, "x-codecommit-edge-code"), Some(code));
    assert_eq!(header(answer, "cache-control"), Some("no-store"));
    let page = text(answer);
    assert!(page.contains(&format!("<code>{code}</code>")), "{page}");
    assert!(page.contains("<code>request-1</code>"), "{page}");
    // What the message puts between backticks is code in the page.
    let message = page.replace("<code>", "`").replace("</code>", "`");
    assert!(message.contains(said), "{page}");
}

/// A user code as the edge gives it to a device.
fn device_code() -> UserCode {
    let edge = edge();
    let authenticator = edge.authenticator(EDGE).unwrap();
    UserCode::from_random(&[7; 32], authenticator).unwrap()
}

/// The address of an authorization request, with changes to its parameters.
fn authorize(changes: &[(&str, &str)]) -> String {
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", "git"),
        ("redirect_uri", "http://127.0.0.1:51000/"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    pairs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    pairs.extend(changes);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/oauth/authorize?{query}")
}
