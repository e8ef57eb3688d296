//! Sessions of either kind.

use super::{PORTAL_TOKEN, portal_session, request, sealed, session_of_groups, vars};
use crate::support::{EDGE, answer, bearer, config, head, now, text};
use edge_proxy::http::EdgeResponse;
use edge_proxy::plan;

#[test]
fn cannot_open_another_session_but_can_be_ended() {
    let config = config(vars());
    for session in [session_of_groups(&["developers"]), portal_session()] {
        let authorization = bearer(&sealed(&session));
        let url = format!("{EDGE}/session");
        let with = |method| {
            plan(
                &config,
                &head(method, &url).with("authorization", &authorization),
                now(),
            )
        };
        let refusal: EdgeResponse = answer(with("POST"));
        assert_eq!(refusal.code, Some("unrecognised_credential"));
        assert!(text(&refusal).contains("cannot open another session"));
        match with("DELETE").plan {
            edge_proxy::Plan::EndSession(ended) => assert_eq!(*ended, session),
            _ => panic!("ends no session"),
        }
    }
}

#[test]
fn keeps_secrets_out_of_the_log() {
    let config = config(vars());
    for session in [session_of_groups(&["developers"]), portal_session()] {
        let planned = request(&config, &session, "/eu-west-1/app", "git-upload-pack");
        let line = planned.log.to_json();
        for secret in [PORTAL_TOKEN, &sealed(&session)[5..], "alice@"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}
