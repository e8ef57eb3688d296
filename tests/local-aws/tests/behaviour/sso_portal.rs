use std::time::{SystemTime, UNIX_EPOCH};

use http::Request;
use serde_json::{Value, json};

use crate::environment::{Environment, REGION};
use crate::identity_center::{
    ACCOUNT, Client, OTHER_ACCOUNT, document, install, instance, instance_with, keys, log_out,
    portal, ready, refused, sign_in, text, with_token,
};
use crate::sts_call::{Call, element};

const CREDENTIALS: &str = "/federation/credentials?role_name=Developer&account_id=123456789012";

async fn signed_in() -> (Environment, Client, Value) {
    let (aws, client) = ready().await;
    let tokens = sign_in(&aws, &client, "alice").await;
    (aws, client, tokens)
}

#[tokio::test]
async fn lists_the_users_accounts_and_roles() {
    let (aws, client, alice) = signed_in().await;
    let accounts = document(&portal(&aws, "/assignment/accounts", &alice).await);
    assert_eq!(
        accounts,
        json!({ "nextToken": null, "accountList": [
            {
                "accountId": ACCOUNT,
                "accountName": "payments",
                "emailAddress": "123456789012@example.com",
            },
            {
                "accountId": OTHER_ACCOUNT,
                "accountName": OTHER_ACCOUNT,
                "emailAddress": "210987654321@example.com",
            },
        ] })
    );
    let path = format!("/assignment/roles?account_id={ACCOUNT}");
    assert_eq!(
        document(&portal(&aws, &path, &alice).await),
        json!({ "nextToken": null, "roleList": [
            { "roleName": "Developer", "accountId": ACCOUNT },
            { "roleName": "Reader", "accountId": ACCOUNT },
        ] })
    );

    let bob = sign_in(&aws, &client, "bob").await;
    let accounts = document(&portal(&aws, "/assignment/accounts", &bob).await);
    assert_eq!(accounts["accountList"].as_array().unwrap().len(), 1);
    let none = portal(&aws, &path, &bob).await;
    let error = refused(&none, 403, "ForbiddenException");
    assert_eq!(error["message"], "No access");
}

#[tokio::test]
async fn a_long_list_is_paginated() {
    let (aws, client) = ready().await;
    let account = |number: usize| json!({ "account_id": format!("{number:012}"), "roles": [] });
    let assignments: Vec<_> = (0..25).map(account).collect();
    let users = json!([{ "name": "alice", "assignments": assignments }]);
    install(&aws, instance_with(&json!({ "users": users }))).await;
    let tokens = sign_in(&aws, &client, "alice").await;

    for (query, lengths) in [("", vec![20, 5]), ("&max_result=10", vec![10, 10, 5])] {
        let mut path = format!("/assignment/accounts?{query}");
        let mut seen = Vec::new();
        for (page, length) in lengths.iter().enumerate() {
            let answer = document(&portal(&aws, &path, &tokens).await);
            let accounts = answer["accountList"].as_array().unwrap();
            assert_eq!(accounts.len(), *length);
            seen.extend(accounts.iter().map(|it| text(&it["accountId"])));
            if page + 1 == lengths.len() {
                assert_eq!(answer["nextToken"], Value::Null);
            } else {
                let next = text(&answer["nextToken"]);
                let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
                path = format!("/assignment/accounts?next_token={next}{query}");
            }
        }
        let all: Vec<_> = (0..25).map(|it| format!("{it:012}")).collect();
        assert_eq!(seen, all);
    }
    for query in ["max_result=0", "max_result=101", "next_token=more"] {
        let answer = portal(&aws, &format!("/assignment/accounts?{query}"), &tokens).await;
        refused(&answer, 400, "InvalidRequestException");
    }
}

#[tokio::test]
async fn the_credentials_have_the_roles_git_permissions() {
    let (aws, _, tokens) = signed_in().await;
    aws.create(json!({ "region": REGION, "name": "app" })).await;
    let issued = document(&portal(&aws, CREDENTIALS, &tokens).await);
    let end = issued["roleCredentials"]["expiration"].as_u64().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    assert!((end / 1000).abs_diff(now.as_secs() + 3600) < 60, "{end}");

    let status = async |role: &str, service: &str| {
        let basic = keys(&aws, &tokens, role).await.basic(REGION, "app");
        aws.discover("app", service, Some(&basic)).await.status
    };
    assert_eq!(status("Developer", "git-receive-pack").await, 200);
    assert_eq!(status("Reader", "git-upload-pack").await, 200);
    assert_eq!(status("Reader", "git-receive-pack").await, 403);
    let seen = aws.request_when(|it| it["outcome"] == "answered").await;
    let principal = text(&seen["principal"]);
    let (role, user) = principal
        .strip_prefix("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Reader_")
        .and_then(|it| it.split_once('/'))
        .unwrap();
    assert_eq!((role.len(), user), (16, "alice"));
    assert!(role.bytes().all(|it| it.is_ascii_hexdigit()));
}

