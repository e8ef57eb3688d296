//! `/session`: how sessions are asked for, and by whom.

use crate::support::{
    ACCESS_KEY_ID, EDGE, ISSUER, NOW, ROLE, SECRET, TOKEN, answer, at, basic, bearer, config,
    federated, head, header, merged, now, obtained, signed, text, token,
};
use edge_proxy::auth::credential_request::{Caller, CredentialTarget};
use edge_proxy::http::{Cors, EdgeResponse};
use edge_proxy::plan::route::Route;
use edge_proxy::plan::{NewSession, ObtainedCredentials, Planned};
use edge_proxy::session::{Session, SessionKeys, SessionSubject, SessionToken, VerifiedIdentity};
use edge_proxy::{Config, Error, Plan, plan};
use proptest::prelude::*;
use serde_json::{Value, json};
use signer_wasm::Credentials;

const KEYS: &str = "one:ERERERERERERERERERERERERERERERERERERERERERE=";

fn edge(changes: Value) -> Config {
    config(merged(
        federated(json!({ "SESSION_KEYS": KEYS, "ACCEPT_ACCESS_KEYS": true })),
        changes,
    ))
}

fn asked(config: &Config, method: &str, query: &str, authorization: &str) -> Planned {
    let url = format!("{EDGE}/session{query}");
    plan(
        config,
        &head(method, &url).with("authorization", authorization),
        now(),
    )
}

fn opened(planned: Planned) -> NewSession {
    match planned.plan {
        Plan::OpenSession(session) => session,
        Plan::Respond(answer) => panic!("{}: {}", answer.status, text(&answer)),
        _ => panic!("opens no session"),
    }
}

fn keys() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), None).unwrap()
}

fn with_keys() -> String {
    basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}"))
}

fn sealed(session: &Session) -> String {
    let keys = SessionKeys::parse(KEYS).unwrap();
    SessionToken::seal(&keys, [1; 12], EDGE, session)
        .as_str()
        .to_owned()
}

fn session() -> Session {
    Session {
        id: [3; 16],
        profile: Some("pay".to_owned()),
        read_only: false,
        expires_at: at(NOW + 3600),
        subject: SessionSubject::Credentials(keys()),
    }
}

fn parse(method: &str, query: Option<&str>) -> Result<Route, Error> {
    Route::parse(method, "/session", query, &config(json!({})))
}

#[test]
fn a_session_is_asked_for_with_a_profile_and_an_access() {
    for (query, profile, read_only) in [
        (None, None, false),
        (Some(""), None, false),
        (Some("profile=pay"), Some("pay"), false),
        (Some("access=read"), None, true),
        (Some("access=write"), None, false),
        (Some("profile=pay&access=read"), Some("pay"), true),
        (Some("access=read&profile=pay"), Some("pay"), true),
        (Some("&profile=pay&"), Some("pay"), false),
    ] {
        assert_eq!(
            parse("POST", query),
            Ok(Route::OpenSession {
                profile: profile.map(str::to_owned),
                read_only,
            }),
            "{query:?}"
        );
    }
}

#[test]
fn any_other_query_is_a_bad_request() {
    for query in [
        "pay",
        "profile",
        "profile=pay&profile=admin",
        "access",
        "access=",
        "access=admin",
        "access=READ",
        "Profile=pay",
        "profile=pay&x=1",
        "token=eyJ",
    ] {
        let refusal = parse("POST", Some(query)).unwrap_err();
        assert_eq!(
            (refusal.status(), refusal.code()),
            (400, "bad_request"),
            "{query}"
        );
        assert!(refusal.public_message().contains("access=read"));
    }
}

#[test]
fn sessions_are_opened_with_post_looked_at_with_get_and_ended_with_delete() {
    assert_eq!(parse("GET", None), Ok(Route::ShowSession));
    assert_eq!(parse("DELETE", None), Ok(Route::EndSession));
    for method in ["HEAD", "PUT", "PATCH", "post", "delete", ""] {
        assert_eq!(
            parse(method, None),
            Err(Error::MethodNotAllowed {
                allow: "GET, POST, DELETE, OPTIONS"
            }),
            "{method}"
        );
    }
    for path in ["/session/", "/sessions", "/session/1", "//session"] {
        assert!(
            Route::parse("POST", path, None, &config(json!({}))).is_err(),
            "{path}"
        );
    }
}

