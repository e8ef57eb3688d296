//! What the operator leaves open, and how the rest is refused.

mod support;

use edge_proxy::{Glob, Plan, plan};
use serde_json::json;
use support::{EDGE, answer, basic, config, discovery, forwarded, head, header, now, signed, text};

#[test]
fn regions_and_repositories_off_the_lists_are_refused() {
    let config = config(json!({
        "ALLOWED_REGIONS": ["eu-west-1", "eu-central-1"],
        "ALLOWED_REPOSITORIES": "app, team-*",
    }));
    for (address, code) in [
        ("/us-east-1/app", "region_not_allowed"),
        ("/eu-west-1/App", "repository_not_allowed"),
        ("/eu-west-1/application", "repository_not_allowed"),
    ] {
        let refusal = answer(discovery(&config, address, &signed(0)));
        assert_eq!(
            (refusal.status, refusal.code),
            (403, Some(code)),
            "{address}"
        );
        assert_eq!(header(&refusal, "content-type"), Some("text/plain"));
    }
    for address in ["/eu-west-1/app", "/eu-central-1/team-blue"] {
        forwarded(discovery(&config, address, &signed(0)));
    }
}

#[test]
fn a_profile_narrows_what_the_edge_leaves_open() {
    let config = config(json!({
        "ALLOWED_REGIONS": ["eu-west-1", "us-east-1"],
        "PROFILES": { "payments": { "regions": ["eu-west-1"], "repositories": ["pay-*"], "access": "read" } },
    }));
    forwarded(discovery(
        &config,
        "/payments/eu-west-1/pay-api",
        &signed(0),
    ));
    for (address, code) in [
        ("/payments/us-east-1/pay-api", "region_not_allowed"),
        ("/payments/eu-west-1/app", "repository_not_allowed"),
        ("/payments/eu-north-1/pay-api", "region_not_allowed"),
    ] {
        assert_eq!(
            answer(discovery(&config, address, &signed(0))).code,
            Some(code),
            "{address}"
        );
    }
}

#[test]
fn a_read_only_edge_lets_git_discover_and_then_refuses_each_ref() {
    for vars in [
        json!({ "READ_ONLY": "true", "PROFILES": { "payments": {} } }),
        json!({ "PROFILES": { "payments": { "access": "read" } } }),
    ] {
        let config = config(vars);
        let authorization = signed(0);
        let url = format!("{EDGE}/payments/eu-west-1/app/info/refs?service=git-receive-pack");
        forwarded(plan(
            &config,
            &head("GET", &url).with("authorization", &authorization),
            now(),
        ));

        let url = format!("{EDGE}/payments/eu-west-1/app/git-receive-pack");
        let push = head("POST", &url)
            .with("authorization", &authorization)
            .with("content-type", "application/x-git-receive-pack-request")
            .with("content-encoding", "gzip");
        match plan(&config, &push, now()).plan {
            Plan::RefusePush { gzipped, error } => {
                assert!(gzipped);
                assert_eq!(error.code(), "read_only");
            }
            Plan::Forward { .. } | Plan::Respond(_) => panic!("the push was not refused"),
        }
    }
}

#[test]
fn a_push_that_says_it_is_too_large_is_refused_at_once() {
    let config = config(json!({ "MAX_PUSH_BYTES": 1000 }));
    let authorization = signed(0);
    let url = format!("{EDGE}/eu-west-1/app/git-receive-pack");
    let push = head("POST", &url)
        .with("authorization", &authorization)
        .with("content-type", "application/x-git-receive-pack-request");

    let refusal = answer(plan(&config, &push.with("content-length", "1001"), now()));
    assert_eq!(
        (refusal.status, refusal.code),
        (413, Some("push_too_large"))
    );
    assert!(text(&refusal).contains("1000 bytes"));

    assert_eq!(
        forwarded(plan(&config, &push.with("content-length", "1000"), now())).body_limit,
        None
    );
    assert_eq!(
        forwarded(plan(&config, &push, now())).body_limit,
        Some(1000)
    );
}

#[test]
fn a_body_of_another_type_is_refused() {
    let authorization = basic("alice-at-123456789012", "secret");
    let url = format!("{EDGE}/eu-west-1/app/git-upload-pack");
    for content_type in [
        "",
        "application/json",
        "application/x-git-receive-pack-request; charset=utf-8",
        "application/x-git-receive-pack-request",
    ] {
        let refusal = answer(plan(
            &config(json!({})),
            &head("POST", &url)
                .with("authorization", &authorization)
                .with("content-type", content_type),
            now(),
        ));
        assert_eq!(
            (refusal.status, refusal.code),
            (415, Some("unsupported_media_type"))
        );
    }
}

#[test]
fn refusals_are_json_for_those_who_ask_for_it() {
    let url = format!("{EDGE}/eu-west-1/app/info/refs?service=git-upload-pack");
    let refusal = answer(plan(
        &config(json!({})),
        &head("GET", &url).with("accept", "application/json"),
        now(),
    ));
    let body: serde_json::Value = serde_json::from_slice(&refusal.body).unwrap();
    assert_eq!(body["code"], "unauthenticated");
    assert_eq!(body["request_id"], "request-1");
    assert_eq!(
        header(&refusal, "x-codecommit-edge-code"),
        Some("unauthenticated")
    );
}

#[test]
fn globs_match_whole_names() {
    for (glob, name, expected) in [
        ("app", "app", true),
        ("app", "apps", false),
        ("*", "anything", true),
        ("team-*", "team-", true),
        ("team-*", "xteam-a", false),
        ("*-api", "pay-api", true),
        ("*-api", "pay-api-2", false),
        ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "acb", false),
        ("ab*ba", "aba", false),
        ("**", "x", true),
        ("a.c", "abc", false),
    ] {
        assert_eq!(
            Glob::parse(glob).unwrap().matches(name),
            expected,
            "{glob} {name}"
        );
    }
    for glob in ["", "a/b", "a?", "[a]"] {
        assert_eq!(Glob::parse(glob), None);
    }
}