#[tokio::test]
async fn a_role_stays_the_same_and_is_known_to_sts() {
    let (aws, client, tokens) = signed_in().await;
    let who = async |tokens: &Value| {
        let keys = keys(&aws, tokens, "Developer").await;
        let answer = Call::new(&aws, &keys).answer(&aws).await;
        (element(&answer, "Arn"), element(&answer, "UserId"))
    };
    let before = who(&tokens).await;
    assert!(before.1.starts_with("AROA") && before.1.ends_with(":alice"));
    assert_eq!(before.1.len(), 21 + ":alice".len());
    install(&aws, instance()).await;
    let tokens = sign_in(&aws, &client, "alice").await;
    assert_eq!(who(&tokens).await, before);
}

#[tokio::test]
async fn the_instance_or_the_settings_limit_credentials() {
    let (aws, client) = ready().await;
    install(&aws, instance_with(&json!({ "role_seconds": 900 }))).await;
    let tokens = sign_in(&aws, &client, "alice").await;
    let lifetime = async || {
        let issued = document(&portal(&aws, CREDENTIALS, &tokens).await);
        let end = issued["roleCredentials"]["expiration"].as_u64().unwrap() / 1000;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        end.abs_diff(now.as_secs())
    };
    assert!((840..=900).contains(&lifetime().await));
    aws.set(json!({ "sts_lifetime_seconds": 5 })).await;
    assert!(lifetime().await <= 5);
}

#[tokio::test]
async fn forbids_unassigned_roles_and_reports_missing_parameters() {
    let (aws, _, tokens) = signed_in().await;
    for (query, status, name) in [
        (
            "role_name=Admin&account_id=123456789012",
            403,
            "ForbiddenException",
        ),
        (
            "role_name=Developer&account_id=210987654321",
            403,
            "ForbiddenException",
        ),
        (
            "role_name=Developer&account_id=000000000000",
            403,
            "ForbiddenException",
        ),
        ("role_name=Developer", 400, "InvalidRequestException"),
        ("account_id=123456789012", 400, "InvalidRequestException"),
        (
            "role_name=Developer&account_id=payments",
            400,
            "InvalidRequestException",
        ),
    ] {
        let path = format!("/federation/credentials?{query}");
        let error = refused(&portal(&aws, &path, &tokens).await, status, name);
        let kind = format!("com.amazonaws.switchboard.portal#{name}");
        assert_eq!(error["__type"], kind, "{query}");
    }
}

#[tokio::test]
async fn a_token_is_valid_until_it_expires_or_logs_out() {
    let (aws, client, tokens) = signed_in().await;
    let unknown = json!({ "accessToken": "unknown" });
    let answer = portal(&aws, CREDENTIALS, &unknown).await;
    let error = refused(&answer, 401, "UnauthorizedException");
    assert_eq!(error["message"], "Session token not found or invalid");

    let renewed = document(&client.refresh(&aws, &tokens).await);
    let other = sign_in(&aws, &client, "alice").await;
    let answer = log_out(&aws, &tokens).await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    for ended in [&tokens, &renewed] {
        let answer = portal(&aws, CREDENTIALS, ended).await;
        refused(&answer, 401, "UnauthorizedException");
    }
    refused(&log_out(&aws, &tokens).await, 401, "UnauthorizedException");
    let answer = client.refresh(&aws, &renewed).await;
    refused(&answer, 400, "InvalidGrantException");

    document(&portal(&aws, CREDENTIALS, &other).await);
    aws.set(json!({ "clock_offset_seconds": 28_801 })).await;
    let answer = portal(&aws, CREDENTIALS, &other).await;
    refused(&answer, 401, "UnauthorizedException");
}

#[tokio::test]
async fn rejects_another_aws_host() {
    let (aws, _, tokens) = signed_in().await;
    let call = async |host: &str, path: &str| {
        let request = Request::get(path).header("x-forwarded-host", host);
        aws.send(with_token(&aws, request, &tokens)).await.unwrap()
    };
    document(&call("portal.sso.eu-west-1.amazonaws.com", CREDENTIALS).await);
    let unknown = "UnknownOperationException";
    for (host, path, status, name) in [
        ("oidc.eu-west-1.amazonaws.com", CREDENTIALS, 404, unknown),
        ("portal.sso.eu-west-1.amazonaws.com", "/token", 404, unknown),
        ("oidc.eu-west-1.amazonaws.com", "/", 404, unknown),
        (
            "portal.sso.eu-west-2.amazonaws.com",
            CREDENTIALS,
            401,
            "UnauthorizedException",
        ),
        (
            "oidc.eu-west-1.amazonaws.com",
            "/token",
            405,
            "MethodNotAllowedException",
        ),
    ] {
        refused(&call(host, path).await, status, name);
    }
    for host in ["sts.eu-west-1.amazonaws.com", "portal.sso.amazonaws.com"] {
        let answer = call(host, CREDENTIALS).await;
        assert_eq!(answer.status, 400);
        assert_eq!(answer.headers["content-type"], "text/xml");
    }
}
