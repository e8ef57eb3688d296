//! Variables, and the messages of the ones that cannot be read.

#![allow(clippy::panic, clippy::unwrap_used)]

use edge_proxy::Config;
use serde_json::{Map, Value, json};

fn read(vars: &Value) -> Result<Config, String> {
    Config::from_vars(vars.as_object().unwrap_or(&Map::new())).map_err(|error| error.to_string())
}

#[test]
fn nothing_is_required_and_the_defaults_are_safe() {
    let config = read(&json!({})).unwrap();
    assert!(!config.accept_access_keys);
    assert!(!config.policy.read_only);
    assert_eq!(config.max_push_bytes, 100_000_000);
    assert_eq!(config.upstream_timeout_seconds, 30);
    assert_eq!(config.endpoint, None);
}

#[test]
fn an_empty_text_is_the_same_as_none() {
    let empty: Map<String, Value> = Config::VARIABLES
        .into_iter()
        .map(|name| (name.to_owned(), json!("")))
        .collect();
    assert_eq!(read(&Value::Object(empty)), read(&json!({})));
}

#[test]
fn text_and_toml_values_mean_the_same() {
    assert_eq!(
        read(
            &json!({ "READ_ONLY": "true", "MAX_PUSH_BYTES": "5", "ALLOWED_REGIONS": "eu-west-1,us-east-1" })
        ),
        read(
            &json!({ "READ_ONLY": true, "MAX_PUSH_BYTES": 5, "ALLOWED_REGIONS": ["eu-west-1", "us-east-1"] })
        ),
    );
}

#[test]
fn a_wrong_value_is_refused_with_the_variable_and_a_valid_example() {
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
        assert!(message.starts_with(&format!("{variable} ")), "{message}");
        assert!(
            message.contains(&format!("a valid value is {variable} = ")),
            "{message}"
        );
    }
}
