//! CORS: which pages may use the edge, and that they can read every answer.

use crate::support::{EDGE, answer, config, head, header, now};
use edge_proxy::http::headers::RELAYED;
use edge_proxy::plan;
use serde_json::json;

const PAGE: &str = "https://app.example.com";

#[test]
fn answers_the_preflight_of_an_allowed_page_without_a_credential() {
    let config = config(json!({ "ALLOWED_ORIGINS": [PAGE] }));
    let url = format!("{EDGE}/eu-west-1/app/info/refs?service=git-upload-pack");
    let preflight = answer(plan(
        &config,
        &head("OPTIONS", &url).with("origin", PAGE),
        now(),
    ));
    assert_eq!(preflight.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", PAGE),
        ("access-control-allow-methods", "GET, POST, OPTIONS"),
        (
            "access-control-allow-headers",
            "authorization, content-type, accept, git-protocol, user-agent, x-requested-with",
        ),
        ("access-control-max-age", "7200"),
        ("vary", "Origin"),
    ] {
        assert_eq!(header(&preflight, name), Some(value), "{name}");
    }
    assert_eq!(header(&preflight, "access-control-allow-credentials"), None);
}

#[test]
fn the_preflight_of_a_call_to_aws_names_the_headers_of_its_signature() {
    let config = config(json!({ "ALLOWED_ORIGINS": [PAGE] }));
    for service in ["codecommit", "iam", "sts", "ec2"] {
        let url = format!("{EDGE}/aws/{service}");
        let preflight = answer(plan(
            &config,
            &head("OPTIONS", &url).with("origin", PAGE),
            now(),
        ));
        assert_eq!(
            header(&preflight, "access-control-allow-headers"),
            Some(RELAYED.join(", ").as_str())
        );
        assert_eq!(
            header(&preflight, "access-control-allow-methods"),
            Some("POST, OPTIONS")
        );
    }
}

#[test]
fn answers_options_without_an_origin_with_the_methods() {
    let url = format!("{EDGE}/anything");
    let options = answer(plan(&config(json!({})), &head("OPTIONS", &url), now()));
    assert_eq!(options.status, 204);
    assert_eq!(header(&options, "allow"), Some("GET, POST, OPTIONS"));
    assert_eq!(header(&options, "access-control-allow-origin"), None);
}

#[test]
fn rejects_other_pages_without_cors_headers() {
    for (allowed, origin) in [
        (json!({}), PAGE),
        (
            json!({ "ALLOWED_ORIGINS": PAGE }),
            "https://app.example.com.evil.tld",
        ),
        (json!({ "ALLOWED_ORIGINS": PAGE }), "http://app.example.com"),
        (json!({ "ALLOWED_ORIGINS": PAGE }), "null"),
        (
            json!({ "ALLOWED_ORIGINS": PAGE }),
            "https://edge.example.com:8443",
        ),
    ] {
        for method in ["OPTIONS", "GET"] {
            let url = format!("{EDGE}/eu-west-1/app/info/refs?service=git-upload-pack");
            let refusal = answer(plan(
                &config(allowed.clone()),
                &head(method, &url).with("origin", origin),
                now(),
            ));
            assert_eq!(
                (refusal.status, refusal.code),
                (403, Some("origin_not_allowed")),
                "{origin}"
            );
            assert_eq!(header(&refusal, "access-control-allow-origin"), None);
        }
    }
}

#[test]
fn allows_the_edges_own_pages() {
    let url = format!("{EDGE}/eu-west-1/app/info/refs?service=git-upload-pack");
    let refusal = answer(plan(
        &config(json!({})),
        &head("GET", &url).with("origin", EDGE),
        now(),
    ));
    assert_eq!(refusal.status, 401);
}

#[test]
fn lets_an_allowed_page_read_errors() {
    for allowed in [
        json!({ "ALLOWED_ORIGINS": [PAGE] }),
        json!({ "ALLOWED_ORIGINS": "*" }),
    ] {
        for path in [
            "/nothing",
            "/eu-west-1/app/info/refs?service=git-upload-pack",
        ] {
            let url = format!("{EDGE}{path}");
            let refusal = answer(plan(
                &config(allowed.clone()),
                &head("GET", &url).with("origin", PAGE),
                now(),
            ));
            assert!(refusal.status >= 400);
            assert_eq!(header(&refusal, "access-control-allow-origin"), Some(PAGE));
            assert!(
                header(&refusal, "access-control-expose-headers")
                    .unwrap()
                    .contains("x-codecommit-edge-code")
            );
        }
    }
}
