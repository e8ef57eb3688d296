use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::environment::Environment;
use crate::identity_center::{
    Client, START_URL, approve, document, install, instance, instance_with, portal, post, press,
    ready, refused, sign_in, text,
};

const ACCOUNTS: &str = "/assignment/accounts";

#[tokio::test]
async fn a_client_registers_for_90_days() {
    let aws = Environment::start().await;
    let wanted = json!({
        "clientName": "edge",
        "clientType": "public",
        "grantTypes": ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
    });
    let answer = document(&post(&aws, "/client/register", wanted).await);
    let issued = answer["clientIdIssuedAt"].as_u64().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    assert!(issued.abs_diff(now.as_secs()) < 60);
    let expires = answer["clientSecretExpiresAt"].as_u64().unwrap();
    assert_eq!(expires - issued, 90 * 24 * 60 * 60);
    assert!(text(&answer["clientSecret"]).starts_with("eyJ"));
}

#[tokio::test]
async fn rejects_an_invalid_registration() {
    let aws = Environment::start().await;
    for (wanted, name, code) in [
        (
            json!({ "clientType": "public" }),
            "InvalidRequestException",
            "invalid_request",
        ),
        (
            json!({ "clientName": "edge", "clientType": "confidential" }),
            "InvalidClientMetadataException",
            "invalid_client_metadata",
        ),
        (
            json!({ "clientName": "edge", "clientType": "public", "scopes": ["everything"] }),
            "InvalidScopeException",
            "invalid_scope",
        ),
        (
            json!({ "clientName": "edge", "clientType": "public", "grantTypes": ["password"] }),
            "UnsupportedGrantTypeException",
            "unsupported_grant_type",
        ),
    ] {
        let answer = post(&aws, "/client/register", wanted).await;
        let error = refused(&answer, 400, name);
        assert_eq!(error["error"], code);
        assert!(error["error_description"].is_string());
    }
}

#[tokio::test]
async fn a_device_code_gives_a_token_once_a_user_approves() {
    let (aws, client) = ready().await;
    let codes = client.start(&aws).await;
    let page = format!("http://{}/identity-center/device", aws.address());
    let user_code = text(&codes["userCode"]);
    assert_eq!(codes["verificationUri"], page);
    assert_eq!(
        codes["verificationUriComplete"],
        format!("{page}?user_code={user_code}")
    );
    assert_eq!(codes["expiresIn"], 600);
    assert_eq!(codes["interval"], 0);
    assert_eq!(user_code.len(), 9);

    let pending = client.redeem(&aws, &codes).await;
    let error = refused(&pending, 400, "AuthorizationPendingException");
    assert_eq!(error["error"], "authorization_pending");

    approve(&aws, &codes, "alice").await;
    let tokens = document(&client.redeem(&aws, &codes).await);
    assert_eq!(tokens["tokenType"], "Bearer");
    assert_eq!(tokens["expiresIn"], 28_800);
    assert_eq!(portal(&aws, ACCOUNTS, &tokens).await.status, 200);

    let again = client.redeem(&aws, &codes).await;
    let error = refused(&again, 400, "InvalidGrantException");
    assert_eq!(error["error"], "invalid_grant");
}

#[tokio::test]
async fn rejects_denied_expired_and_foreign_device_codes() {
    let (aws, client) = ready().await;
    let codes = client.start(&aws).await;
    let user_code = text(&codes["userCode"]);
    press(&aws, &[("user_code", &user_code), ("deny", "yes")]).await;
    for _ in 0..2 {
        let denied = client.redeem(&aws, &codes).await;
        let error = refused(&denied, 400, "AccessDeniedException");
        assert_eq!(error["error"], "access_denied");
    }

    let codes = client.start(&aws).await;
    approve(&aws, &codes, "alice").await;
    let other = Client::register(&aws, &[]).await;
    refused(
        &other.redeem(&aws, &codes).await,
        400,
        "InvalidGrantException",
    );
    let unknown = json!({ "deviceCode": "unknown" });
    refused(
        &client.redeem(&aws, &unknown).await,
        400,
        "InvalidGrantException",
    );
    aws.set(json!({ "clock_offset_seconds": 601 })).await;
    let expired = client.redeem(&aws, &codes).await;
    let error = refused(&expired, 400, "ExpiredTokenException");
    assert_eq!(error["error"], "expired_token");
}

