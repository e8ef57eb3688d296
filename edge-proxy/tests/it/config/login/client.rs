//! The providers that users sign in with, and their clients.

use super::super::read;
use super::{company, refused};
use crate::support::{AUDIENCE, CANARY, ISSUER, KEYS, ROLE, center, merged, owned};
use edge_proxy::config::ConfigError;
use edge_proxy::jwt::NotBefore;
use serde_json::json;

#[test]
fn offers_no_sign_in_without_a_client_or_identity_center() {
    let provider = json!({ "company": { "issuer": ISSUER, "audiences": [AUDIENCE] } });
    for vars in [
        json!({}),
        json!({ "SESSION_KEYS": KEYS }),
        json!({ "IDENTITY_PROVIDERS": provider, "SESSION_KEYS": KEYS }),
    ] {
        let config = read(vars).unwrap();
        assert!(!config.has_login());
        assert_eq!(config.sign_in_providers().count(), 0);
        assert_eq!(config.identity_center, None);
        assert!(!config.gitea_compatibility);
        assert_eq!(config.login_seconds, 14 * 86_400);
    }
}

#[test]
fn enables_sign_in_with_only_a_client_id() {
    let config = read(company(json!({}), json!({}))).unwrap();
    assert!(config.has_login());
    let provider = config.sign_in_providers().next().unwrap();
    assert_eq!(provider.audiences, [AUDIENCE]);
    // An ID token is not required to have `nbf`.
    assert_eq!(provider.not_before, NotBefore::Iat);
    let client = provider.client.as_ref().unwrap();
    assert_eq!((client.id.as_str(), &client.secret), (AUDIENCE, &None));
    assert_eq!(client.scopes, "openid email");
}

#[test]
fn reads_scopes_audiences_and_not_before() {
    let fields = json!({
        "audiences": ["https://edge.example.com", AUDIENCE],
        "not_before": "nbf",
        "scopes": ["openid", "groups", "offline_access"],
    });
    let config = read(company(fields, json!({}))).unwrap();
    let provider = config.sign_in_providers().next().unwrap();
    assert_eq!(provider.audiences.len(), 2);
    assert_eq!(provider.not_before, NotBefore::Nbf);
    let scopes = &provider.client.as_ref().unwrap().scopes;
    assert_eq!(scopes, "openid groups offline_access");

    let as_text = json!({ "scopes": "openid, email\nprofile" });
    let config = read(company(as_text, json!({}))).unwrap();
    let provider = config.sign_in_providers().next().unwrap();
    let scopes = &provider.client.as_ref().unwrap().scopes;
    assert_eq!(scopes, "openid email profile");
}

#[test]
fn reads_parameters_of_the_authorization_request() {
    let fields =
        json!({ "authorization_parameters": { "access_type": "offline", "prompt": "consent" } });
    let config = read(company(fields, json!({}))).unwrap();
    let provider = config.sign_in_providers().next().unwrap();
    assert_eq!(
        provider.client.as_ref().unwrap().parameters,
        owned(&[("access_type", "offline"), ("prompt", "consent")])
    );
}

#[test]
fn rejects_parameters_that_the_edge_sets_itself() {
    for name in [
        "client_id",
        "code_challenge",
        "nonce",
        "redirect_uri",
        "request",
        "response_mode",
        "response_type",
        "scope",
        "state",
    ] {
        let fields = json!({ "authorization_parameters": { name: "other" } });
        refused(
            company(fields, json!({})),
            &format!("IDENTITY_PROVIDERS.company.authorization_parameters.{name}"),
            "the edge sets itself",
        );
    }
}

#[test]
fn offers_only_providers_with_a_client_id() {
    let vars = json!({ "IDENTITY_PROVIDERS": {
        "ci": { "issuer": "https://ci.example.com", "audiences": ["ci"] },
        "company": { "issuer": ISSUER, "client_id": AUDIENCE },
        "other": { "issuer": "https://other.example.com", "client_id": "edge" },
    }, "PROFILES": { "payments": { "role_arn": ROLE } }, "SESSION_KEYS": KEYS });
    let config = read(vars).unwrap();
    let names: Vec<&str> = config
        .sign_in_providers()
        .map(|provider| provider.name.as_str())
        .collect();
    assert_eq!(names, ["company", "other"]);
    assert_eq!(config.identity_providers.len(), 3);
}

