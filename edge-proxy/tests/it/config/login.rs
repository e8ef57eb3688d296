//! The configuration of sign-in and the messages for invalid settings.

use super::read;
use crate::support::{AUDIENCE, CANARY, ISSUER, KEYS, ROLE, assert_advises, center, merged, owned};
use edge_proxy::config::ConfigError;
use edge_proxy::jwt::NotBefore;
use edge_proxy::util::Secret;
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
fn rejects_identity_center_without_session_keys() {
    let message = read(json!({ "IDENTITY_CENTER": center() })).unwrap_err();
    assert_advises(&message, "SESSION_KEYS");
    assert!(message.contains("IDENTITY_CENTER is set"), "{message}");
    assert!(message.contains("openssl rand -base64 32"), "{message}");
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
fn reads_client_secrets_from_toml_or_json() {
    for secrets in [
        json!({ "company": CANARY }),
        json!(format!("{{\"company\": \"{CANARY}\"}}")),
    ] {
        let config = read(company(json!({}), json!({ "CLIENT_SECRETS": secrets }))).unwrap();
        let client = config.identity_providers[0].client.as_ref().unwrap();
        assert_eq!(client.secret, Some(Secret::new(CANARY)));
        assert!(!format!("{config:?}").contains(CANARY));
    }
    for none in [json!(null), json!(""), json!({}), json!("{}")] {
        let config = read(company(json!({}), json!({ "CLIENT_SECRETS": none }))).unwrap();
        let client = config.identity_providers[0].client.as_ref().unwrap();
        assert_eq!(client.secret, None);
    }
}

#[test]
fn explains_an_invalid_client_secret_without_showing_it() {
    for (secrets, variable, said) in [
        (json!(CANARY), "CLIENT_SECRETS", "not a JSON object"),
        (
            json!(format!("[\"{CANARY}\"]")),
            "CLIENT_SECRETS",
            "not a JSON object",
        ),
        (
            json!(format!("{{\"company\": \"{CANARY}\"")),
            "CLIENT_SECRETS",
            "not a JSON object",
        ),
        (json!([CANARY]), "CLIENT_SECRETS", "not a table"),
        (json!(7), "CLIENT_SECRETS", "not a table"),
        (json!(true), "CLIENT_SECRETS", "not a table"),
        (
            json!({ "company": [CANARY] }),
            "CLIENT_SECRETS.company",
            "is not text",
        ),
        (
            json!({ "company": "" }),
            "CLIENT_SECRETS.company",
            "is not text",
        ),
        (
            json!({ "company": null }),
            "CLIENT_SECRETS.company",
            "is not text",
        ),
        (
            json!({ "company": CANARY, "other": CANARY }),
            "CLIENT_SECRETS.other",
            "no identity provider that has a client_id",
        ),
    ] {
        refused(
            company(json!({}), json!({ "CLIENT_SECRETS": secrets })),
            variable,
            said,
        );
    }
    let without_client = json!({
        "IDENTITY_PROVIDERS": { "company": { "issuer": ISSUER, "audiences": [AUDIENCE] } },
        "CLIENT_SECRETS": { "company": CANARY },
    });
    refused(
        without_client,
        "CLIENT_SECRETS.company",
        "no identity provider",
    );
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
        "nobody can sign in",
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
