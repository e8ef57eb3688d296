//! Requests over plain HTTP, and hosts that are not names.

use crate::support::{answer, config, head, now, signed, text};
use edge_proxy::{Plan, plan};
use serde_json::json;

const PATHS: [(&str, &str); 7] = [
    ("GET", "/"),
    ("GET", "/setup"),
    ("GET", "/eu-west-1/app/info/refs?service=git-upload-pack"),
    ("POST", "/eu-west-1/app.git/info/lfs/objects/batch"),
    ("POST", "/oauth/token"),
    ("GET", "/.well-known/oauth-authorization-server"),
    ("OPTIONS", "/eu-west-1/app/info/refs"),
];

#[test]
fn rejects_plain_http_without_a_challenge() {
    let config = config(crate::support::login(json!({})));
    for host in [
        "edge.example.com",
        "edge.example.com:8080",
        "10.0.0.1",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil-localhost",
        "[2001:db8::1]",
    ] {
        for (method, path) in PATHS {
            let url = format!("http://{host}{path}");
            let credential = signed(0);
            let planned = plan(
                &config,
                &head(method, &url).with("authorization", &credential),
                now(),
            );
            assert_eq!(planned.log.identity, "none", "{url}");
            assert_eq!(planned.log.principal, None, "{url}");
            let refusal = answer(planned);
            assert_eq!(
                (refusal.status, refusal.code),
                (403, Some("https_required")),
                "{method} {url}"
            );
            assert!(text(&refusal).contains("Use https://"));
            assert_eq!(crate::support::header(&refusal, "www-authenticate"), None);
        }
    }
}

#[test]
fn serves_loopback_over_plain_http() {
    let config = config(json!({}));
    for host in [
        "localhost",
        "localhost:8787",
        "127.0.0.1:8787",
        "[::1]",
        "[::1]:8787",
        "edge.localhost:8787",
    ] {
        let url = format!("http://{host}/eu-west-1/app/info/refs?service=git-upload-pack");
        let credential = signed(0);
        let planned = plan(
            &config,
            &head("GET", &url).with("authorization", &credential),
            now(),
        );
        assert!(matches!(planned.plan, Plan::Forward { .. }), "{host}");
    }
}

#[test]
fn answers_health_checks_over_plain_http() {
    let health = answer(plan(
        &config(json!({})),
        &head("GET", "http://10.0.0.1:8080/healthz"),
        now(),
    ));
    assert_eq!(health.status, 200);
}

#[test]
fn rejects_hosts_that_are_not_names() {
    let config = config(crate::support::login(json!({})));
    for host in [
        "edge.example.com\"",
        "a'b.example",
        "$(id).example",
        "a`id`b",
        "a;b",
        "a&b",
        "a{b}",
        "a..b",
    ] {
        for (method, path) in PATHS {
            let url = format!("https://{host}{path}");
            let refusal = answer(plan(&config, &head(method, &url), now()));
            assert_eq!(
                (refusal.status, refusal.code),
                (400, Some("bad_request")),
                "{method} {url}"
            );
            assert!(!text(&refusal).contains(host));
        }
    }
}
