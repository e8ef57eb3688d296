//! Showing and ending a session.

use super::{basic_with_access_keys, edge, request, sealed, session};
use crate::support::{
    ACCESS_KEY_ID, NOW, answer, at, basic, bearer, header, now, signed, text, token,
};
use edge_proxy::Plan;
use edge_proxy::http::{Cors, EdgeResponse};
use edge_proxy::session::Session;
use serde_json::{Value, json};

#[test]
fn ends_a_session_with_its_token() {
    let config = edge(json!({}));
    for authorization in [
        bearer(&sealed(&session())),
        basic("git", &sealed(&session())),
    ] {
        let planned = request(&config, "DELETE", "", &authorization);
        assert_eq!(planned.log.identity, "session");
        match planned.plan {
            Plan::EndSession(ended) => assert_eq!(*ended, session()),
            _ => panic!("ends no session"),
        }
    }
}

#[test]
fn rejects_other_credentials_when_ending_a_session() {
    let config = edge(json!({}));
    for authorization in [
        basic_with_access_keys(),
        signed(0),
        bearer(&token(json!({}))),
        basic("alice-at-123456789012", "secret"),
    ] {
        let refusal = answer(request(&config, "DELETE", "", &authorization));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unrecognised_credential"))
        );
        assert!(text(&refusal).contains("This request ends a session"));
    }
    let foreign = sealed(&session()).replace("cces_A", "cces_B");
    assert_eq!(
        answer(request(&config, "DELETE", "", &bearer(&foreign))).status,
        401
    );
    let over = Session {
        expires_at: at(NOW - 1),
        ..session()
    };
    let refusal = answer(request(&config, "DELETE", "", &bearer(&sealed(&over))));
    assert_eq!(refusal.code, Some("credentials_expired"));
}

#[test]
fn shows_a_session_to_its_holder() {
    let config = edge(json!({}));
    for authorization in [
        bearer(&sealed(&session())),
        basic("anyone", &sealed(&session())),
    ] {
        let Plan::ShowSession(shown) = request(&config, "GET", "", &authorization).plan else {
            panic!("shows no session");
        };
        assert_eq!(*shown, session());
    }

    let response = EdgeResponse::session_status(&session(), now(), &Cors::NONE);
    assert_eq!(response.status, 200);
    assert_eq!(header(&response, "cache-control"), Some("no-store"));
    assert_eq!(
        serde_json::from_str::<Value>(&text(&response)).unwrap(),
        json!({
            "principal": ACCESS_KEY_ID, "profile": "pay", "access": "write",
            "expires_at": NOW + 3600, "expires_in": 3600,
        })
    );
}

#[test]
fn shows_nothing_to_other_callers() {
    let config = edge(json!({}));
    let ended = Session {
        expires_at: at(NOW - 1),
        ..session()
    };
    for (authorization, code) in [
        (String::new(), "unauthenticated"),
        (basic_with_access_keys(), "unrecognised_credential"),
        (signed(60), "unrecognised_credential"),
        (bearer(&token(json!({}))), "unrecognised_credential"),
        (bearer("cces_AAAA"), "unrecognised_credential"),
        (bearer(&sealed(&ended)), "credentials_expired"),
    ] {
        let refusal = answer(request(&config, "GET", "", &authorization));
        assert_eq!((refusal.status, refusal.code), (401, Some(code)));
        assert!(header(&refusal, "www-authenticate").is_some());
    }
}
