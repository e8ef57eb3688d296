//! The caller's credential, read from the `Authorization` header.

use crate::support::{
    ACCESS_KEY_ID, AUDIENCE, EDGE, ISSUER, SECRET, TOKEN, answer, basic, bearer, config, discovery,
    federated, forwarded, head, header, needing_credentials, now, signed, text, token,
};
use edge_proxy::auth::Credential;
use edge_proxy::auth::credential_request::Caller;
use edge_proxy::{Config, Plan, plan};
use serde_json::json;
use signer_wasm::{Credentials, GitPassword, Remote};

const APP: &str = "/eu-west-1/app";

#[test]
fn forwards_a_signed_password_unchanged() {
    let authorization = signed(0);
    let planned = discovery(&config(json!({})), APP, &authorization);
    assert_eq!(planned.log.identity, "signed");
    assert_eq!(planned.log.principal.as_deref(), Some(ACCESS_KEY_ID));
    assert_eq!(
        forwarded(planned).header("authorization"),
        Some(authorization.as_str())
    );
}

#[test]
fn forwards_git_credentials_unchanged() {
    let authorization = basic("alice-at-123456789012", "s3cret/pass=word:with:colons");
    let planned = discovery(&config(json!({})), APP, &authorization);
    assert_eq!(planned.log.identity, "git_credentials");
    assert_eq!(
        forwarded(planned).header("authorization"),
        Some(authorization.as_str())
    );
}

#[test]
fn signs_with_access_keys_where_they_are_accepted() {
    let config = config(json!({ "ACCEPT_ACCESS_KEYS": true }));
    let planned = discovery(
        &config,
        APP,
        &basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}")),
    );
    assert_eq!(planned.log.identity, "access_keys");

    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), None).unwrap();
    let remote = Remote::parse("eu-west-1/app", None).unwrap();
    let expected = GitPassword::sign(&credentials, &remote, now()).unwrap();
    assert_eq!(
        forwarded(planned).header("authorization"),
        Some(expected.authorization().as_str())
    );
}

#[test]
fn accepts_long_term_access_keys_without_a_session_token() {
    let config = config(json!({ "ACCEPT_ACCESS_KEYS": "true" }));
    let planned = discovery(&config, APP, &basic("AKIAIOSFODNN7EXAMPLE", SECRET));
    assert!(matches!(planned.plan, Plan::Forward { .. }));
}

