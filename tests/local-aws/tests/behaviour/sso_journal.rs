use std::time::{Duration, Instant};

use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::identity_center::{
    Client, PAGE, log_out, portal, ready, refused, sign_in, text, with_token,
};

const ACCOUNTS: &str = "/assignment/accounts";
const ROLES: &str = "/assignment/roles?account_id=123456789012";
const CREDENTIALS: &str = "/federation/credentials?role_name=Reader&account_id=123456789012";

#[tokio::test]
async fn the_journal_records_services_and_actions() {
    let (aws, client) = ready().await;
    let tokens = sign_in(&aws, &client, "alice").await;
    for path in [ACCOUNTS, ROLES, CREDENTIALS] {
        portal(&aws, path, &tokens).await;
    }
    log_out(&aws, &tokens).await;

    let seen: Vec<_> = aws
        .requests()
        .await
        .into_iter()
        .map(|it| json!([it["service"], it["action"], it["region"]]))
        .collect();
    assert_eq!(
        seen,
        [
            json!(["sso-oidc", "RegisterClient", null]),
            json!(["sso-oidc", "StartDeviceAuthorization", "eu-west-1"]),
            json!([null, null, null]),
            json!(["sso-oidc", "CreateToken", "eu-west-1"]),
            json!(["sso-portal", "ListAccounts", "eu-west-1"]),
            json!(["sso-portal", "ListAccountRoles", "eu-west-1"]),
            json!(["sso-portal", "GetRoleCredentials", "eu-west-1"]),
            json!(["sso-portal", "Logout", "eu-west-1"]),
        ]
    );
}

#[tokio::test]
async fn the_journal_never_contains_tokens_or_codes() {
    let (aws, client) = ready().await;
    let tokens = sign_in(&aws, &client, "alice").await;
    portal(&aws, CREDENTIALS, &tokens).await;
    let codes = client.start(&aws).await;
    let code = text(&codes["userCode"]);
    let complete = text(&codes["verificationUriComplete"]);
    let access = text(&tokens["accessToken"]);
    for request in [
        Request::get(format!("{PAGE}?user_code={code}")),
        Request::get(PAGE).header("referer", complete),
        Request::get(format!("{ACCOUNTS}?access_token={access}")),
        Request::get(ACCOUNTS).header("authorization", format!("Bearer {access}")),
        Request::get(ACCOUNTS).header("x-amz-security-token", &access),
        Request::get(ACCOUNTS).header("cookie", format!("token={access}")),
    ] {
        let request = request.header("host", aws.address().to_string());
        aws.send(request.body(Full::default()).unwrap())
            .await
            .unwrap();
    }
    let all = Value::from(aws.requests().await).to_string();
    let (_, id) = access.split_once(':').unwrap();
    for secret in [
        code.as_str(),
        &access,
        id,
        &text(&tokens["refreshToken"]),
        &text(&codes["deviceCode"]),
        &client.secret,
    ] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    assert!(all.contains("x-amz-sso_bearer_token"));
}

#[tokio::test]
async fn faults_use_the_services_own_errors() {
    let (aws, client) = ready().await;
    let tokens = sign_in(&aws, &client, "alice").await;
    for (status, name) in [
        (404, "ResourceNotFoundException"),
        (429, "TooManyRequestsException"),
        (503, "InternalServerException"),
    ] {
        aws.fault(json!({
            "match": { "service": "sso-portal", "action": "ListAccounts" },
            "fault": { "status": status, "headers": { "Retry-After": "7" } },
        }))
        .await;
        assert_eq!(portal(&aws, ROLES, &tokens).await.status, 200);
        let answer = portal(&aws, ACCOUNTS, &tokens).await;
        assert!(refused(&answer, status, name)["message"].is_string());
        assert_eq!(answer.headers["retry-after"], "7");
    }

    let codes = client.start(&aws).await;
    aws.fault(json!({ "match": { "service": "sso-oidc" }, "fault": { "status": 500 } }))
        .await;
    let error = refused(
        &client.redeem(&aws, &codes).await,
        500,
        "InternalServerException",
    );
    assert_eq!(error["error"], "server_error");

    aws.fault(json!({ "match": { "service": "sso-oidc" }, "fault": { "delay_ms": 300 } }))
        .await;
    let start = Instant::now();
    Client::register(&aws, &[]).await;
    assert!(start.elapsed() >= Duration::from_millis(300));

    aws.fault(json!({ "match": { "service": "sso-portal" }, "fault": { "reset": true } }))
        .await;
    let request = with_token(&aws, Request::get(ACCOUNTS), &tokens);
    assert!(aws.send(request).await.is_err());
}
