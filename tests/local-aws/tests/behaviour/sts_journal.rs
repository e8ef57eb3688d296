use serde_json::{Value, json};

use crate::identity_provider::{ROLE, assume_with, trusted};
use crate::sts_call::{Call, form};

#[tokio::test]
async fn the_journal_records_sts_parameters_without_the_token() {
    let (aws, provider) = trusted().await;
    let token = provider.token(json!({}));
    let policy = json!({ "Statement": {
        "Effect": "Allow", "Action": "codecommit:GitPull", "Resource": "*",
    } });
    let text = policy.to_string();
    let parameters = [("Policy", text.as_str()), ("DurationSeconds", "900")];
    assert_eq!(assume_with(&aws, &token, &parameters).await.status, 200);
    let seen = aws.request_when(|it| it["outcome"] == "answered").await;
    for (name, value) in [
        ("service", json!("sts")),
        ("action", json!("AssumeRoleWithWebIdentity")),
        ("role", json!(ROLE)),
        ("session_name", json!("alice@example.com")),
        ("duration_seconds", json!(900)),
        ("policy", policy),
        ("source_identity", Value::Null),
        ("tags", json!({})),
        ("external_id", json!(false)),
        ("status", json!(200)),
    ] {
        assert_eq!(seen[name], value, "{name}");
    }

    let keys = aws.credentials(json!({})).await;
    let body = form(
        "AssumeRole",
        &[
            ("RoleArn", ROLE),
            ("RoleSessionName", "alice"),
            ("ExternalId", "tenant-secret"),
            ("SourceIdentity", "alice@example.com"),
            ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "payments"),
        ],
    );
    let mut call = Call::new(&aws, &keys);
    call.body = &body;
    call.answer(&aws).await;
    let seen = aws.request_when(|it| it["outcome"] == "answered").await;
    assert_eq!(seen["source_identity"], "alice@example.com");
    assert_eq!(seen["tags"], json!({ "team": "payments" }));
    assert_eq!(seen["external_id"], true);
    assert_eq!(seen["duration_seconds"], Value::Null);

    let git = aws.discover("app", "git-upload-pack", None).await;
    assert_eq!(git.status, 401);
    let seen = aws.requests().await.pop().unwrap();
    assert_eq!(seen["service"], "git-upload-pack");
    assert!(seen.get("action").is_none());

    let all = format!("{:?}", aws.requests().await);
    assert!(!all.contains("tenant-secret") && !all.contains(&token));
}

#[tokio::test]
async fn the_journal_never_contains_the_token() {
    let (aws, provider) = trusted().await;
    let token = provider.token(json!({}));
    let send = async |request: http::request::Builder, body: String| {
        let request = request.body(http_body_util::Full::from(body)).unwrap();
        aws.send(request).await.unwrap();
    };
    let post = || http::Request::post("/").header("host", aws.address().to_string());
    let query = form("AssumeRoleWithWebIdentity", &[("WebIdentityToken", &token)]);
    send(
        http::Request::post(format!("/?{query}")).header("host", "localhost"),
        String::new(),
    )
    .await;
    send(
        post().header("authorization", format!("Bearer {token}")),
        String::new(),
    )
    .await;
    send(post().header("authorization", &token), String::new()).await;
    send(
        post().header("authorization", crate::signing::basic(&token, "x")),
        String::new(),
    )
    .await;
    send(
        post().header("cookie", format!("session={token}")),
        String::new(),
    )
    .await;
    send(post(), form(&token, &[("RoleSessionName", &token)])).await;

    let seen = aws.requests().await;
    assert_eq!(seen.len(), 6);
    let payload = token.split('.').nth(1).unwrap();
    for request in seen {
        assert!(!request.to_string().contains(payload), "{request}");
    }
}
