//! The OpenID Connect discovery document.

use super::ISSUER;
use edge_proxy::jwt::{Discovery, JwtError};
use serde_json::json;

#[test]
fn reads_jwks_uri_from_a_discovery_document() {
    for (issuer, jwks_uri) in [
        (ISSUER, "https://id.example.com/jwks"),
        (ISSUER, "https://keys.example.net:8443/a?b=c"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/jwks"),
        ("http://localhost:9000", "http://localhost:9000/jwks"),
        ("http://[::1]:9000/a", "http://[::1]:9000/jwks"),
        ("http://[::1]", "http://[::1]/jwks"),
        ("http://localhost:9000", "https://id.example.com/jwks"),
    ] {
        let document = json!({ "issuer": issuer, "jwks_uri": jwks_uri, "more": [1] }).to_string();
        let discovery = Discovery::parse(document.as_bytes(), issuer).unwrap();
        assert_eq!(discovery.jwks_uri(), jwks_uri);
    }
}

#[test]
fn rejects_a_discovery_document_of_another_issuer() {
    let document =
        json!({ "issuer": format!("{ISSUER}/"), "jwks_uri": "https://id.example.com/jwks" });
    let refusal = Discovery::parse(document.to_string().as_bytes(), ISSUER).unwrap_err();
    assert!(matches!(refusal, JwtError::Discovery(_)));
    assert!(refusal.to_string().contains("`issuer`"));
}

#[test]
fn rejects_jwks_uris_outside_https_and_loopback() {
    for (issuer, jwks_uri) in [
        (ISSUER, "http://id.example.com/jwks"),
        (ISSUER, "http://127.0.0.1/jwks"),
        (ISSUER, "ftp://id.example.com/jwks"),
        (ISSUER, "/jwks"),
        (ISSUER, ""),
        (ISSUER, "https:///jwks"),
        (ISSUER, "https://id.example.com:x/jwks"),
        (ISSUER, "https://id.example.com@evil.example/jwks"),
        (ISSUER, "https://id.example.com\\@evil.example/jwks"),
        (ISSUER, "https://id.example.com/jwks\r\nHost: evil"),
        ("http://localhost:9000", "http://id.example.com/jwks"),
        (
            "http://localhost:9000",
            "http://localhost.evil.example/jwks",
        ),
        (
            "http://localhost:9000",
            "http://localhost@evil.example/jwks",
        ),
        ("http://id.example.com", "http://localhost:9000/jwks"),
    ] {
        let document = json!({ "issuer": issuer, "jwks_uri": jwks_uri }).to_string();
        assert!(
            matches!(
                Discovery::parse(document.as_bytes(), issuer),
                Err(JwtError::Discovery(_))
            ),
            "{issuer} {jwks_uri}"
        );
    }
    for document in [
        "".to_owned(),
        "[]".to_owned(),
        json!({ "issuer": ISSUER }).to_string(),
        json!({ "issuer": ISSUER, "jwks_uri": 1 }).to_string(),
        format!(
            "{}{}",
            json!({ "issuer": ISSUER, "jwks_uri": "https://id.example.com/jwks" }),
            " ".repeat(Discovery::MAX_BYTES)
        ),
    ] {
        assert!(Discovery::parse(document.as_bytes(), ISSUER).is_err());
    }
}
