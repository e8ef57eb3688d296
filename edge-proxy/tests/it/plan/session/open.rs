//! Opening a session.

use super::{basic_with_access_keys, credentials, edge, request, sealed, session};
use crate::support::{
    ACCESS_KEY_ID, EDGE, ISSUER, NOW, ROLE, SECRET, TOKEN, answer, at, basic, bearer, head,
    needing_credentials, now, signed, text, token,
};
use edge_proxy::auth::credential_request::{Caller, CredentialTarget};
use edge_proxy::plan::{NewSession, Planned, ResolvedCredentials};
use edge_proxy::session::{SessionSubject, VerifiedIdentity};
use edge_proxy::{Plan, plan};
use serde_json::json;
use signer_wasm::Credentials;

fn opened(planned: Planned) -> NewSession {
    match planned.plan {
        Plan::OpenSession(session) => session,
        Plan::Respond(answer) => panic!("{}: {}", answer.status, text(&answer)),
        _ => panic!("opens no session"),
    }
}

#[test]
fn opens_a_session_with_access_keys_at_once() {
    let config = edge(json!({}));
    for (query, profile, read_only) in [
        ("", None, false),
        ("?profile=pay&access=read", Some("pay"), true),
    ] {
        let planned = request(&config, "POST", query, &basic_with_access_keys());
        assert_eq!(planned.log.route, "session");
        assert_eq!(planned.log.profile.as_deref(), profile);
        let new = opened(planned);
        assert_eq!(new.profile.as_deref(), profile);
        assert_eq!(new.read_only, read_only);
        assert_eq!(new.longest_until, None);
        assert_eq!(new.subject, SessionSubject::Credentials(credentials()));
    }
}

#[test]
fn opens_a_session_with_a_token_once_credentials_are_obtained() {
    let config = edge(json!({}));
    let request_url = format!("{EDGE}/session?profile=pay&access=read");
    let credential_request = needing_credentials(request(
        &config,
        "POST",
        "?profile=pay&access=read",
        &bearer(&token(json!({}))),
    ));
    assert!(matches!(&credential_request.caller, Caller::Token(_)));
    assert!(matches!(
        &credential_request.target,
        CredentialTarget::Session { profile: Some(profile), read_only: true } if profile == "pay"
    ));
    assert!(!credential_request.is_repeatable(None));

    let ending = Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), Some(at(NOW + 900))).unwrap();
    let identity = VerifiedIdentity {
        issuer: ISSUER.to_owned(),
        subject: "user-1".to_owned(),
        session_name: "alice@example.com".to_owned(),
        source_identity: None,
        tags: Vec::new(),
    };
    // A verified identity needs no credentials in the session and does not end with them.
    for (identity, longest_until, subject) in [
        (
            None,
            Some(at(NOW + 900)),
            SessionSubject::Credentials(ending.clone()),
        ),
        (
            Some(identity.clone()),
            None,
            SessionSubject::Identity(identity),
        ),
    ] {
        let given = ResolvedCredentials {
            account: None,
            credentials: ending.clone(),
            read_only: false,
            profile: Some("pay".to_owned()),
            identity,
            id: None,
        };
        let planned =
            credential_request.proceed(&given, &head("POST", &request_url), &config, now());
        let Ok(Plan::OpenSession(new)) = planned else {
            panic!("opens no session");
        };
        assert_eq!(new.profile.as_deref(), Some("pay"));
        assert!(new.read_only);
        assert_eq!(new.longest_until, longest_until);
        assert_eq!(new.subject, subject);
    }
}

#[test]
fn opens_a_read_only_session_for_a_read_only_grant() {
    let config = edge(json!({}));
    let url = format!("{EDGE}/session");
    let credential_request =
        needing_credentials(request(&config, "POST", "", &bearer(&token(json!({})))));
    for read_only in [false, true] {
        let given = ResolvedCredentials {
            account: None,
            credentials: credentials(),
            read_only,
            profile: Some("pay".to_owned()),
            identity: None,
            id: None,
        };
        let Ok(Plan::OpenSession(new)) =
            credential_request.proceed(&given, &head("POST", &url), &config, now())
        else {
            panic!("opens no session");
        };
        assert_eq!(new.read_only, read_only);
    }
}

#[test]
fn rejects_credentials_that_cannot_open_a_session() {
    let config = edge(json!({}));
    for (authorization, said) in [
        (signed(0), "cannot be opened with this credential"),
        (
            basic("alice-at-123456789012", "secret"),
            "cannot be opened with this credential",
        ),
        (bearer(&sealed(&session())), "cannot open another session"),
        (
            basic("git", &sealed(&session())),
            "cannot open another session",
        ),
    ] {
        let refusal = answer(request(&config, "POST", "", &authorization));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unrecognised_credential"))
        );
        assert!(text(&refusal).contains(said), "{}", text(&refusal));
    }
    let refusal = answer(request(&config, "POST", "", ""));
    assert_eq!(refusal.code, Some("unauthenticated"));
}

#[test]
fn rejects_an_unknown_profile() {
    let refusal = answer(request(
        &edge(json!({})),
        "POST",
        "?profile=unknown",
        &basic_with_access_keys(),
    ));
    assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
}

#[test]
fn has_no_sessions_without_session_keys() {
    let config = edge(json!({ "SESSION_KEYS": null }));
    let refusal = answer(request(&config, "POST", "", &basic_with_access_keys()));
    assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
    assert!(text(&refusal).contains("SESSION_KEYS"));

    let refusal = answer(request(&config, "DELETE", "", &bearer(&sealed(&session()))));
    assert_eq!(refusal.code, Some("unrecognised_credential"));
    assert!(text(&refusal).contains("SESSION_KEYS"));
}

#[test]
fn rejects_pages_of_other_origins() {
    let url = format!("{EDGE}/session");
    let authorization = basic_with_access_keys();
    let request = head("POST", &url)
        .with("authorization", &authorization)
        .with("origin", "https://evil.example.com");
    let refusal = answer(plan(&edge(json!({})), &request, now()));
    assert_eq!(refusal.code, Some("origin_not_allowed"));
}

#[test]
fn keeps_secrets_out_of_the_log() {
    let text = sealed(&session());
    for (method, authorization) in [
        ("DELETE", bearer(&text)),
        ("POST", basic_with_access_keys()),
    ] {
        let planned = request(&edge(json!({})), method, "", &authorization);
        let line = planned.log.to_json();
        for secret in [SECRET, TOKEN, &text[5..], ROLE] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}