#[test]
fn names_the_invalid_field_of_a_client() {
    for (field, value, said) in [
        ("client_id", json!(1), "not a text"),
        ("client_id", json!(["a"]), "not a text"),
        ("scopes", json!([]), "empty list"),
        ("scopes", json!(""), "empty list"),
        ("scopes", json!(7), "not a list"),
        ("scopes", json!([7]), "not text"),
        ("scopes", json!(["email"]), "lacks `openid`"),
        ("scopes", json!("OpenID"), "lacks `openid`"),
        ("audiences", json!(["other"]), "lacks the client_id"),
        (
            "authorization_parameters",
            json!("a=b"),
            "not a table of texts",
        ),
        (
            "authorization_parameters",
            json!({ "a b": "c" }),
            "other than letters",
        ),
        (
            "client_secret",
            json!(CANARY),
            "not a field of an identity provider",
        ),
    ] {
        refused(
            company(json!({ field: value }), json!({})),
            &format!("IDENTITY_PROVIDERS.company.{field}"),
            said,
        );
    }
    let no_client = json!({ "client_id": null, "audiences": [AUDIENCE], "scopes": ["openid"] });
    refused(
        company(no_client, json!({})),
        "IDENTITY_PROVIDERS.company.client_id",
        "is missing",
    );
}

#[test]
fn rejects_a_sign_in_that_opens_no_profile() {
    let provider = json!({ "company": { "issuer": ISSUER, "client_id": AUDIENCE } });
    let vars = json!({ "IDENTITY_PROVIDERS": provider, "SESSION_KEYS": KEYS });
    let company = "IDENTITY_PROVIDERS.company.client_id";
    refused(vars.clone(), company, "no rule grants them a profile");
    let without_role = json!({ "PROFILES": { "readers": { "access": "read" } } });
    refused(
        merged(vars, without_role),
        company,
        "PROFILES.payments.role_arn",
    );
}

#[test]
fn treats_an_empty_client_id_as_unset() {
    refused(
        company(json!({ "client_id": "" }), json!({})),
        "IDENTITY_PROVIDERS.company.client_id",
        "is empty",
    );
}

#[test]
fn requires_session_keys_for_sign_in() {
    for vars in [
        company(json!({}), json!({ "SESSION_KEYS": null })),
        json!({ "IDENTITY_CENTER": center() }),
    ] {
        refused(vars, "SESSION_KEYS", "is missing, and");
    }
}

#[test]
fn accepts_login_seconds_from_an_hour_to_90_days() {
    for (seconds, good) in [
        (json!(3599), false),
        (json!(3600), true),
        (json!("86400"), true),
        (json!(7_776_000), true),
        (json!(7_776_001), false),
        (json!("14 d"), false),
        (json!(-1), false),
        (json!(3600.5), false),
        (json!(true), false),
    ] {
        let vars = company(json!({}), json!({ "LOGIN_SECONDS": seconds }));
        match good {
            true => {
                let expected = seconds.as_u64().unwrap_or(86_400);
                assert_eq!(u64::from(read(vars).unwrap().login_seconds), expected);
            }
            false => refused(vars, "LOGIN_SECONDS", "not a whole number from 3600"),
        }
    }
}

#[test]
fn requires_sign_in_for_gitea_compatibility() {
    for (value, on) in [
        (json!(true), true),
        (json!("true"), true),
        (json!(false), false),
        (json!(""), false),
    ] {
        let vars = company(json!({}), json!({ "GITEA_COMPATIBILITY": value }));
        assert_eq!(read(vars).unwrap().gitea_compatibility, on);
    }
    refused(
        company(json!({}), json!({ "GITEA_COMPATIBILITY": "yes" })),
        "GITEA_COMPATIBILITY",
        "truth value",
    );
    refused(
        json!({ "GITEA_COMPATIBILITY": true, "SESSION_KEYS": KEYS }),
        "GITEA_COMPATIBILITY",
        "no sign-in is configured",
    );
}

#[test]
fn names_the_missing_binding() {
    for (error, name) in [
        (ConfigError::missing_login_store(), "LOGINS"),
        (ConfigError::missing_session_store(), "SESSIONS"),
    ] {
        let message = error.to_string();
        assert!(message.starts_with(&format!("{name} ")), "{message}");
        let (_, toml) = message.split_once(":\n\n").unwrap();
        let lines: Vec<&str> = toml.lines().collect();
        assert_eq!(
            &lines[..2],
            [
                "[[durable_objects.bindings]]",
                &format!("name = \"{name}\"")
            ]
        );
        assert_is_lines_of_toml(toml);
    }
    let limiter = ConfigError::no_rate_limiter().to_string();
    let (_, toml) = limiter.split_once(":\n\n").unwrap();
    assert!(toml.contains("[ratelimits.simple]\nlimit = 100\nperiod = 60\n"));
    assert_is_lines_of_toml(toml);
}

/// Each line can be pasted into `wrangler.toml`: a heading, one field, or nothing.
fn assert_is_lines_of_toml(text: &str) {
    for line in text.lines() {
        let is_heading = line.starts_with('[') && line.ends_with(']') && !line.contains('=');
        let is_field = line.matches(" = ").count() == 1 && !line.contains('{');
        assert!(line.is_empty() || is_heading || is_field, "{line}");
    }
}
