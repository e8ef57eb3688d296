//! The rate limit: which requests count, by which key, and the answer over the limit.

use crate::support::{
    ACCESS_KEY_ID, EDGE, SECRET, TOKEN, basic, bearer, center, config, head, header, login, now,
    signed_call, text, token,
};
use edge_proxy::http::{Cors, EdgeResponse};
use edge_proxy::plan::rate_limit;
use edge_proxy::{Config, Plan, plan};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const AUTHORIZE: &str = "/oauth/authorize?response_type=code&client_id=git&redirect_uri=http://127.0.0.1:51000/\
    &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

fn edge() -> Config {
    config(login(json!({ "ACCEPT_ACCESS_KEYS": true })))
}

fn with_keys() -> String {
    basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}"))
}

fn planned(config: &Config, method: &str, address: &str, authorization: &str) -> Plan {
    let url = format!("{EDGE}{address}");
    let mut head = head(method, &url);
    if method == "POST" {
        head = head.with("content-type", FORM);
    }
    if !authorization.is_empty() {
        head = head.with("authorization", authorization);
    }
    plan(config, &head, now()).plan
}

fn counts(method: &str, address: &str, authorization: &str) -> bool {
    rate_limit::applies_to(&planned(&edge(), method, address, authorization))
}

#[test]
fn counts_every_step_of_a_sign_in() {
    for (method, address) in [
        ("GET", AUTHORIZE),
        ("GET", "/oauth/callback/company?code=c&state=s"),
        ("POST", "/oauth/decision"),
        ("POST", "/oauth/device_authorization"),
        ("POST", "/oauth/revoke"),
        ("POST", "/oauth/token"),
    ] {
        assert!(counts(method, address, ""), "{method} {address}");
    }
    let config = config(login(json!({ "IDENTITY_CENTER": center() })));
    for address in [
        format!("{AUTHORIZE}&provider=identity-center"),
        "/oauth/identity-center?state=AAEC".to_owned(),
    ] {
        let plan = planned(&config, "GET", &address, "");
        assert!(rate_limit::applies_to(&plan), "{address}");
    }
}

#[test]
fn counts_only_sessions_that_are_opened() {
    let keys = with_keys();
    let token = bearer(&token(json!({})));
    assert!(counts("POST", "/session", &keys));
    assert!(counts("POST", "/session", &token));
    assert!(!counts("POST", "/session", ""));
    assert!(!counts("GET", "/session", &token));
}

#[test]
fn counts_lists_of_repositories_with_the_calls_to_aws() {
    let keys = with_keys();
    let token = bearer(&token(json!({})));
    let address = "/session/repositories?region=eu-west-1";
    assert!(!counts("GET", address, ""));
    for authorization in [&keys, &token] {
        assert!(counts("GET", address, authorization));
        let plan = planned(&edge(), "GET", address, authorization);
        assert_eq!(rate_limit::key(&plan, Some("192.0.2.7")), "aws 192.0.2.7");
        let head = head("GET", EDGE);
        let refusal = rate_limit::refusal(&plan, &head, &Cors::NONE, &edge());
        assert_eq!(
            (refusal.status, refusal.code),
            (429, Some("too_many_calls"))
        );
    }
}

#[test]
fn counts_no_git_requests() {
    let token = bearer(&token(json!({})));
    let keys = with_keys();
    for authorization in ["", &token, &keys] {
        for (method, address) in [
            ("GET", "/eu-west-1/app/info/refs?service=git-upload-pack"),
            (
                "GET",
                "/pay/eu-west-1/app/info/refs?service=git-upload-pack",
            ),
            ("POST", "/eu-west-1/app/git-upload-pack"),
            ("POST", "/eu-west-1/app/git-receive-pack"),
        ] {
            assert!(!counts(method, address, authorization), "{address}");
        }
    }
}

#[test]
fn counts_no_requests_answered_from_the_head() {
    for (method, address) in [
        ("GET", "/"),
        ("GET", "/healthz"),
        ("GET", "/setup"),
        ("GET", "/device"),
        ("GET", "/device?user_code=BBBB-BBBB"),
        ("GET", "/oauth/authorize"),
        ("GET", "/.well-known/oauth-authorization-server"),
        ("OPTIONS", "/oauth/token"),
        ("GET", "/oauth/token"),
    ] {
        assert!(!counts(method, address, ""), "{method} {address}");
    }
}

#[test]
fn counts_by_ipv4_address_and_ipv6_network() {
    let plan = planned(&edge(), "POST", "/oauth/token", "");
    let key = |address| rate_limit::key(&plan, Some(address));
    assert_eq!(key("192.0.2.7"), "192.0.2.7");
    assert_ne!(key("192.0.2.7"), key("192.0.2.8"));
    assert_eq!(key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assert_eq!(key("2001:db8:1:2::1"), key("2001:DB8:1:2:ffff::"));
    assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    assert_eq!(key("::ffff:192.0.2.7"), key("192.0.2.7"));
}

#[test]
fn counts_requests_without_an_address_together() {
    let plan = planned(&edge(), "POST", "/oauth/token", "");
    let unknown = rate_limit::key(&plan, None);
    for address in ["", "localhost", "192.0.2.7, 192.0.2.8", "192.0.2.7:443"] {
        assert_eq!(rate_limit::key(&plan, Some(address)), unknown, "{address}");
    }
}

#[test]
fn counts_calls_to_aws_apart_from_sign_ins() {
    let call = planned(
        &edge(),
        "POST",
        "/aws/sts",
        &signed_call("sts", "eu-west-1"),
    );
    assert!(rate_limit::applies_to(&call));
    let sign_in = planned(&edge(), "POST", "/oauth/token", "");
    assert_ne!(
        rate_limit::key(&call, Some("192.0.2.7")),
        rate_limit::key(&sign_in, Some("192.0.2.7"))
    );

    let (config, url) = (edge(), format!("{EDGE}/aws/sts"));
    let answer = rate_limit::refusal(&call, &head("POST", &url), &Cors::NONE, &config);
    assert_eq!((answer.status, answer.code), (429, Some("too_many_calls")));
    assert_eq!(header(&answer, "retry-after"), Some("60"));
    assert!(text(&answer).starts_with("Too many calls to AWS"));
}

fn refused(method: &str, address: &str, authorization: &str) -> EdgeResponse {
    let (config, url) = (edge(), format!("{EDGE}{address}"));
    let plan = planned(&config, method, address, authorization);
    let answer = rate_limit::refusal(&plan, &head(method, &url), &Cors::NONE, &config);
    assert_eq!(answer.status, 429);
    let code = Some("too_many_sign_ins");
    assert_eq!(
        (answer.code, header(&answer, "x-codecommit-edge-code")),
        (code, code)
    );
    assert_eq!(header(&answer, "retry-after"), Some("60"));
    answer
}

#[test]
fn rejects_programs_with_an_oauth_error() {
    for address in ["/oauth/token", "/oauth/device_authorization"] {
        let answer = refused("POST", address, "");
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["error"], "temporarily_unavailable");
        let description = body["error_description"].as_str().unwrap();
        assert!(
            description.contains("Try again in 60 seconds"),
            "{description}"
        );
    }
}

#[test]
fn rejects_browsers_with_a_page() {
    let answer = refused("GET", AUTHORIZE, "");
    assert_eq!(
        header(&answer, "content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(text(&answer).contains("Try again in 60 seconds"));
}

#[test]
fn rejects_session_requests_like_any_other() {
    let answer = refused("POST", "/session", &with_keys());
    assert!(text(&answer).starts_with("Too many requests to sign in"));
}
