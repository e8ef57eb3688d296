//! The sign-in addresses: their methods, media types, origins and log names.

use super::{
    ADDRESSES, FORM, assert_problem, authorize, edge_with_saml, edge_with_three_providers, request,
};
use crate::support::{EDGE, answer, config, head, header, login, merged, now, text};
use edge_proxy::http::EdgeResponse;
use edge_proxy::oauth::LoginRoute;
use edge_proxy::plan::LoginStep;
use edge_proxy::{Plan, plan};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn allows_only_the_methods_of_each_address() {
    for (address, method, is_for_people) in ADDRESSES {
        for other in [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "get", "post", "TRACE", "",
        ] {
            let taken = other == method
                || (other, method) == ("HEAD", "GET") && (!is_for_people || address == "/setup");
            let refusal = match request(&edge_with_saml(), other, address).plan {
                Plan::Respond(answer) if answer.status == 405 => answer,
                _ => {
                    assert!(taken, "{other} {address}");
                    continue;
                }
            };
            assert!(!taken, "{other} {address}");
            assert_eq!(refusal.code, Some("method_not_allowed"));
            let allow = header(&refusal, "allow").unwrap();
            assert!(allow.starts_with(method), "{allow}");
        }
    }
}

#[test]
fn logs_a_route_name_for_each_address() {
    let mut names = Vec::new();
    for (address, method, is_for_people) in ADDRESSES {
        let planned = request(&edge_with_saml(), method, address);
        let route = LoginRoute::parse(method, address, &edge_with_saml())
            .unwrap()
            .unwrap();
        assert_eq!(planned.log.route, route.name());
        assert_eq!(route.is_for_people(), is_for_people, "{address}");
        names.push(route.name());
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ADDRESSES.len());
}

#[test]
fn rejects_similar_addresses() {
    for address in [
        "/oauth",
        "/oauth/",
        "/oauth/authorize/",
        "/oauth/Authorize",
        "//oauth/authorize",
        "/oauth%2fauthorize",
        "/oauth/authorize/info/refs",
        "/device/",
        "/setup/",
        "/assets",
        "/login/oauth/authorize",
        "/login/oauth/access_token",
        "/.well-known/openid-configuration",
    ] {
        for method in ["GET", "POST"] {
            let refusal = answer(request(&edge_with_saml(), method, address));
            let expected = match address {
                "/oauth/authorize/info/refs" => (400, Some("bad_region")),
                _ => (404, Some("not_found")),
            };
            assert_eq!(
                (refusal.status, refusal.code),
                expected,
                "{method} {address}"
            );
        }
    }
}

#[test]
fn offers_only_set_up_when_sign_in_is_not_configured() {
    for (address, method, _) in ADDRESSES {
        let answer = answer(request(&config(json!({})), method, address));
        match address {
            "/assets/edge.css" | "/setup" | "/setup.gitconfig" => assert_eq!(answer.status, 200),
            _ => {
                assert_eq!((answer.status, answer.code), (404, Some("not_found")));
                assert!(text(&answer).contains("Sign-in is not configured"));
            }
        }
    }
}

#[test]
fn accepts_only_forms_in_post_requests() {
    for (address, _, is_for_people) in ADDRESSES.into_iter().filter(|it| it.1 == "POST") {
        let url = format!("{EDGE}{address}");
        let with = |content_type| {
            let request = head("POST", &url);
            let planned = match content_type {
                Some(value) => plan(
                    &edge_with_saml(),
                    &request.with("content-type", value),
                    now(),
                ),
                None => plan(&edge_with_saml(), &request, now()),
            };
            planned.plan
        };
        for good in [FORM, "application/x-www-form-urlencoded; charset=UTF-8"] {
            assert!(matches!(with(Some(good)), Plan::Login(LoginStep::Form(_))));
        }
        for bad in [
            None,
            Some("application/json"),
            Some("text/plain"),
            Some("multipart/form-data; boundary=x"),
            Some("text/plain; application/x-www-form-urlencoded"),
        ] {
            let Plan::Respond(refusal) = with(bad) else {
                panic!("{bad:?}");
            };
            match is_for_people {
                true => assert_problem(&refusal, 415, "unsupported_media_type", FORM),
                false => {
                    assert_eq!(
                        (refusal.status, refusal.code),
                        (415, Some("unsupported_media_type"))
                    );
                    assert_eq!(header(&refusal, "content-type"), Some("text/plain"));
                }
            }
        }
    }
}