#[test]
fn the_preflight_names_the_methods_of_its_address() {
    let config = edge(json!({ "ALLOWED_ORIGINS": "*" }));
    for (path, methods) in [
        ("/session", "GET, POST, DELETE, OPTIONS"),
        ("/session?profile=pay", "GET, POST, DELETE, OPTIONS"),
        ("/eu-west-1/app/git-upload-pack", "GET, POST, OPTIONS"),
    ] {
        let url = format!("{EDGE}{path}");
        let request = head("OPTIONS", &url);
        let page = answer(plan(
            &config,
            &request.with("origin", "https://app.example.com"),
            now(),
        ));
        assert_eq!(page.status, 204);
        assert_eq!(header(&page, "access-control-allow-methods"), Some(methods));
        let other = answer(plan(&config, &request, now()));
        assert_eq!(header(&other, "allow"), Some(methods));
    }
}

#[test]
fn access_keys_open_a_session_at_once() {
    let config = edge(json!({}));
    for (query, profile, read_only) in [
        ("", None, false),
        ("?profile=pay&access=read", Some("pay"), true),
    ] {
        let planned = asked(&config, "POST", query, &with_keys());
        assert_eq!(planned.log.route, "session");
        assert_eq!(planned.log.profile.as_deref(), profile);
        let new = opened(planned);
        assert_eq!(new.profile.as_deref(), profile);
        assert_eq!(new.read_only, read_only);
        assert_eq!(new.longest_until, None);
        assert_eq!(new.subject, SessionSubject::Credentials(keys()));
    }
}

#[test]
fn a_token_opens_a_session_once_there_are_credentials() {
    let config = edge(json!({}));
    let request_url = format!("{EDGE}/session?profile=pay&access=read");
    let obtain = obtained(asked(
        &config,
        "POST",
        "?profile=pay&access=read",
        &bearer(&token(json!({}))),
    ));
    assert!(matches!(&obtain.caller, Caller::Token(_)));
    assert!(matches!(
        &obtain.target,
        CredentialTarget::Session { profile: Some(profile), read_only: true } if profile == "pay"
    ));
    assert!(!obtain.is_repeatable(None));

    let ending = Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), Some(at(NOW + 900))).unwrap();
    let identity = VerifiedIdentity {
        issuer: ISSUER.to_owned(),
        subject: "user-1".to_owned(),
        session_name: "alice@example.com".to_owned(),
        source_identity: None,
        tags: Vec::new(),
    };
    // Whom the edge can vouch for again needs no credentials in the session, nor ends with them.
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
        let given = ObtainedCredentials {
            credentials: ending.clone(),
            read_only: false,
            profile: Some("pay".to_owned()),
            identity,
            id: None,
        };
        let planned = obtain.proceed(&given, &head("POST", &request_url), &config, now());
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
fn a_session_is_for_reading_where_the_grant_is() {
    let config = edge(json!({}));
    let url = format!("{EDGE}/session");
    let obtain = obtained(asked(&config, "POST", "", &bearer(&token(json!({})))));
    for read_only in [false, true] {
        let given = ObtainedCredentials {
            credentials: keys(),
            read_only,
            profile: Some("pay".to_owned()),
            identity: None,
            id: None,
        };
        let Ok(Plan::OpenSession(new)) =
            obtain.proceed(&given, &head("POST", &url), &config, now())
        else {
            panic!("opens no session");
        };
        assert_eq!(new.read_only, read_only);
    }
}

#[test]
fn only_what_can_be_signed_with_anew_opens_a_session() {
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
        let refusal = answer(asked(&config, "POST", "", &authorization));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unrecognised_credential"))
        );
        assert!(text(&refusal).contains(said), "{}", text(&refusal));
    }
    let refusal = answer(asked(&config, "POST", "", ""));
    assert_eq!(refusal.code, Some("unauthenticated"));
}

#[test]
fn an_unknown_profile_has_no_sessions() {
    let refusal = answer(asked(
        &edge(json!({})),
        "POST",
        "?profile=unknown",
        &with_keys(),
    ));
    assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
}

#[test]
fn an_edge_without_keys_for_them_has_no_sessions() {
    let config = edge(json!({ "SESSION_KEYS": null }));
    let refusal = answer(asked(&config, "POST", "", &with_keys()));
    assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
    assert!(text(&refusal).contains("SESSION_KEYS"));

    let refusal = answer(asked(&config, "DELETE", "", &bearer(&sealed(&session()))));
    assert_eq!(refusal.code, Some("unrecognised_credential"));
    assert!(text(&refusal).contains("SESSION_KEYS"));
}

