//! Unknown variables and bindings.

use super::read;
use crate::support::{SECRET, assert_advises};
use edge_proxy::Config;
use serde_json::json;

#[test]
fn rejects_misspelt_variables_and_names_the_one_that_was_meant() {
    for (wrong, meant) in [
        ("ALLOWED_REPOSITORY", "ALLOWED_REPOSITORIES"),
        ("READONLY", "READ_ONLY"),
        ("read_only", "READ_ONLY"),
        ("READ-ONLY", "READ_ONLY"),
        ("ALLOWED_REGION", "ALLOWED_REGIONS"),
        ("ALOWED_ORIGINS", "ALLOWED_ORIGINS"),
        ("REGION", "DEFAULT_REGION"),
        ("ACCEPT_ACCESS_KEY", "ACCEPT_ACCESS_KEYS"),
        ("MAX_PUSH_BYTE", "MAX_PUSH_BYTES"),
        ("PROFILE", "PROFILES"),
        ("IDENTITY_PROVIDER", "IDENTITY_PROVIDERS"),
        ("SESSION_KEY", "SESSION_KEYS"),
        ("UPSTREAM_TIMEOUT", "UPSTREAM_TIMEOUT_SECONDS"),
        (
            "AWS_ENDPOINT_URL_CODECOMMITGIT",
            "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        ),
    ] {
        // Regardless of the value, including one that would unset a variable.
        for value in [json!(["app"]), json!(true), json!(""), json!(null)] {
            let message = read(json!({ wrong: value })).unwrap_err();
            let expected = format!("{wrong} is not a setting. Did you mean {meant}?");
            assert_eq!(message, expected);
        }
    }
}

#[test]
fn rejects_variables_that_resemble_no_setting() {
    for wrong in [
        "FOO",
        "DEBUG",
        "",
        "X",
        "\u{1f600}",
        &"READ_ONLY".repeat(1000),
    ] {
        let message = read(json!({ wrong: "x" })).unwrap_err();
        assert_advises(&message, wrong);
        assert!(
            message.ends_with("Remove it; wrangler.toml lists every setting"),
            "{message}"
        );
    }
}

#[test]
fn does_not_show_the_value_of_a_misspelt_secret() {
    let message = read(json!({ "AWS_SECRET_ACCESS_KEYS": SECRET })).unwrap_err();
    assert!(!message.contains(SECRET), "{message}");
    assert!(
        message.contains("Did you mean AWS_SECRET_ACCESS_KEY?"),
        "{message}"
    );
}

#[test]
fn accepts_what_wrangler_and_cloudflare_add() {
    let vars = json!({ "CF_VERSION_METADATA": { "id": "1" }, "CLOUDFLARE_API_TOKEN": "x", "WRANGLER_LOG": "x" });
    assert_eq!(read(&vars), read(json!({})));
}

#[test]
fn rejects_a_binding_that_is_a_variable_or_misspelt() {
    for name in Config::BINDINGS {
        let message = read(json!({ name: "x" })).unwrap_err();
        assert_advises(&message, name);
        assert!(Config::check_binding(name).is_ok());
    }
    for (wrong, meant) in [
        ("SESSION", "SESSIONS"),
        ("logins", "LOGINS"),
        ("ASSET", "ASSETS"),
    ] {
        let message = Config::check_binding(wrong).unwrap_err().to_string();
        assert_eq!(
            message,
            format!("{wrong} is not a binding of this worker. Did you mean {meant}?")
        );
    }
    assert!(Config::check_binding("MY_QUEUE").is_ok());
}