/// RFC 9110, 8.3.1
#[test]
fn compares_media_types_without_regard_to_case() {
    let url = format!("{EDGE}/oauth/token");
    let request = head("POST", &url).with("content-type", "Application/X-WWW-Form-URLencoded");
    assert!(matches!(
        plan(&edge_with_saml(), &request, now()).plan,
        Plan::Login(LoginStep::Form(LoginRoute::Token))
    ));
}

#[test]
fn challenges_with_basic_and_offers_bearer_only_to_callers_that_sent_one() {
    const BEARER: &str = "Bearer realm=\"codecommit-edge\"";
    for (vars, basic) in [
        (
            json!({}),
            "Basic realm=\"codecommit-edge\", charset=\"UTF-8\"",
        ),
        (
            json!({ "GITEA_COMPATIBILITY": true }),
            "Basic realm=\"Gitea\"",
        ),
    ] {
        let address = "/eu-west-1/app/info/refs?service=git-upload-pack";
        let config = config(login(vars));
        let refusal = answer(request(&config, "GET", address));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unauthenticated"))
        );
        assert_eq!(challenges(&refusal), [basic]);
        assert!(text(&refusal).contains("/setup"));

        let url = format!("{EDGE}{address}");
        for (authorization, expected) in [
            ("Bearer nonsense", &[basic, BEARER][..]),
            ("bearer nonsense", &[basic, BEARER]),
            ("Basic bm9ib2R5Om5vbnNlbnNl", &[basic]),
        ] {
            let request = head("GET", &url).with("authorization", authorization);
            let refusal = answer(plan(&config, &request, now()));
            assert_eq!(refusal.status, 401);
            assert_eq!(challenges(&refusal), expected);
        }
    }
}

fn challenges(answer: &EdgeResponse) -> Vec<&str> {
    let is_challenge = |name: &str| name == "www-authenticate";
    let headers = answer.headers.iter().filter(|(name, _)| is_challenge(name));
    headers.map(|(_, value)| value.as_ref()).collect()
}

#[test]
fn rejects_requests_from_pages_of_other_origins() {
    // The pages of SAML identity providers post there.
    let others = ADDRESSES
        .into_iter()
        .filter(|(address, _, _)| *address != "/saml/acs");
    for (address, method, _) in others {
        let url = format!("{EDGE}{address}");
        let request = head(method, &url).with("content-type", FORM);
        let refusal = answer(plan(
            &edge_with_saml(),
            &request.with("origin", "https://evil.example"),
            now(),
        ));
        assert_eq!(
            (refusal.status, refusal.code),
            (403, Some("origin_not_allowed")),
            "{address}"
        );
        let own = plan(&edge_with_saml(), &request.with("origin", EDGE), now());
        assert!(
            !matches!(own.plan, Plan::Respond(answer) if answer.status == 403),
            "{address}"
        );
    }
}

#[test]
fn keeps_queries_out_of_the_log() {
    let address = authorize(&[("state", "canary"), ("login_hint", "canary")]);
    for address in [
        address.as_str(),
        "/oauth/callback/company?code=canary&state=canary",
        "/device?user_code=canary",
    ] {
        let planned = request(&edge_with_saml(), "GET", address);
        assert!(!planned.log.to_json().contains("canary"));
    }
}

proptest! {
    #[test]
    fn answers_or_continues_every_request(
        address in prop::sample::select(ADDRESSES.as_slice()),
        query in "((id|user_code|provider|account|role|state|client_id|redirect_uri)=?[a-zA-Z0-9%+/:.-]{0,33}&?){0,5}",
        three: bool,
    ) {
        let (path, method, is_for_people) = address;
        let three = three && !path.starts_with("/saml/");
        let config = if three { edge_with_three_providers() } else { edge_with_saml() };
        match request(&config, method, &format!("{path}?{query}")).plan {
            Plan::Login(_) => {}
            Plan::Respond(answer) => {
                prop_assert!(matches!(answer.status, 200 | 303 | 400), "{}", answer.status);
                let is_page = header(&answer, "content-type") == Some("text/html; charset=utf-8");
                prop_assert!(is_page || !is_for_people || answer.status == 303);
            }
            _ => prop_assert!(false, "is not a sign-in"),
        }
    }
}

#[test]
fn rejects_sign_ins_at_a_provider_without_a_client_id() {
    let vars = merged(
        crate::support::vouching(json!({})),
        json!({ "SESSION_KEYS": crate::support::KEYS }),
    );
    let refusal = answer(request(&config(vars), "GET", "/oauth/authorize"));
    assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
}