#[test]
fn rejects_access_keys_by_default_and_names_the_setting() {
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
fn explains_temporary_keys_without_a_session_token() {
    let config = config(json!({ "ACCEPT_ACCESS_KEYS": true }));
    for password in [SECRET.to_owned(), format!("{SECRET}:")] {
        let refusal = answer(discovery(&config, APP, &basic(ACCESS_KEY_ID, &password)));
        assert_eq!(refusal.code, Some("unrecognised_credential"));
        assert!(text(&refusal).contains("session token"));
    }
}

#[test]
fn accepts_a_token_as_the_user_name() {
    let jwt = token(json!({}));
    let config = config(federated(json!({ "SESSION_KEYS": crate::support::KEYS })));
    for filler in ["", "x-oauth-basic", "x-token-auth", "oauth2", "x"] {
        let planned = discovery(&config, APP, &basic(&jwt, filler));
        assert_eq!(planned.log.identity, "web_identity", "{filler}");
        assert_eq!(planned.log.principal.as_deref(), Some("user-1"));
        assert!(matches!(planned.plan, Plan::NeedCredentials(_)), "{filler}");

        let planned = discovery(&config, APP, &basic("cces_AQ", filler));
        assert_eq!(planned.log.identity, "session", "{filler}");
    }
}

#[test]
fn explains_a_token_as_user_name_with_another_password() {
    let jwt = token(json!({}));
    // The second also has the form of a user name of Git credentials.
    for username in [jwt.as_str(), "cces_c2VjcmV0-at-123456789012"] {
        let planned = discovery(
            &config(federated(json!({}))),
            APP,
            &basic(username, "hunter2"),
        );
        assert_eq!(planned.log.principal, None);
        assert!(!planned.log.to_json().contains(username));
        let refusal = answer(planned);
        assert_eq!(refusal.code, Some("unrecognised_credential"));
        assert!(text(&refusal).contains("Send the token as the password"));
        assert!(!text(&refusal).contains(username));
    }
}

#[test]
fn challenges_a_request_without_a_credential() {
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
fn challenges_other_credentials_and_says_what_was_seen() {
    let short_signature = format!("20261123T060000Z{}", "a".repeat(63));
    for (authorization, said) in [
        ("Digest username=alice".to_owned(), "Basic nor the Bearer"),
        ("Bearer opaque".to_owned(), "neither a JWT nor a session"),
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
fn keeps_secrets_out_of_the_log() {
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
        let line = planned.log.to_json();
        for secret in [SECRET, TOKEN, &authorization[6..], "0123456789abcdef0123"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}

#[test]
fn recognises_a_credential_by_its_password_before_its_user_name() {
    let jwt = token(json!({}));
    let signature = format!("20261123T060000Z{}", "a".repeat(64));
    for (authorization, kind) in [
        (bearer(&jwt), "web_identity"),
        (format!("bearer  {jwt} "), "web_identity"),
        (basic("git", &jwt), "web_identity"),
        (basic("", &jwt), "web_identity"),
        (basic(ACCESS_KEY_ID, &jwt), "web_identity"),
        (basic("alice-at-123456789012", &jwt), "web_identity"),
        (bearer("cces_AQ"), "session"),
        (basic("git", "cces_AQ"), "session"),
        (basic(ACCESS_KEY_ID, "cces_AQ"), "session"),
        (basic("alice-at-123456789012", "cces_AQ"), "session"),
        (basic(ACCESS_KEY_ID, &signature), "signed"),
        (
            basic(&format!("{ACCESS_KEY_ID}%{TOKEN}"), &signature),
            "signed",
        ),
        (
            basic("alice-at-123456789012", &signature),
            "git_credentials",
        ),
        (basic("alice-at-123456789012", "eyJ.no"), "git_credentials"),
        (
            basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}")),
            "access_keys",
        ),
    ] {
        let identity = Credential::parse(Some(&authorization), true).unwrap();
        assert_eq!(identity.kind(), kind, "{authorization}");
    }
}

#[test]
fn explains_an_unreadable_token() {
    for token in ["eyJ.eyJ.x", "eyJhbGciOiJSUzI1NiJ9.e30x.c2ln"] {
        for authorization in [bearer(token), basic("git", token)] {
            let refusal = answer(discovery(&config(json!({})), APP, &authorization));
            assert_eq!(refusal.code, Some("unrecognised_credential"));
            assert!(
                text(&refusal).contains("cannot be read"),
                "{}",
                text(&refusal)
            );
        }
    }
}

#[test]
fn logs_only_the_subject_of_a_token() {
    let jwt = token(json!({}));
    let planned = discovery(&config(federated(json!({}))), APP, &bearer(&jwt));
    assert_eq!(planned.log.identity, "web_identity");
    assert_eq!(planned.log.principal.as_deref(), Some("user-1"));
    let line = planned.log.to_json();
    for part in jwt.split('.') {
        assert!(!line.contains(part), "{line}");
    }
}

#[test]
fn rejects_a_session_token_without_session_keys() {
    let refusal = answer(discovery(&config(json!({})), APP, &bearer("cces_AQ")));
    assert_eq!(refusal.code, Some("unrecognised_credential"));
    assert!(text(&refusal).contains("SESSION_KEYS"));
}

/// An edge with or without Cloudflare Access in front of it.
fn behind_access(cloudflare_access: bool) -> Config {
    config(federated(json!({ "IDENTITY_PROVIDERS": { "access": {
        "issuer": ISSUER, "audiences": [AUDIENCE], "cloudflare_access": cloudflare_access,
    } } })))
}

fn with_assertion(
    config: &Config,
    authorization: Option<&str>,
    assertion: &str,
) -> edge_proxy::Planned {
    let url = format!("{EDGE}{APP}/info/refs?service=git-upload-pack");
    let mut request = head("GET", &url).with("cf-access-jwt-assertion", assertion);
    if let Some(authorization) = authorization {
        request = request.with("authorization", authorization);
    }
    plan(config, &request, now())
}

#[test]
fn accepts_the_assertion_of_cloudflare_access() {
    let jwt = token(json!({}));
    for authorization in [None, Some("")] {
        let planned = with_assertion(&behind_access(true), authorization, &jwt);
        assert_eq!(planned.log.identity, "web_identity");
        let credential_request = needing_credentials(planned);
        assert!(matches!(&credential_request.caller, Caller::Token(it) if it.text() == jwt));
        assert!(credential_request.provider(&behind_access(true)).is_some());
    }
}

#[test]
fn ignores_the_assertion_without_cloudflare_access() {
    let jwt = token(json!({}));
    let foreign = token(json!({ "iss": "https://other.example.com" }));
    for (config, assertion) in [
        (behind_access(false), jwt.as_str()),
        (config(federated(json!({}))), &jwt),
        (behind_access(true), &foreign),
        (behind_access(true), &token(json!({ "iss": null }))),
        (behind_access(true), "cces_AQ"),
        (behind_access(true), "eyJ.eyJ.x"),
        (behind_access(true), "opaque"),
        (behind_access(true), ""),
    ] {
        let refusal = answer(with_assertion(&config, None, assertion));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unauthenticated")),
            "{assertion}"
        );
    }
}

#[test]
fn prefers_the_callers_credential_to_the_assertion() {
    let jwt = token(json!({}));
    let own = token(json!({ "sub": "user-2" }));
    let credential_request = needing_credentials(with_assertion(
        &behind_access(true),
        Some(&bearer(&own)),
        &jwt,
    ));
    assert!(matches!(&credential_request.caller, Caller::Token(it) if it.text() == own));

    let authorization = signed(0);
    let planned = with_assertion(&behind_access(true), Some(&authorization), &jwt);
    assert_eq!(
        forwarded(planned).header("authorization"),
        Some(authorization.as_str())
    );
    let refusal = answer(with_assertion(&behind_access(true), Some("Digest x"), &jwt));
    assert_eq!(refusal.code, Some("unrecognised_credential"));
}

#[test]
fn does_not_forward_the_token_or_the_assertion() {
    let jwt = token(json!({}));
    let authorization = signed(0);
    let upstream = forwarded(with_assertion(
        &behind_access(true),
        Some(&authorization),
        &jwt,
    ));
    assert!(!upstream.headers.contains(&jwt));
    assert_eq!(upstream.header("cf-access-jwt-assertion"), None);
}

#[test]
fn debug_output_hides_secrets() {
    let jwt = token(json!({}));
    let parts: Vec<&str> = jwt.split('.').collect();
    for authorization in [
        bearer(&jwt),
        basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}")),
    ] {
        let shown = format!("{:?}", Credential::parse(Some(&authorization), true));
        for secret in [SECRET, TOKEN, parts[1], parts[2]] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn escapes_names_in_the_access_log() {
    let username = r#"x"status"-at-123456789012"#;
    let planned = discovery(&config(json!({})), APP, &basic(username, "password"));
    let line: serde_json::Value = serde_json::from_str(&planned.log.to_json()).unwrap();
    assert_eq!(line["status"], 0);
    assert_eq!(line["principal"], username);
    assert_eq!(line["identity"], "git_credentials");
}
