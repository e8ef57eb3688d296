use std::time::{Duration, Instant};

use http::Request;
use http_body_util::{BodyExt, Full};
use serde_json::json;

use crate::environment::{Environment, HOST, REGION};

const PULL: &str = "git-upload-pack";
const PUSH: &str = "git-receive-pack";

#[tokio::test]
async fn a_fault_applies_to_matching_requests_as_often_as_configured() {
    let (aws, keys) = Environment::with_app("empty").await;
    aws.fault(json!({
        "match": { "service": PULL, "path_contains": "/app/info", "times": 2 },
        "fault": { "status": 429, "headers": { "Retry-After": "7" } },
    }))
    .await;

    let authorization = keys.basic(REGION, "app");
    let status = async |service| {
        aws.discover("app", service, Some(&authorization))
            .await
            .status
    };
    assert_eq!(status(PUSH).await, 200);
    let answer = aws.discover("app", PULL, Some(&authorization)).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.headers["retry-after"], "7");
    assert!(answer.text().contains("Rate exceeded"));
    assert_eq!(status(PULL).await, 429);
    assert_eq!(status(PULL).await, 200);
}

#[tokio::test]
async fn faults_can_be_cleared() {
    let (aws, keys) = Environment::with_app("empty").await;
    aws.fault(json!({ "match": {}, "fault": { "status": 503, "body": "down" } }))
        .await;
    aws.admin("DELETE", "faults", json!({})).await;
    let answer = aws
        .discover("app", PULL, Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn delays_a_request() {
    let (aws, keys) = Environment::with_app("empty").await;
    aws.fault(json!({ "fault": { "delay_ms": 300 } })).await;
    let start = Instant::now();
    let answer = aws
        .discover("app", PULL, Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(answer.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn cuts_a_response_off_after_the_given_bytes() {
    let (aws, keys) = Environment::with_app("history").await;
    let authorization = keys.basic(REGION, "app");
    let whole = aws.discover("app", PULL, Some(&authorization)).await;
    let whole = whole.body.len();
    // Also if the response would have been shorter.
    for (after, expected) in [(0, 0), (100, 100), (1 << 30, whole)] {
        aws.fault(json!({ "fault": { "cut_after_bytes": after } }))
            .await;
        let mut body = aws
            .open(discovery(&keys.basic(REGION, "app")))
            .await
            .unwrap()
            .into_body();
        let mut received = 0;
        let end = loop {
            match body.frame().await {
                Some(Ok(frame)) => received += frame.into_data().unwrap().len(),
                end => break end,
            }
        };
        assert!(matches!(end, Some(Err(_))), "{after}: a clean end");
        assert_eq!(received, expected);
        let seen = aws.request_when(|it| it["outcome"] != "open").await;
        assert_eq!(seen["outcome"], "broken");
        assert_eq!(seen["fault"], "cut");
    }
}

#[tokio::test]
async fn a_clone_fails_when_the_response_is_cut_off() {
    let (aws, keys) = Environment::with_app("history").await;
    aws.fault(json!({
        "match": { "path_contains": "/git-upload-pack", "times": 9 },
        "fault": { "cut_after_bytes": 2000 },
    }))
    .await;
    let url = aws.signed_url("app", &keys);
    let clone = ["-c", "protocol.version=0", "clone", &url, "work"];
    let output = aws.git(&aws.path(""), &clone).await;
    assert!(!output.status.success());
    let seen = aws.requests().await.pop().unwrap();
    assert_eq!(seen["response_bytes"], 2000);
}

#[tokio::test]
async fn a_stalled_response_waits_for_the_client_to_leave() {
    let (aws, keys) = Environment::with_app("history").await;
    aws.fault(json!({ "fault": { "stall_after_bytes": 10 } }))
        .await;
    let mut response = aws
        .open(discovery(&keys.basic(REGION, "app")))
        .await
        .unwrap();
    let first = response.body_mut().frame().await.unwrap().unwrap();
    assert_eq!(first.into_data().unwrap().len(), 10);
    let more = tokio::time::timeout(Duration::from_millis(400), response.body_mut().frame()).await;
    assert!(more.is_err());
    drop(response);
    let seen = aws.request_when(|it| it["outcome"] != "open").await;
    assert_eq!(seen["outcome"], "client_left");
}

#[tokio::test]
async fn resets_the_connection() {
    let (aws, keys) = Environment::with_app("empty").await;
    aws.fault(json!({ "fault": { "reset": true } })).await;
    let error = aws
        .open(discovery(&keys.basic(REGION, "app")))
        .await
        .unwrap_err();
    let mut cause: &dyn std::error::Error = error.as_ref();
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let cause = cause.downcast_ref::<std::io::Error>().unwrap();
    assert_eq!(cause.kind(), std::io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn rejects_a_fault_of_no_kind_or_of_two() {
    let aws = Environment::start().await;
    for fault in [
        json!({}),
        json!({ "delay_ms": 1, "reset": true }),
        json!({ "status": 99 }),
        json!({ "body": "alone" }),
        json!({ "status": 500, "headers": { "a b": "c" } }),
        json!({ "delay": 1 }),
    ] {
        let (status, answer) = aws.admin("POST", "faults", json!({ "fault": fault })).await;
        assert_eq!(status, 400, "{fault}");
        assert!(answer["error"].is_string());
    }
}

fn discovery(authorization: &str) -> Request<Full<hyper::body::Bytes>> {
    Request::get("/v1/repos/app/info/refs?service=git-upload-pack")
        .header("host", HOST)
        .header("authorization", authorization)
        .body(Full::default())
        .unwrap()
}
