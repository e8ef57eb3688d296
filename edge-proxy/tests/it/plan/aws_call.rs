//! `POST /aws/{service}`.

use crate::support::{ACCESS_KEY_ID, EDGE, answer, config, head, header, now, signed_call, text};
use edge_proxy::http::RequestHead;
use edge_proxy::{Config, Plan, Planned, plan};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const PAGE: &str = "https://app.example.com";

fn asked(
    config: &Config,
    path: &str,
    change: impl Fn(RequestHead<'_>) -> RequestHead<'_>,
) -> Planned {
    let url = format!("{EDGE}{path}");
    let authorization = signed_call("sts", "eu-west-1");
    let request = head("POST", &url)
        .with("authorization", &authorization)
        .with("content-type", FORM);
    plan(config, &change(request), now())
}

#[test]
fn relays_a_signed_call_and_logs_who_makes_it() {
    let planned = asked(&config(json!({})), "/aws/sts", |request| request);
    let log = &planned.log;
    assert_eq!((log.route, log.service), ("aws", Some("sts")));
    assert_eq!(log.region.as_deref(), Some("eu-west-1"));
    assert_eq!(
        (log.identity, log.principal.as_deref()),
        ("signed", Some(ACCESS_KEY_ID))
    );
    let Plan::Relay(call) = planned.plan else {
        panic!("it is not relayed");
    };
    assert_eq!(call.host, "sts.eu-west-1.amazonaws.com");
    assert_eq!(call.timeout_seconds, 30);
}

#[test]
fn can_be_switched_off() {
    let config = config(json!({ "RELAY_AWS_CALLS": false }));
    let planned = asked(&config, "/aws/sts", |request| request);
    assert_eq!(planned.log.route, "aws");
    let refusal = answer(planned);
    assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
    assert!(text(&refusal).contains("call AWS directly"));
}

#[test]
fn rejects_other_addresses_and_methods() {
    let config = config(json!({}));
    for path in [
        "/aws",
        "/aws/",
        "/aws/ec2",
        "/aws/STS",
        "/aws/sts/",
        "/aws/sts/x",
        "/aws/%73ts",
        "/aws//sts",
        "//aws/sts",
        "/aws/sts.eu-west-1.amazonaws.com",
        "/aws/../aws/sts",
        "/aws/.",
        "/AWS/sts",
    ] {
        let refusal = answer(asked(&config, path, |request| request));
        assert_eq!(refusal.code, Some("not_found"), "{path}");
    }
    for method in ["GET", "PUT", "DELETE", "HEAD", "post"] {
        let refusal = answer(asked(&config, "/aws/sts", |request| RequestHead {
            method,
            ..request
        }));
        assert_eq!(
            (refusal.status, header(&refusal, "allow")),
            (405, Some("POST, OPTIONS")),
            "{method}"
        );
    }
}

#[test]
fn rejects_origins_that_are_not_allowed() {
    let listed = config(json!({ "ALLOWED_ORIGINS": [PAGE] }));
    for origin in [PAGE, EDGE] {
        let planned = asked(&listed, "/aws/sts", |request| {
            request.with("origin", origin)
        });
        assert!(matches!(planned.plan, Plan::Relay(_)), "{origin}");
    }
    for origin in [
        "https://evil.example",
        "null",
        "https://app.example.com.evil.tld",
    ] {
        let refusal = answer(asked(&listed, "/aws/sts", |request| {
            request.with("origin", origin)
        }));
        assert_eq!(refusal.code, Some("origin_not_allowed"), "{origin}");
    }
}

#[test]
fn rejects_plain_http() {
    let authorization = signed_call("sts", "eu-west-1");
    let request = head("POST", "http://edge.example.com/aws/sts")
        .with("authorization", &authorization)
        .with("content-type", FORM);
    assert_eq!(
        answer(plan(&config(json!({})), &request, now())).code,
        Some("https_required")
    );
}

#[test]
fn no_profile_can_be_named_aws() {
    let vars = json!({ "PROFILES": { "aws": {} } });
    let message = Config::from_vars(vars.as_object().unwrap())
        .unwrap_err()
        .to_string();
    assert!(message.starts_with("PROFILES.aws "), "{message}");
    assert!(
        message.contains("is a name that the edge uses itself"),
        "{message}"
    );
}

#[test]
fn explains_a_refusal_in_json_without_a_challenge() {
    let refusal = answer(asked(&config(json!({})), "/aws/sts", |request| {
        request
            .without("authorization")
            .with("accept", "application/json")
    }));
    assert_eq!(header(&refusal, "www-authenticate"), None);
    assert_eq!(
        header(&refusal, "x-codecommit-edge-code"),
        Some("call_not_signed")
    );
    let body: Value = serde_json::from_str(&text(&refusal)).unwrap();
    assert_eq!(body["code"], "call_not_signed");
    assert_eq!(
        body["message"],
        "The call has no Authorization header. Sign it with Signature Version 4: only the caller has the secret key."
    );
}
