//! The operator's limits and the errors for requests outside them.

use crate::support::{
    ACCESS_KEY_ID, EDGE, SECRET, TOKEN, answer, basic, bearer, config, discovery, federated,
    forwarded, head, header, needing_credentials, now, signed, text, token,
};
use edge_proxy::plan::RequestBody;
use edge_proxy::plan::{Planned, ResolvedCredentials};
use edge_proxy::util::Glob;
use edge_proxy::{Plan, plan};
use serde_json::json;
use signer_wasm::Credentials;

#[test]
fn rejects_regions_and_repositories_outside_the_lists() {
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
fn a_profile_narrows_what_the_edge_allows() {
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
fn a_read_only_edge_allows_discovery_and_rejects_each_ref() {
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
            Plan::RefusePush { gzipped, error, .. } => {
                assert!(gzipped);
                assert_eq!(error.code(), "read_only");
            }
            _ => panic!("the push was not refused"),
        }
    }
}

#[test]
fn rejects_a_push_whose_declared_size_is_too_large() {
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
        forwarded(plan(&config, &push.with("content-length", "1000"), now())).body,
        RequestBody::Short(1000)
    );
    assert_eq!(
        forwarded(plan(&config, &push, now())).body,
        RequestBody::Chunked(1000)
    );
}

#[test]
fn rejects_bodies_of_other_types() {
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
fn answers_errors_in_json_on_request() {
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

/// Git's discovery before a push, in protocol version 1, whose answer cannot be rewritten.
fn push_discovery(config: &edge_proxy::Config, address: &str, authorization: &str) -> Planned {
    let url = format!("{EDGE}{address}/info/refs?service=git-receive-pack");
    plan(
        config,
        &head("GET", &url)
            .with("authorization", authorization)
            .with("git-protocol", "version=2")
            .with("accept-encoding", "gzip")
            .with("user-agent", "git/2.47"),
        now(),
    )
}

#[track_caller]
fn asks_for_what_can_be_read(plan: Plan) {
    let Plan::Forward {
        upstream,
        as_receive_pack,
        ..
    } = plan
    else {
        panic!("was not sent on");
    };
    assert!(as_receive_pack);
    assert!(
        upstream
            .url
            .ends_with("/v1/repos/app/info/refs?service=git-upload-pack"),
        "{}",
        upstream.url
    );
    assert_eq!(upstream.header("git-protocol"), None);
    assert_eq!(upstream.header("accept-encoding"), None);
    assert_eq!(upstream.header("user-agent"), Some("git/2.47"));
    assert!(upstream.header("authorization").is_some());
}

#[test]
fn asks_codecommit_for_a_fetch_before_a_push_that_will_be_rejected() {
    let read_only_edge = config(json!({ "READ_ONLY": true, "ACCEPT_ACCESS_KEYS": true }));
    let read_only_profile = config(json!({ "PROFILES": { "read": { "access": "read" } } }));
    for authorization in [
        signed(0),
        basic("alice-at-123456789012", "secret"),
        basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}")),
    ] {
        asks_for_what_can_be_read(
            push_discovery(&read_only_edge, "/eu-west-1/app", &authorization).plan,
        );
    }
    asks_for_what_can_be_read(
        push_discovery(&read_only_profile, "/read/eu-west-1/app", &signed(0)).plan,
    );
}

#[test]
fn forwards_discovery_before_an_allowed_push_unchanged() {
    let config = config(json!({ "PROFILES": { "read": { "access": "read" } } }));
    let Plan::Forward {
        upstream,
        as_receive_pack,
        ..
    } = push_discovery(&config, "/eu-west-1/app", &signed(0)).plan
    else {
        panic!("was not sent on");
    };
    assert!(!as_receive_pack);
    assert!(upstream.url.ends_with("?service=git-receive-pack"));
    assert_eq!(upstream.header("git-protocol"), Some("version=2"));
    assert_eq!(upstream.header("accept-encoding"), Some("gzip"));
}

#[test]
fn forwards_the_fetch_of_a_read_only_caller_unchanged() {
    let config = config(json!({ "READ_ONLY": true }));
    let url = format!("{EDGE}/eu-west-1/app/info/refs?service=git-upload-pack");
    let authorization = signed(0);
    let request = head("GET", &url)
        .with("authorization", &authorization)
        .with("git-protocol", "version=2");
    let Plan::Forward {
        upstream,
        as_receive_pack,
        ..
    } = plan(&config, &request, now()).plan
    else {
        panic!("was not sent on");
    };
    assert!(!as_receive_pack);
    assert_eq!(upstream.header("git-protocol"), Some("version=2"));
}

#[test]
fn limits_a_token_to_its_grant() {
    for (vars, granted_read_only, refused) in [
        (federated(json!({})), false, false),
        (federated(json!({})), true, true),
        (federated(json!({ "READ_ONLY": true })), false, true),
    ] {
        let config = config(vars);
        let authorization = bearer(&token(json!({})));
        let given = ResolvedCredentials {
            account: None,
            credentials: Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), None).unwrap(),
            read_only: granted_read_only,
            profile: Some("pay".to_owned()),
            identity: None,
            id: None,
        };
        let url = format!("{EDGE}/eu-west-1/app/info/refs?service=git-receive-pack");
        let request = head("GET", &url)
            .with("authorization", &authorization)
            .with("git-protocol", "version=2")
            .with("accept-encoding", "gzip")
            .with("user-agent", "git/2.47");
        let credential_request = needing_credentials(plan(&config, &request, now()));
        let discovery = credential_request
            .proceed(&given, &request, &config, now())
            .unwrap();
        match refused {
            true => asks_for_what_can_be_read(discovery),
            false => assert!(matches!(
                discovery,
                Plan::Forward {
                    as_receive_pack: false,
                    ..
                }
            )),
        }

        let url = format!("{EDGE}/eu-west-1/app/git-receive-pack");
        let request = head("POST", &url)
            .with("authorization", &authorization)
            .with("content-type", "application/x-git-receive-pack-request");
        let credential_request = needing_credentials(plan(&config, &request, now()));
        let push = credential_request
            .proceed(&given, &request, &config, now())
            .unwrap();
        assert_eq!(matches!(push, Plan::RefusePush { .. }), refused);
    }
}

#[test]
fn checks_the_body_before_it_asks_sts() {
    let config = config(federated(json!({ "MAX_PUSH_BYTES": 1000 })));
    let authorization = bearer(&token(json!({})));
    let url = format!("{EDGE}/eu-west-1/app/git-receive-pack");
    let request = head("POST", &url).with("authorization", &authorization);
    assert_eq!(answer(plan(&config, &request, now())).status, 415);
    let request = request
        .with("content-type", "application/x-git-receive-pack-request")
        .with("content-length", "1001");
    assert_eq!(answer(plan(&config, &request, now())).status, 413);
}
