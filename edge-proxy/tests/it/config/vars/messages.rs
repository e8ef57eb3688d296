//! Messages name the variable and a valid value, and never show a secret.

use super::{KEY, read};
use crate::support::{SECRET, TOKEN, assert_advises};
use edge_proxy::Config;
use serde_json::{Value, json};

#[test]
fn names_the_variable_and_a_valid_value() {
    for (vars, variable) in [
        (json!({ "DEFAULT_REGION": "Ireland" }), "DEFAULT_REGION"),
        (json!({ "DEFAULT_REGION": 1 }), "DEFAULT_REGION"),
        (
            json!({ "ALLOWED_REGIONS": ["eu-west-1", "eu"] }),
            "ALLOWED_REGIONS",
        ),
        (json!({ "ALLOWED_REGIONS": [] }), "ALLOWED_REGIONS"),
        (json!({ "ALLOWED_REGIONS": [1] }), "ALLOWED_REGIONS"),
        (
            json!({ "ALLOWED_REPOSITORIES": "a/b" }),
            "ALLOWED_REPOSITORIES",
        ),
        (
            json!({ "ALLOWED_ORIGINS": "app.example.com" }),
            "ALLOWED_ORIGINS",
        ),
        (
            json!({ "ALLOWED_ORIGINS": "https://app.example.com/" }),
            "ALLOWED_ORIGINS",
        ),
        (
            json!({ "ALLOWED_ORIGINS": ["*", "https://app.example.com"] }),
            "ALLOWED_ORIGINS",
        ),
        (json!({ "READ_ONLY": "yes" }), "READ_ONLY"),
        (json!({ "ACCEPT_ACCESS_KEYS": 1 }), "ACCEPT_ACCESS_KEYS"),
        (json!({ "MAX_PUSH_BYTES": "100 MB" }), "MAX_PUSH_BYTES"),
        (json!({ "MAX_PUSH_BYTES": 0 }), "MAX_PUSH_BYTES"),
        (
            json!({ "UPSTREAM_TIMEOUT_SECONDS": -1 }),
            "UPSTREAM_TIMEOUT_SECONDS",
        ),
        (
            json!({ "THROTTLE_WAIT_SECONDS": 61 }),
            "THROTTLE_WAIT_SECONDS",
        ),
        (
            json!({ "AWS_ENDPOINT_URL_CODECOMMIT": "http://host/path" }),
            "AWS_ENDPOINT_URL_CODECOMMIT",
        ),
        (
            json!({ "AWS_ENDPOINT_URL_CODECOMMIT_GIT": "http://host/path" }),
            "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        ),
        (
            json!({ "AWS_ENDPOINT_URL_CODECOMMIT_GIT": "ftp://host" }),
            "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        ),
        (json!({ "PROFILES": "payments" }), "PROFILES"),
        (
            json!({ "PROFILES": { "eu-west-1": {} } }),
            "PROFILES.eu-west-1",
        ),
        (json!({ "PROFILES": { "v1": {} } }), "PROFILES.v1"),
        (json!({ "PROFILES": { "Pay": {} } }), "PROFILES.Pay"),
        (
            json!({ "PROFILES": { "pay": { "acess": "read" } } }),
            "PROFILES.pay.acess",
        ),
        (
            json!({ "PROFILES": { "pay": { "access": "admin" } } }),
            "PROFILES.pay.access",
        ),
        (
            json!({ "PROFILES": { "pay": { "regions": ["x"] } } }),
            "PROFILES.pay.regions",
        ),
    ] {
        let message = read(&vars).unwrap_err();
        assert_advises(&message, variable);
    }
}

#[test]
fn explains_an_invalid_secret_without_showing_it() {
    let spaced = format!("{SECRET} ");
    for (vars, variable, secret) in [
        (
            json!({ "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": spaced }),
            "AWS_SECRET_ACCESS_KEY",
            SECRET,
        ),
        (
            json!({
                "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_SESSION_TOKEN": format!("{TOKEN} "),
            }),
            "AWS_SESSION_TOKEN",
            TOKEN,
        ),
        (
            json!({ "AWS_SECRET_ACCESS_KEY": SECRET }),
            "AWS_ACCESS_KEY_ID",
            SECRET,
        ),
        (
            json!({ "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": [SECRET] }),
            "AWS_SECRET_ACCESS_KEY",
            SECRET,
        ),
        (
            json!({
                "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_SESSION_TOKEN": { "token": TOKEN },
            }),
            "AWS_SESSION_TOKEN",
            TOKEN,
        ),
        // The secret and the key id swapped.
        (
            json!({ "AWS_ACCESS_KEY_ID": SECRET, "AWS_SECRET_ACCESS_KEY": "AKIAIOSFODNN7EXAMPLE" }),
            "AWS_ACCESS_KEY_ID",
            SECRET,
        ),
        (json!({ "SESSION_KEYS": KEY }), "SESSION_KEYS", KEY),
        (
            json!({ "SESSION_KEYS": format!("Upper:{KEY}") }),
            "SESSION_KEYS",
            KEY,
        ),
        (
            json!({ "SESSION_KEYS": format!("one:{KEY},one:{KEY}") }),
            "SESSION_KEYS",
            KEY,
        ),
        (
            json!({ "SESSION_KEYS": format!("one:{KEY},two:{}", &KEY[4..]) }),
            "SESSION_KEYS",
            &KEY[4..],
        ),
        (json!({ "SESSION_KEYS": [KEY] }), "SESSION_KEYS", KEY),
        (
            json!({ "SESSION_KEYS": { "one": KEY } }),
            "SESSION_KEYS",
            KEY,
        ),
    ] {
        let error = read(&vars).unwrap_err();
        assert!(error.starts_with(variable), "{error}");
        assert!(
            error.contains("; a valid value is ") || error.contains(". "),
            "{error}"
        );
        assert!(!error.contains(secret), "{error}");
        let shown = format!("{:?}", Config::from_vars(vars.as_object().unwrap()));
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn suggests_profiles_for_an_unknown_default_profile() {
    const ROLE: &str = "arn:aws:iam::123456789012:role/pay-reader";
    let message = read(json!({ "DEFAULT_PROFILE": "payments" })).unwrap_err();
    assert!(
        message.contains("Add PROFILES.payments = { role_arn"),
        "{message}"
    );
    let profiles = json!({ "pay": { "role_arn": ROLE }, "readers": { "access": "read" } });
    for wrong in ["payments", "readers"] {
        let message = read(json!({ "DEFAULT_PROFILE": wrong, "PROFILES": profiles })).unwrap_err();
        assert!(message.contains("Write one of these: pay;"), "{message}");
    }
}

/// A TOML value of one line as JSON: `name = ` becomes `"name": `.
fn from_toml(text: &str) -> Value {
    let mut json = String::new();
    for (index, part) in text.split('"').enumerate() {
        let between_texts = index % 2 == 0;
        if index > 0 {
            json.push('"');
        }
        for word in part.split_inclusive(' ') {
            match word.trim_end() {
                "=" if between_texts => json = json.trim_end().to_owned() + ": ",
                name if between_texts
                    && name.starts_with(char::is_alphabetic)
                    && text.contains(&format!("{name} = ")) =>
                {
                    json += &format!("\"{name}\" ");
                }
                _ => json += word,
            }
        }
    }
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Puts a value where a variable such as `PROFILES.pay.access` or `A.b.rules[0].claim` is.
fn put(vars: &Value, variable: &str, value: Value) -> Value {
    let pointer = format!("/{}", variable.replace(['.', '['], "/").replace(']', ""));
    let mut vars = vars.clone();
    let (table, field) = pointer.rsplit_once('/').unwrap();
    match vars.pointer_mut(table).unwrap() {
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value,
        table => table[field] = value,
    }
    vars
}

#[test]
fn accepts_the_value_that_a_message_recommends() {
    let provider = |fields: Value| {
        let mut provider = json!({ "issuer": "https://login.example.com", "audiences": ["edge"] });
        provider
            .as_object_mut()
            .unwrap()
            .append(&mut fields.as_object().unwrap().clone());
        json!({ "IDENTITY_PROVIDERS": { "company": provider }, "PROFILES": { "payments": { "role_arn": "arn:aws:iam::123456789012:role/pay" } } })
    };
    let rule = |rule: Value| provider(json!({ "rules": [rule] }));
    let profile = |fields: Value| json!({ "PROFILES": { "payments": fields } });
    let role = |field: &str, value: Value| {
        let mut fields = json!({ "role_arn": "arn:aws:iam::123456789012:role/pay" });
        fields[field] = value;
        profile(fields)
    };
    let edge_role = |field: &str, value: Value| {
        let mut vars = role(field, value);
        vars["PROFILES"]["payments"]["assume_with"] = json!("edge_keys");
        vars
    };
    let mut wrong: Vec<Value> = [
        "DEFAULT_REGION",
        "ALLOWED_REGIONS",
        "ALLOWED_REPOSITORIES",
        "ALLOWED_ORIGINS",
        "READ_ONLY",
        "MAX_PUSH_BYTES",
        "ACCEPT_ACCESS_KEYS",
        "UPSTREAM_TIMEOUT_SECONDS",
        "THROTTLE_WAIT_SECONDS",
        "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ENDPOINT_URL_CODECOMMIT",
        "AWS_ENDPOINT_URL_SSO",
        "AWS_ENDPOINT_URL_SSO_OIDC",
        "SESSION_SECONDS",
        "LOGIN_SECONDS",
        "PROFILES",
        "IDENTITY_PROVIDERS",
    ]
    .into_iter()
    .flat_map(|name| [json!({ name: 1.5 }), json!({ name: "?" })])
    .collect();
    wrong.extend([
        json!({ "IDENTITY_PROVIDERS": { "a b": {} } }),
        json!({ "IDENTITY_PROVIDERS": { "company": 1 } }),
        provider(json!({ "issuer": 1 })),
        provider(json!({ "audiences": 1 })),
        provider(json!({ "jwks_uri": "ftp://x" })),
        provider(json!({ "client_id": 1 })),
        provider(json!({ "scopes": ["openid"] })),
        provider(json!({ "client_id": "edge", "scopes": ["email"] })),
        provider(json!({ "not_before": "exp" })),
        provider(json!({ "cloudflare_access": 1 })),
        provider(json!({ "rules": [] })),
        json!({ "IDENTITY_PROVIDERS": { "company": { "audiences": ["edge"] } } }),
        json!({ "IDENTITY_PROVIDERS": { "company": { "issuer": "https://login.example.com" } } }),
        rule(json!(1)),
        rule(json!({})),
        rule(json!({ "claim": "groups", "profile": "payments" })),
        rule(json!({ "claim": "groups", "contains": "x" })),
        rule(json!({ "claim": 1, "contains": "x", "profile": "payments" })),
        rule(json!({ "claim": "groups", "contains": 1, "profile": "payments" })),
        rule(json!({ "claim": "groups", "equals": 1, "profile": "payments" })),
        rule(json!({ "claim": "groups", "matches": 1, "profile": "payments" })),
        rule(json!({ "claim": "groups", "matches": "", "profile": "payments" })),
        rule(json!({ "claim": "groups", "contains": "x", "equals": "y", "profile": "payments" })),
        rule(json!({ "claim": "groups", "contains": "x", "profile": 1 })),
        rule(json!({ "claim": "groups", "contains": "x", "profile": "payments", "access": 1 })),
        rule(json!({ "all": 1, "profile": "payments" })),
        rule(json!({ "all": [1], "profile": "payments" })),
        rule(json!({ "all": [{}], "profile": "payments" })),
        rule(json!({ "all": [{ "claim": "groups" }], "profile": "payments" })),
        rule(json!({ "all": [{ "claim": "groups", "contains": 1 }], "profile": "payments" })),
        rule(json!({ "all": [{ "claim": "groups", "contains": "x" }], "claim": "groups", "contains": "x", "profile": "payments" })),
        profile(json!(1)),
        profile(json!({ "access": "?" })),
        profile(json!({ "regions": "?" })),
        profile(json!({ "repositories": "?" })),
        profile(json!({ "duration_seconds": 3600 })),
        role("role_arn", json!(1)),
        role("assume_with", json!("?")),
        role("duration_seconds", json!(1)),
        role("session_policy", json!("?")),
        edge_role("external_id", json!("?")),
        edge_role("source_identity", json!(1)),
        edge_role("session_tags", json!(1)),
        edge_role("session_tags", json!({ "team": 1 })),
        json!({ "IDENTITY_CENTER": 1 }),
        json!({ "IDENTITY_CENTER": {} }),
        json!({ "IDENTITY_CENTER": { "start_url": 1, "region": "eu-west-1" } }),
        json!({ "IDENTITY_CENTER": { "start_url": "https://d-1234567890.awsapps.com/start", "region": "?" } }),
    ]);

    for vars in wrong {
        let Err(message) = read(&vars) else {
            panic!("{vars} is accepted");
        };
        let (variable, _) = message.split_once(' ').unwrap();
        let Some((_, example)) = message.split_once(&format!("; a valid value is {variable} = "))
        else {
            panic!("{message}");
        };
        let mended = put(&vars, variable, from_toml(example));
        if let Err(next) = read(&mended) {
            assert!(
                !next.starts_with(variable),
                "{message}\nafter following it: {next}"
            );
        }
    }
}