#[test]
fn a_session_is_ended_by_its_token() {
    let config = edge(json!({}));
    for authorization in [
        bearer(&sealed(&session())),
        basic("git", &sealed(&session())),
    ] {
        let planned = asked(&config, "DELETE", "", &authorization);
        assert_eq!(planned.log.identity, "session");
        match planned.plan {
            Plan::EndSession(ended) => assert_eq!(*ended, session()),
            _ => panic!("ends no session"),
        }
    }
}

#[test]
fn nothing_else_can_be_ended() {
    let config = edge(json!({}));
    for authorization in [
        with_keys(),
        signed(0),
        bearer(&token(json!({}))),
        basic("alice-at-123456789012", "secret"),
    ] {
        let refusal = answer(asked(&config, "DELETE", "", &authorization));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unrecognised_credential"))
        );
        assert!(text(&refusal).contains("This request ends a session"));
    }
    let foreign = sealed(&session()).replace("cces_A", "cces_B");
    assert_eq!(
        answer(asked(&config, "DELETE", "", &bearer(&foreign))).status,
        401
    );
    let over = Session {
        expires_at: at(NOW - 1),
        ..session()
    };
    let refusal = answer(asked(&config, "DELETE", "", &bearer(&sealed(&over))));
    assert_eq!(refusal.code, Some("credentials_expired"));
}

#[test]
fn a_page_of_another_origin_opens_no_session() {
    let url = format!("{EDGE}/session");
    let authorization = with_keys();
    let request = head("POST", &url)
        .with("authorization", &authorization)
        .with("origin", "https://evil.example.com");
    let refusal = answer(plan(&edge(json!({})), &request, now()));
    assert_eq!(refusal.code, Some("origin_not_allowed"));
}

#[test]
fn no_secret_of_a_session_is_logged() {
    let text = sealed(&session());
    for (method, authorization) in [("DELETE", bearer(&text)), ("POST", with_keys())] {
        let planned = asked(&edge(json!({})), method, "", &authorization);
        let line = planned.log.to_json();
        for secret in [SECRET, TOKEN, &text[5..], ROLE] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}

proptest! {
    #[test]
    fn no_query_makes_the_parser_panic(
        method in "POST|DELETE|GET|[A-Z]{0,7}",
        query in prop::option::of("((profile|access|x)?=?(read|write|pay|\\PC{0,6})&?){0,5}"),
    ) {
        let parsed = parse(&method, query.as_deref());
        prop_assert_eq!(parsed.is_ok() && method == "POST", matches!(parsed, Ok(Route::OpenSession { .. })));
    }
}

#[test]
fn who_has_a_session_is_told_what_it_is() {
    let config = edge(json!({}));
    for authorization in [
        bearer(&sealed(&session())),
        basic("anyone", &sealed(&session())),
    ] {
        let Plan::ShowSession(shown) = asked(&config, "GET", "", &authorization).plan else {
            panic!("shows no session");
        };
        assert_eq!(*shown, session());
    }

    let standing = EdgeResponse::session_status(&session(), now(), &Cors::NONE);
    assert_eq!(standing.status, 200);
    assert_eq!(header(&standing, "cache-control"), Some("no-store"));
    assert_eq!(
        serde_json::from_str::<Value>(&text(&standing)).unwrap(),
        json!({
            "principal": ACCESS_KEY_ID, "profile": "pay", "access": "write",
            "expires_at": NOW + 3600, "expires_in": 3600,
        })
    );
}

#[test]
fn nobody_else_is_told_anything_of_a_session() {
    let config = edge(json!({}));
    let ended = Session {
        expires_at: at(NOW - 1),
        ..session()
    };
    for (authorization, code) in [
        (String::new(), "unauthenticated"),
        (with_keys(), "unrecognised_credential"),
        (signed(60), "unrecognised_credential"),
        (bearer(&token(json!({}))), "unrecognised_credential"),
        (bearer("cces_AAAA"), "unrecognised_credential"),
        (bearer(&sealed(&ended)), "credentials_expired"),
    ] {
        let refusal = answer(asked(&config, "GET", "", &authorization));
        assert_eq!((refusal.status, refusal.code), (401, Some(code)));
        assert!(header(&refusal, "www-authenticate").is_some());
    }
}
