use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::environment::{Environment, REGION};

#[tokio::test]
async fn reports_that_it_is_healthy() {
    let aws = Environment::start().await;
    let answer = aws.admin("GET", "health", Value::Null).await;
    assert_eq!(answer, (200, json!({ "status": "ok" })));
}

#[tokio::test]
async fn issues_credentials_in_the_requested_form() {
    let aws = Environment::start().await;
    let (_, session) = aws
        .admin(
            "POST",
            "credentials",
            json!({ "session_token_bytes": 4000, "lifetime_seconds": 900 }),
        )
        .await;
    assert!(session["AccessKeyId"].as_str().unwrap().starts_with("ASIA"));
    assert_eq!(session["AccessKeyId"].as_str().unwrap().len(), 20);
    assert_eq!(session["SecretAccessKey"].as_str().unwrap().len(), 40);
    let token = session["SessionToken"].as_str().unwrap();
    assert_eq!(token.len(), 4000);
    assert!(["/", "+", "="].iter().all(|it| token.contains(it)));
    assert!(session["Expiration"].as_str().unwrap().ends_with('Z'));

    let (_, user) = aws
        .admin("POST", "credentials", json!({ "session": false }))
        .await;
    assert!(user["AccessKeyId"].as_str().unwrap().starts_with("AKIA"));
    assert!(user.get("SessionToken").is_none() && user.get("Expiration").is_none());
}

#[tokio::test]
async fn given_credentials_can_be_installed() {
    let (aws, _) = Environment::with_app("empty").await;
    let keys = aws
        .credentials(json!({
            "access_key_id": "AKIAIOSFODNN7EXAMPLE",
            "secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        }))
        .await;
    assert_eq!(keys.access_key_id, "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(keys.session_token, None);
    let authorization = keys.basic(REGION, "app");
    let answer = aws
        .discover("app", "git-upload-pack", Some(&authorization))
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn rejects_invalid_requests() {
    let aws = Environment::start().await;
    for (path, body) in [
        ("credentials", json!({ "lifetime": 900 })),
        ("credentials", json!({ "arn": "alice" })),
        ("credentials", json!({ "access_key_id": "with space" })),
        (
            "credentials",
            json!({ "session": false, "session_token": "token" }),
        ),
        ("credentials", json!({ "session_token_bytes": 1 })),
        (
            "credentials",
            json!({ "allow": [{ "actions": ["codecommit:GitPul"] }] }),
        ),
        ("git-credentials", json!({ "username": "alice" })),
        ("repositories", json!({ "region": "../etc", "name": "app" })),
        (
            "repositories",
            json!({ "region": REGION, "name": "app.git" }),
        ),
        (
            "repositories",
            json!({ "region": REGION, "name": "a", "sample": "history", "size_mb": 1 }),
        ),
        ("settings", json!({ "anonymous": "maybe" })),
    ] {
        let (status, answer) = aws.admin("POST", path, body.clone()).await;
        assert_eq!(status, 400, "{path} {body}");
        assert!(answer["error"].is_string());
    }
    assert_eq!(aws.admin("GET", "nothing", Value::Null).await.0, 404);
}

#[tokio::test]
async fn lists_repositories_and_creates_each_once() {
    let aws = Environment::start().await;
    aws.create(json!({ "region": REGION, "name": "b" })).await;
    aws.create(json!({ "region": REGION, "name": "a" })).await;
    aws.create(json!({ "region": "cn-north-1", "name": "a" }))
        .await;
    aws.create(json!({ "account": "210987654321", "region": REGION, "name": "a" }))
        .await;
    let again = json!({ "region": REGION, "name": "a", "sample": "history" });
    assert_eq!(aws.admin("POST", "repositories", again).await.0, 409);
    let (_, listed) = aws.admin("GET", "repositories", Value::Null).await;
    assert_eq!(
        listed["repositories"],
        json!([
            { "account": "123456789012", "region": "cn-north-1", "name": "a" },
            { "account": "123456789012", "region": REGION, "name": "a" },
            { "account": "123456789012", "region": REGION, "name": "b" },
            { "account": "210987654321", "region": REGION, "name": "a" },
        ])
    );
}

#[tokio::test]
async fn the_journal_records_requests_without_their_secrets() {
    let (aws, keys) = Environment::with_app("empty").await;
    let authorization = keys.basic(REGION, "app");
    aws.discover("app", "git-upload-pack", Some(&authorization))
        .await;

    let seen = aws.request_when(|it| it["outcome"] == "answered").await;
    assert_eq!(seen["method"], "GET");
    assert_eq!(seen["path"], "/v1/repos/app/info/refs");
    assert_eq!(seen["query"], "service=git-upload-pack");
    assert_eq!(seen["status"], 200);
    assert_eq!(seen["region"], REGION);
    assert_eq!(seen["repository"], "app");
    assert_eq!(
        seen["authorization"],
        json!({ "scheme": "Basic", "name": keys.access_key_id, "verified": true })
    );
    assert_eq!(
        seen["principal"],
        "arn:aws:sts::123456789012:assumed-role/developer/alice"
    );
    let text = seen.to_string();
    let encoded = authorization.strip_prefix("Basic ").unwrap();
    for secret in [
        encoded,
        &keys.secret_access_key,
        keys.session_token.as_deref().unwrap(),
    ] {
        assert!(!text.contains(secret));
    }

    let since = format!("requests?since={}", seen["id"]);
    let (_, none) = aws.admin("GET", &since, Value::Null).await;
    assert_eq!(none["requests"], json!([]));
    aws.admin("DELETE", "requests", Value::Null).await;
    assert!(aws.requests().await.is_empty());
}

#[tokio::test]
async fn rejects_web_pages_and_foreign_host_names() {
    let aws = Environment::start().await;
    let address = aws.address().to_string();
    for (host, origin, status) in [
        (address.as_str(), None, 200),
        ("localhost:4566", None, 200),
        ("[::1]:4566", None, 200),
        (&address, Some("https://evil.example"), 403),
        ("evil.example", None, 403),
        ("192.0.2.1:4566", None, 403),
        ("127.0.0.1.evil.example", None, 403),
    ] {
        let mut request = Request::get("/_admin/health").header("host", host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let request = request.body(Full::default()).unwrap();
        assert_eq!(aws.send(request).await.unwrap().status, status, "{host}");
    }
}
