use serde_json::{Value, json};

use crate::environment::Environment;
use crate::identity_center::{START_URL, instance_with, ready};

#[tokio::test]
async fn only_the_start_url_and_the_users_are_required() {
    let (aws, client) = ready().await;
    let start_url = "https://example.awsapps.com/start#/";
    let wanted = json!({ "start_url": start_url, "users": [] });
    let created = aws.admin("POST", "identity-center", wanted).await;
    assert_eq!(created, (201, json!({ "start_url": start_url })));
    let answer = client.start_at(&aws, start_url).await;
    let codes: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(codes["interval"], 1);
}

#[tokio::test]
async fn rejects_an_invalid_instance() {
    let aws = Environment::start().await;
    let users =
        |assignment: Value| json!({ "users": [{ "name": "alice", "assignments": [assignment] }] });
    let roles = |roles: Value| users(json!({ "account_id": "123456789012", "roles": roles }));
    let bob = json!({ "name": "bob", "assignments": [] });
    let account = json!({ "account_id": "123456789012", "roles": [] });
    for fields in [
        json!({ "start_url": "http://example.com/start" }),
        json!({ "region": "Ireland" }),
        json!({ "users": [{ "name": "a b", "assignments": [] }] }),
        json!({ "users": [bob, bob] }),
        json!({ "users": [{ "name": "bob", "assignments": [account, account] }] }),
        users(json!({ "account_id": "1234", "roles": [] })),
        roles(json!([{ "name": "" }])),
        roles(json!([{ "name": "R".repeat(33) }])),
        roles(json!([{ "name": "Reader" }, { "name": "Reader" }])),
        roles(json!([{ "name": "Reader", "allow": [{ "actions": ["codecommit:GitPul"] }] }])),
        json!({ "interval_seconds": 61 }),
        json!({ "access_token_seconds": 0 }),
        json!({ "role_seconds": 43_201 }),
        json!({ "role_second": 900 }),
    ] {
        let wanted = instance_with(&fields);
        let (status, answer) = aws.admin("POST", "identity-center", wanted).await;
        assert_eq!(status, 400, "{fields}");
        assert!(answer["error"].is_string());
    }
    for wanted in [json!({ "users": [] }), json!({ "start_url": START_URL })] {
        let (status, _) = aws.admin("POST", "identity-center", wanted).await;
        assert_eq!(status, 400);
    }
}
