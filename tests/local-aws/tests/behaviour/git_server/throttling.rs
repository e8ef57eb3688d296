use std::time::Duration;

use http::Request;
use http_body_util::Full;
use serde_json::json;
use tokio::time::sleep;

use crate::environment::{Environment, HOST, REGION};
use crate::signing::Credentials;
use crate::sts_call::Call;

async fn status(aws: &Environment, keys: &Credentials) -> u16 {
    let authorization = keys.basic(REGION, "app");
    aws.discover("app", "git-upload-pack", Some(&authorization))
        .await
        .status
}

#[tokio::test]
async fn throttles_above_the_configured_rate() {
    let (aws, keys) = Environment::with_app("history").await;
    let other = json!({ "arn": "arn:aws:iam::210987654321:user/bob" });
    let elsewhere = aws.credentials(other).await;
    aws.create(json!({ "account": "210987654321", "region": REGION, "name": "app" }))
        .await;
    for _ in 0..5 {
        assert_eq!(
            status(&aws, &keys).await,
            200,
            "nothing is throttled by default"
        );
    }
    aws.set(json!({ "requests_per_second": 1 })).await;
    assert_eq!(status(&aws, &keys).await, 200);
    let authorization = keys.basic(REGION, "app");
    let answer = aws
        .discover("app", "git-upload-pack", Some(&authorization))
        .await;
    assert_eq!(answer.status, 429);
    assert!(answer.text().contains("<Message>Rate exceeded</Message>"));
    assert_eq!(status(&aws, &elsewhere).await, 200, "another account");

    let answer = Call::api(&aws, &keys, "ListRepositories", "{}")
        .answer(&aws)
        .await;
    assert_eq!(answer.status, 400);
    // As hashicorp/terraform-provider-aws #7075 shows it.
    assert_eq!(answer.headers["content-length"], "80");
    assert_eq!(answer.headers["connection"], "close");
    assert_eq!(
        answer.text(),
        "<ThrottlingException>\n  <Message>Rate exceeded</Message>\n</ThrottlingException>\n"
    );

    sleep(Duration::from_millis(1100)).await;
    assert_eq!(status(&aws, &keys).await, 200);
    aws.set(json!({ "requests_per_second": null })).await;
    assert_eq!(status(&aws, &keys).await, 200);
}

#[tokio::test]
async fn throttles_above_the_configured_concurrency() {
    let aws = Environment::start().await;
    aws.create(json!({ "region": REGION, "name": "app", "size_mb": 40 }))
        .await;
    let keys = aws.credentials(json!({})).await;
    aws.set(json!({ "concurrent_requests": 1 })).await;
    let tip = aws.git_ok(&aws.served("app"), &["rev-parse", "main"]).await;
    let request = Request::post("/v1/repos/app/git-upload-pack")
        .header("host", HOST)
        .header("content-type", "application/x-git-upload-pack-request")
        .header("authorization", keys.basic(REGION, "app"))
        .body(Full::from(format!("0032want {tip}\n00000009done\n")))
        .unwrap();
    let fetch = aws.open(request).await.unwrap();
    assert_eq!(fetch.status(), 200);
    assert_eq!(status(&aws, &keys).await, 429);

    drop(fetch);
    for _ in 0..100 {
        if status(&aws, &keys).await == 200 {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("a request that has ended still counts");
}
