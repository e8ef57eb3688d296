//! Reading variables.

use super::{KEY, read};
use crate::support::{SECRET, TOKEN};
use edge_proxy::Config;
use serde_json::{Map, Value, json};

#[test]
fn requires_nothing_and_has_safe_defaults() {
    let config = read(json!({})).unwrap();
    assert!(!config.accept_access_keys);
    assert!(config.relay_aws_calls);
    assert!(!config.policy.read_only);
    assert_eq!(config.max_push_bytes, 100_000_000);
    assert_eq!(config.upstream_timeout_seconds, 30);
    assert_eq!(config.endpoint, None);
    assert_eq!(config.sts_endpoint, None);
    assert_eq!(config.default_profile, None);
    assert_eq!(config.identity_providers, []);
    assert_eq!(config.edge_keys, None);
    assert_eq!(config.session_keys, None);
    assert_eq!(config.session_seconds, 43_200);
}

#[test]
fn treats_an_empty_string_as_unset() {
    let empty: Map<String, Value> = Config::VARIABLES
        .into_iter()
        .map(|name| (name.to_owned(), json!("")))
        .collect();
    assert_eq!(read(Value::Object(empty)), read(json!({})));
}

#[test]
fn reads_strings_and_toml_values_alike() {
    assert_eq!(
        read(
            json!({ "READ_ONLY": "true", "MAX_PUSH_BYTES": "5", "ALLOWED_REGIONS": "eu-west-1,us-east-1" })
        ),
        read(
            json!({ "READ_ONLY": true, "MAX_PUSH_BYTES": 5, "ALLOWED_REGIONS": ["eu-west-1", "us-east-1"] })
        ),
    );
}

#[test]
fn reads_the_edges_keys_and_the_session_keys() {
    let vars = json!({
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
        "SESSION_KEYS": format!("new:{KEY},old:{}", KEY.replace('R', "S")),
        "SESSION_SECONDS": "900",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:4566/",
    });
    let config = read(&vars).unwrap();
    let keys = config.edge_keys.as_ref().unwrap();
    assert_eq!(keys.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(keys.secret_access_key(), SECRET);
    assert_eq!(keys.session_token(), Some(TOKEN));
    assert!(config.session_keys.is_some());
    assert_eq!(config.session_seconds, 900);
    assert_eq!(
        config.sts_endpoint.as_ref().map(|it| it.as_str()),
        Some("http://127.0.0.1:4566")
    );

    let shown = format!("{config:?}");
    for secret in [SECRET, TOKEN, KEY] {
        assert!(!shown.contains(secret));
    }
}

#[test]
fn accepts_session_seconds_from_15_minutes_to_a_week() {
    for (seconds, good) in [
        (json!(899), false),
        (json!(900), true),
        (json!(604_800), true),
        (json!(604_801), false),
        (json!("12 h"), false),
        (json!(-1), false),
    ] {
        let read = read(json!({ "SESSION_SECONDS": seconds }));
        assert_eq!(read.is_ok(), good, "{seconds}");
        if let Err(message) = read {
            assert!(message.starts_with("SESSION_SECONDS "), "{message}");
        }
    }
}

#[test]
fn relaying_calls_can_be_switched_off() {
    for off in [json!(false), json!("false")] {
        let config = read(json!({ "RELAY_AWS_CALLS": off })).unwrap();
        assert!(!config.relay_aws_calls);
    }
    let message = read(json!({ "RELAY_AWS_CALLS": "off" })).unwrap_err();
    assert!(message.starts_with("RELAY_AWS_CALLS "), "{message}");
}

#[test]
fn rejects_sts_endpoints_that_are_not_origins() {
    for endpoint in [
        "sts.example.com",
        "https://sts.example.com/path",
        "ftp://sts.example.com",
    ] {
        let message = read(json!({ "AWS_ENDPOINT_URL_STS": endpoint })).unwrap_err();
        assert!(message.starts_with("AWS_ENDPOINT_URL_STS "), "{message}");
    }
}

#[test]
fn wrangler_toml_names_every_variable() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../wrangler.toml");
    let text = std::fs::read_to_string(path).unwrap();
    for name in Config::VARIABLES {
        assert!(text.contains(name), "wrangler.toml does not name {name}");
    }
}
