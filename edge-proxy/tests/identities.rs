//! Who is calling, by the `Authorization` header alone.

mod support;

use edge_proxy::Plan;
use serde_json::json;
use signer_wasm::{Credentials, GitPassword, Remote};
use support::{
    ACCESS_KEY_ID, SECRET, TOKEN, answer, basic, config, discovery, forwarded, header, now, signed,
    text,
};

const APP: &str = "/eu-west-1/app";

#[test]
fn a_signed_password_is_relayed_as_it_came() {
    let authorization = signed(0);
    let planned = discovery(&config(json!({})), APP, &authorization);
    assert_eq!(planned.facts.identity, "signed");
    assert_eq!(planned.facts.principal.as_deref(), Some(ACCESS_KEY_ID));
    assert_eq!(
        forwarded(planned).header("authorization"),
        Some(authorization.as_str())
    );
}

#[test]
fn git_credentials_are_relayed_as_they_came() {
    let authorization = basic("alice-at-123456789012", "s3cret/pass=word:with:colons");
    let planned = discovery(&config(json!({})), APP, &authorization);
    assert_eq!(planned.facts.identity, "git_credentials");
    assert_eq!(
        forwarded(planned).header("authorization"),
        Some(authorization.as_str())
    );
}

#[test]
fn access_keys_are_signed_with_where_they_are_accepted() {
    let config = config(json!({ "ACCEPT_ACCESS_KEYS": true }));
    let planned = discovery(
        &config,
        APP,
        &basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}")),
    );
    assert_eq!(planned.facts.identity, "access_keys");

    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), None).unwrap();
    let remote = Remote::parse("eu-west-1/app", None).unwrap();
    let expected = GitPassword::sign(&credentials, &remote, now()).unwrap();
    assert_eq!(
        forwarded(planned).header("authorization"),
        Some(expected.authorization().as_str())
    );
}

#[test]
fn long_term_access_keys_have_no_token() {
    let config = config(json!({ "ACCEPT_ACCESS_KEYS": "true" }));
    let planned = discovery(&config, APP, &basic("AKIAIOSFODNN7EXAMPLE", SECRET));
    assert!(matches!(planned.plan, Plan::Forward { .. }));
}

#[test]
fn access_keys_are_off_by_default_and_the_refusal_names_the_switch() {
    let refusal = answer(discovery(
        &config(json!({})),
        APP,
        &basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}")),
    ));
    assert_eq!(
        (refusal.status, refusal.code),
        (401, Some("unrecognised_credential"))
    );
    assert!(text(&refusal).contains("ACCEPT_ACCESS_KEYS"));
    assert!(!text(&refusal).contains(SECRET));
    assert!(!text(&refusal).contains(TOKEN));
}

#[test]
fn temporary_keys_without_a_token_are_told_so() {
    let config = config(json!({ "ACCEPT_ACCESS_KEYS": true }));
    for password in [SECRET.to_owned(), format!("{SECRET}:")] {
        let refusal = answer(discovery(&config, APP, &basic(ACCESS_KEY_ID, &password)));
        assert_eq!(refusal.code, Some("unrecognised_credential"));
        assert!(text(&refusal).contains("session token"));
    }
}

#[test]
fn no_credential_is_asked_for_one() {
    for authorization in ["", "Basic"] {
        let refusal = answer(discovery(&config(json!({})), APP, authorization));
        assert_eq!(refusal.status, 401, "{authorization:?}");
        assert_eq!(
            header(&refusal, "www-authenticate"),
            Some("Basic realm=\"codecommit-edge\", charset=\"UTF-8\"")
        );
    }
}

#[test]
fn every_other_credential_is_a_challenge_that_says_what_was_seen() {
    let short_signature = format!("20261123T060000Z{}", "a".repeat(63));
    for (authorization, said) in [
        ("Bearer eyJhbGciOiJub25lIn0.e30.".to_owned(), "Basic scheme"),
        ("Basic ???".to_owned(), "base64"),
        (format!("Basic {}", "/w=="), "base64"),
        (
            basic("alice", "secret").replace('=', ""),
            "neither an access key id",
        ),
        ("Basic bm9jb2xvbg==".to_owned(), "no `:`"),
        (basic("alice", "secret"), "neither an access key id"),
        (
            basic("alice-at-12345", "secret"),
            "neither an access key id",
        ),
        (
            basic(&format!("{ACCESS_KEY_ID}%{TOKEN}"), &short_signature),
            "80 characters",
        ),
        (basic("AKIA", "secret"), "neither an access key id"),
    ] {
        let refusal = answer(discovery(&config(json!({})), APP, &authorization));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unrecognised_credential")),
            "{authorization}"
        );
        assert!(
            text(&refusal).contains(said),
            "{authorization}: {}",
            text(&refusal)
        );
        assert!(header(&refusal, "www-authenticate").is_some());
    }
}

#[test]
fn nothing_secret_is_logged() {
    for (vars, authorization) in [
        (json!({}), signed(0)),
        (
            json!({ "ACCEPT_ACCESS_KEYS": true }),
            basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}")),
        ),
        (json!({}), basic("alice-at-123456789012", SECRET)),
        (json!({}), basic("alice", SECRET)),
    ] {
        let planned = discovery(&config(vars), APP, &authorization);
        let line = planned.facts.to_json();
        for secret in [SECRET, TOKEN, &authorization[6..], "0123456789abcdef0123"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}