#[tokio::test]
async fn slows_down_a_client_that_polls_faster_than_the_interval() {
    let (aws, client) = ready().await;
    install(&aws, instance_with(&json!({ "interval_seconds": 1 }))).await;
    let codes = client.start(&aws).await;
    assert_eq!(codes["interval"], 1);
    let pending = "AuthorizationPendingException";
    refused(&client.redeem(&aws, &codes).await, 400, pending);
    let soon = client.redeem(&aws, &codes).await;
    assert_eq!(
        refused(&soon, 400, "SlowDownException")["error"],
        "slow_down"
    );
    tokio::time::sleep(Duration::from_secs(1)).await;
    refused(&client.redeem(&aws, &codes).await, 400, pending);
}

#[tokio::test]
async fn refresh_tokens_need_the_scope_and_are_valid_once() {
    let (aws, client) = ready().await;
    let tokens = sign_in(&aws, &client, "alice").await;
    let renewed = document(&client.refresh(&aws, &tokens).await);
    assert_ne!(renewed["accessToken"], tokens["accessToken"]);
    for tokens in [&tokens, &renewed] {
        assert_eq!(portal(&aws, ACCOUNTS, tokens).await.status, 200);
    }
    let used = client.refresh(&aws, &tokens).await;
    refused(&used, 400, "InvalidGrantException");

    let other = Client::register(&aws, &["sso:account:access"]).await;
    let foreign = other.refresh(&aws, &renewed).await;
    refused(&foreign, 400, "InvalidGrantException");
    document(&client.refresh(&aws, &renewed).await);

    let plain = Client::register(&aws, &[]).await;
    let tokens = sign_in(&aws, &plain, "alice").await;
    assert!(tokens.get("refreshToken").is_none());
}

#[tokio::test]
async fn authenticates_a_client_until_its_registration_expires() {
    let (aws, client) = ready().await;
    let codes = client.start(&aws).await;
    let mut impostor = client.clone();
    impostor.secret = Client::register(&aws, &[]).await.secret;
    let refusals = async |client: &Client| {
        for answer in [
            client.start_at(&aws, START_URL).await,
            client.redeem(&aws, &codes).await,
        ] {
            let error = refused(&answer, 401, "InvalidClientException");
            assert_eq!(error["error"], "invalid_client");
        }
    };
    refusals(&impostor).await;
    aws.set(json!({ "clock_offset_seconds": 91 * 24 * 60 * 60 }))
        .await;
    refusals(&client).await;
}

#[tokio::test]
async fn rejects_unknown_start_urls_and_grant_types() {
    let (aws, client) = ready().await;
    let elsewhere = client.start_at(&aws, "https://example.com/start").await;
    let error = refused(&elsewhere, 400, "InvalidRequestException");
    assert_eq!(error["error"], "invalid_request");

    for (wanted, name) in [
        (
            json!({ "grantType": "password" }),
            "UnsupportedGrantTypeException",
        ),
        (
            json!({ "grantType": "authorization_code" }),
            "UnsupportedGrantTypeException",
        ),
        (
            json!({ "grantType": "refresh_token" }),
            "InvalidRequestException",
        ),
        (json!({}), "InvalidRequestException"),
    ] {
        let answer = post(&aws, "/token", client.says(wanted)).await;
        refused(&answer, 400, name);
    }
    let no_json = post(&aws, "/token", Value::Null).await;
    refused(&no_json, 400, "InvalidRequestException");

    let restricted = json!({
        "clientName": "edge", "clientType": "public", "grantTypes": ["refresh_token"],
    });
    let registered = document(&post(&aws, "/client/register", restricted).await);
    let restricted = Client {
        id: text(&registered["clientId"]),
        secret: text(&registered["clientSecret"]),
    };
    let answer = restricted.start_at(&aws, START_URL).await;
    refused(&answer, 400, "UnauthorizedClientException");
}

#[tokio::test]
async fn replacing_an_instance_ends_its_sign_ins() {
    let (aws, client) = ready().await;
    let tokens = sign_in(&aws, &client, "alice").await;
    let codes = client.start(&aws).await;
    approve(&aws, &codes, "alice").await;
    install(&aws, instance()).await;
    let answer = portal(&aws, ACCOUNTS, &tokens).await;
    refused(&answer, 401, "UnauthorizedException");
    for answer in [
        client.refresh(&aws, &tokens).await,
        client.redeem(&aws, &codes).await,
    ] {
        refused(&answer, 400, "InvalidGrantException");
    }
    sign_in(&aws, &client, "alice").await;
}
