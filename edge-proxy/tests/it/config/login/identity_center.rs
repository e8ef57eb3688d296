//! `IDENTITY_CENTER` and its endpoints.

use super::super::read;
use super::refused;
use crate::support::{AUDIENCE, ISSUER, KEYS, assert_advises, center, merged};
use serde_json::json;

#[test]
fn rejects_identity_center_without_session_keys() {
    let message = read(json!({ "IDENTITY_CENTER": center() })).unwrap_err();
    assert_advises(&message, "SESSION_KEYS");
    assert!(message.contains("IDENTITY_CENTER is set"), "{message}");
    assert!(message.contains("openssl rand -base64 32"), "{message}");
}

#[test]
fn requires_a_start_url_and_a_region_of_identity_center() {
    let vars = json!({ "IDENTITY_CENTER": center(), "SESSION_KEYS": KEYS });
    let config = read(vars).unwrap();
    assert!(config.has_login());
    let found = config.identity_center.unwrap();
    assert_eq!(found.start_url, "https://d-1234567890.awsapps.com/start");
    assert_eq!(found.region.as_str(), "eu-west-1");

    for (changes, field, said) in [
        (json!({ "start_url": null }), ".start_url", "is missing"),
        (json!({ "start_url": 7 }), ".start_url", "not a text"),
        (
            json!({ "start_url": "d-1234567890" }),
            ".start_url",
            "not an https URL",
        ),
        (
            json!({ "start_url": "http://evil.example" }),
            ".start_url",
            "not an https URL",
        ),
        (json!({ "region": null }), ".region", "is missing"),
        (json!({ "region": "Ireland" }), ".region", "not a region"),
        (json!({ "region": ["eu-west-1"] }), ".region", "not a text"),
        (
            json!({ "url": "x" }),
            ".url",
            "not a field of IDENTITY_CENTER",
        ),
    ] {
        let vars = json!({ "IDENTITY_CENTER": merged(center(), changes), "SESSION_KEYS": KEYS });
        refused(vars, &format!("IDENTITY_CENTER{field}"), said);
    }
    for wrong in [json!("https://d-1.awsapps.com/start"), json!([]), json!(7)] {
        let vars = json!({ "IDENTITY_CENTER": wrong, "SESSION_KEYS": KEYS });
        refused(vars, "IDENTITY_CENTER", "not a table");
    }
}

#[test]
fn rejects_a_provider_named_identity_center() {
    let vars = json!({
        "IDENTITY_PROVIDERS": { "identity-center": { "issuer": ISSUER, "client_id": AUDIENCE } },
        "SESSION_KEYS": KEYS,
    });
    refused(
        merged(vars, json!({ "IDENTITY_CENTER": center() })),
        "IDENTITY_PROVIDERS.identity-center",
        "another name",
    );
}

#[test]
fn reads_the_endpoints_of_identity_center() {
    let config = read(json!({
        "AWS_ENDPOINT_URL_SSO": "https://portal.internal.example.com/",
        "AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:4001",
    }))
    .unwrap();
    let text =
        |origin: &Option<edge_proxy::util::Origin>| origin.as_ref().unwrap().as_str().to_owned();
    assert_eq!(
        text(&config.sso_endpoint),
        "https://portal.internal.example.com"
    );
    assert_eq!(text(&config.sso_oidc_endpoint), "http://127.0.0.1:4001");
    for variable in ["AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC"] {
        for wrong in [
            "portal.example.com",
            "https://a.example.com/path",
            "ftp://a",
        ] {
            refused(
                json!({ variable: wrong }),
                variable,
                "a scheme, a host and a port",
            );
        }
    }
}
