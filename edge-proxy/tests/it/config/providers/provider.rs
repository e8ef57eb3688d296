//! The fields of a provider.

use super::{company, read, refused};
use crate::support::{AUDIENCE, ISSUER, merged};
use edge_proxy::config::provider::IdentityProvider;
use edge_proxy::jwt::NotBefore;
use serde_json::json;

#[test]
fn requires_only_an_issuer_and_audiences() {
    let config = read(company(json!({}))).unwrap();
    let provider = IdentityProvider {
        name: "company".to_owned(),
        issuer: ISSUER.to_owned(),
        audiences: vec![AUDIENCE.to_owned()],
        jwks_uri: None,
        not_before: NotBefore::Nbf,
        cloudflare_access: false,
        client: None,
        rules: Vec::new(),
    };
    assert_eq!(config.provider(ISSUER), Some(&provider));
    // The issuer is kept exactly as written.
    for other in [
        "https://login.example.com/",
        "https://LOGIN.example.com",
        "",
    ] {
        assert_eq!(config.provider(other), None);
    }
}

#[test]
fn reads_every_field_of_a_provider() {
    let config = read(company(json!({
        "audiences": "one two,three",
        "jwks_uri": "https://keys.example.com/jwks.json",
        "not_before": "iat",
        "cloudflare_access": true,
        "rules": [{ "profile": "pay" }],
    })))
    .unwrap();
    let provider = config.provider(ISSUER).unwrap();
    assert_eq!(provider.audiences, ["one", "two", "three"]);
    assert_eq!(
        provider.jwks_uri.as_deref(),
        Some("https://keys.example.com/jwks.json")
    );
    assert_eq!(provider.not_before, NotBefore::Iat);
    assert!(provider.cloudflare_access);
    assert_eq!(provider.rules.len(), 1);
}

#[test]
fn names_the_invalid_field_of_a_provider() {
    for (field, value, said) in [
        ("issuer", json!("login.example.com"), "not an https URL"),
        ("issuer", json!(1), "not a text"),
        ("issuer", json!(null), "is missing"),
        ("audiences", json!(null), "is missing"),
        ("audiences", json!([]), "empty list"),
        ("audiences", json!(" "), "empty list"),
        ("audiences", json!([1]), "not text"),
        ("audiences", json!(1), "not a list"),
        (
            "jwks_uri",
            json!("http://keys.example.com"),
            "not an https URL",
        ),
        ("jwks_uri", json!({}), "not a text"),
        ("not_before", json!("exp"), "\"exp\""),
        ("not_before", json!(true), "true"),
        ("cloudflare_access", json!("yes"), "\"yes\""),
        ("cloudflare_access", json!(1), "truth value"),
        ("rules", json!([]), "a list"),
        ("rules", json!("pay"), "list of rules"),
        ("rules", json!({ "profile": "pay" }), "a table"),
        (
            "audience",
            json!("x"),
            "not a field of an identity provider",
        ),
    ] {
        refused(
            company(json!({ field: value })),
            &format!("IDENTITY_PROVIDERS.company.{field}"),
            said,
        );
    }
    refused(json!("company"), "IDENTITY_PROVIDERS", "\"company\"");
    refused(
        json!({ "company": ISSUER }),
        "IDENTITY_PROVIDERS.company",
        "not a table",
    );
}

#[test]
fn rejects_provider_names_that_are_unsafe_in_a_path() {
    let fields = json!({ "issuer": ISSUER, "audiences": [AUDIENCE] });
    for name in ["a", "Company-2_x", &"a".repeat(64)] {
        assert!(read(json!({ name: fields })).is_ok(), "{name}");
    }
    for name in [
        "",
        "a b",
        "a/b",
        "..",
        "a.b",
        "a%2f",
        "é",
        "a?b",
        &"a".repeat(65),
    ] {
        refused(
            json!({ name: fields }),
            "IDENTITY_PROVIDERS",
            "/oauth/callback/{name}",
        );
    }
}

#[test]
fn rejects_two_providers_with_one_issuer() {
    let provider = json!({ "issuer": ISSUER, "audiences": [AUDIENCE] });
    refused(
        json!({ "a": provider, "b": provider }),
        "IDENTITY_PROVIDERS.b.issuer",
        "another provider",
    );
    let slash = merged(provider.clone(), json!({ "issuer": format!("{ISSUER}/") }));
    assert!(read(json!({ "a": provider, "b": slash })).is_ok());
}

#[test]
fn requires_https_or_loopback_for_an_issuer() {
    for issuer in [
        "https://login.example.com",
        "https://login.example.com:8443/realms/dev/",
        "http://127.0.0.1:9000",
        "http://localhost",
        "http://localhost:9000/oidc",
        "http://[::1]:9000/oidc",
    ] {
        let config = read(company(json!({ "issuer": issuer }))).unwrap();
        assert!(config.provider(issuer).is_some());
    }
    let long = format!("https://login.example.com/{}", "a".repeat(2048));
    for issuer in [
        "http://login.example.com",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example:9000",
        "http://localhost@evil.example",
        "http://localhost:9000@evil.example/",
        "http://evil.example/127.0.0.1",
        "http://evil.example?http://localhost",
        "http://evil.example#@localhost",
        "http://127.0.0.1\\.evil.example",
        "http://127.0.0.1%2eevil.example",
        "http://10.0.0.1",
        "http://",
        "https://",
        "https:///path",
        "https://:443",
        "https://login.example.com:port",
        "https://login.example.com\\@evil.example",
        "https://login.example%2ecom",
        "https://alice:secret@login.example.com",
        "https://login.example.com?tenant=1",
        "https://login.example.com#fragment",
        "https://login.example.com/a b",
        "https://lögin.example.com",
        "https://login.example.com\n",
        "HTTPS://login.example.com",
        "ftp://localhost",
        "//login.example.com",
        &long,
    ] {
        for field in ["issuer", "jwks_uri"] {
            refused(
                company(json!({ field: issuer })),
                &format!("IDENTITY_PROVIDERS.company.{field}"),
                "not an https URL",
            );
        }
    }
}
