use std::time::{Duration, SystemTime};

use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::environment::{Answer, Environment, REGION};
use crate::identity_provider::{ROLE, assume, assume_with, trusted};
use crate::sts_call::{Call, element, form, refused, session, unsigned};

fn expiration(answer: &Answer) -> SystemTime {
    OffsetDateTime::parse(&element(answer, "Expiration"), &Rfc3339)
        .unwrap()
        .into()
}

#[tokio::test]
async fn a_session_lasts_as_long_as_requested_or_configured() {
    let (aws, provider) = trusted().await;
    let token = provider.token(json!({}));
    let lasts = async |parameters: &[(&str, &str)]| {
        let answer = assume_with(&aws, &token, parameters).await;
        let left = expiration(&answer)
            .duration_since(SystemTime::now())
            .unwrap_or_default();
        left.as_secs() + 2
    };
    let about = |seconds: u64, expected: u64| (expected..=expected + 2).contains(&seconds);
    assert!(about(lasts(&[]).await, 3600));
    assert!(about(lasts(&[("DurationSeconds", "900")]).await, 900));
    aws.set(json!({ "sts_lifetime_seconds": 5 })).await;
    assert!(about(lasts(&[]).await, 5));
    let kept = aws.set(json!({ "sts_token_bytes": 400 })).await;
    assert_eq!(kept["sts_lifetime_seconds"], 5);
    aws.set(json!({ "sts_lifetime_seconds": null })).await;
    assert!(about(lasts(&[]).await, 3600));
}

#[tokio::test]
async fn a_short_session_ends_at_its_expiry() {
    let (aws, provider) = trusted().await;
    aws.set(json!({ "sts_lifetime_seconds": 3 })).await;
    let answer = assume(&aws, &provider.token(json!({}))).await;
    let keys = session(&answer);
    let end = expiration(&answer);
    let discover = async || {
        let authorization = keys.basic(REGION, "app");
        aws.discover("app", "git-upload-pack", Some(&authorization))
            .await
    };
    assert_eq!(discover().await.status, 200);
    let left = end.duration_since(SystemTime::now()).unwrap();
    tokio::time::sleep(left + Duration::from_millis(10)).await;
    refused(&discover().await, 403, "ExpiredTokenException");
    Call::new(&aws, &keys)
        .fails(&aws, 403, "ExpiredToken")
        .await;
}

#[tokio::test]
async fn session_tokens_have_the_configured_size() {
    let (aws, provider) = trusted().await;
    for bytes in [4, 4000] {
        aws.set(json!({ "sts_token_bytes": bytes })).await;
        let keys = session(&assume(&aws, &provider.token(json!({}))).await);
        assert_eq!(keys.session_token.as_ref().unwrap().len(), bytes);
        assert_eq!(Call::new(&aws, &keys).answer(&aws).await.status, 200);
    }
    for wrong in [
        json!({ "sts_token_bytes": 3 }),
        json!({ "sts_lifetime_seconds": -1 }),
        json!({ "disabled_regions": ["nowhere"] }),
        json!({ "sts_region": "eu-west-1" }),
    ] {
        assert_eq!(aws.admin("POST", "settings", wrong).await.0, 400);
    }
}

#[tokio::test]
async fn a_region_can_be_disabled() {
    let (aws, provider) = trusted().await;
    let token = provider.token(json!({}));
    let parameters = [
        ("RoleArn", ROLE),
        ("RoleSessionName", "alice"),
        ("WebIdentityToken", &token),
    ];
    let body = form("AssumeRoleWithWebIdentity", &parameters);
    let at = async |host| unsigned(&aws, host, body.clone()).await;

    aws.set(json!({ "disabled_regions": ["eu-west-1", "cn-north-1", "us-east-1"] }))
        .await;
    for (host, is_enabled) in [
        ("sts.eu-west-1.amazonaws.com", false),
        ("sts-fips.eu-west-1.amazonaws.com", false),
        ("sts.cn-north-1.amazonaws.com.cn", false),
        ("sts.amazonaws.com", false),
        ("sts.eu-west-2.amazonaws.com", true),
        ("sts-fips.us-gov-west-1.amazonaws.com", true),
    ] {
        let answer = at(Some(host)).await;
        if is_enabled {
            assert_eq!(answer.status, 200, "{host}");
        } else {
            assert_eq!(
                refused(&answer, 403, "RegionDisabledException"),
                "STS is not activated in this region for account:123456789012. Your account \
                 administrator can activate STS in this region using the IAM Console."
            );
        }
    }
    // The listener's own name implies no region.
    assert_eq!(at(None).await.status, 200);
    aws.set(json!({ "disabled_regions": ["*"] })).await;
    refused(&at(None).await, 403, "RegionDisabledException");
    aws.set(json!({ "disabled_regions": [] })).await;
    assert_eq!(at(Some("sts.eu-west-1.amazonaws.com")).await.status, 200);
}

#[tokio::test]
async fn a_signed_call_states_its_region() {
    let aws = Environment::start().await;
    let trust = json!({ "Statement": {
        "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole",
    } });
    aws.role(json!({ "name": "deploy", "trust": trust })).await;
    let keys = aws.credentials(json!({ "session": false })).await;
    let body = form(
        "AssumeRole",
        &[("RoleArn", ROLE), ("RoleSessionName", "alice")],
    );
    aws.set(json!({ "disabled_regions": ["eu-west-1"] })).await;
    let mut call = Call::new(&aws, &keys);
    call.body = &body;
    call.fails(&aws, 403, "RegionDisabledException").await;
    call.region = "eu-west-2";
    assert_eq!(call.answer(&aws).await.status, 200);
    // GetCallerIdentity works in every region.
    let who = Call::new(&aws, &keys);
    assert_eq!(who.answer(&aws).await.status, 200);

    call.host = "sts-fips.eu-west-2.amazonaws.com".to_owned();
    assert_eq!(call.answer(&aws).await.status, 200);
    call.region = "eu-west-3";
    call.fails(&aws, 403, "SignatureDoesNotMatch").await;
}

#[tokio::test]
async fn sts_fails_with_the_requested_error() {
    let (aws, provider) = trusted().await;
    let token = provider.token(json!({}));
    for (code, status) in [
        ("Throttling", 400),
        ("InternalFailure", 500),
        ("ServiceUnavailable", 503),
        ("IDPCommunicationError", 400),
        ("RegionDisabledException", 403),
        ("ExpiredTokenException", 400),
        ("AccessDenied", 403),
    ] {
        aws.fault(json!({ "fault": { "sts_error": code } })).await;
        let answer = assume(&aws, &token).await;
        let message = refused(&answer, status, code);
        assert_eq!(message == "Rate exceeded", code == "Throttling");
        assert!(
            answer
                .text()
                .starts_with("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">")
        );
        assert!(answer.headers.contains_key("x-amzn-requestid"));
        let seen = aws.requests().await.pop().unwrap();
        assert_eq!(seen["fault"], "sts_error");
        assert_eq!(seen["action"], "AssumeRoleWithWebIdentity");
        assert_eq!(assume(&aws, &token).await.status, 200);
    }
    let unknown = json!({ "fault": { "sts_error": "Nothing" } });
    let (status, answer) = aws.admin("POST", "faults", unknown).await;
    assert_eq!(status, 400);
    assert!(answer["error"].as_str().unwrap().contains("Throttling"));
}

#[tokio::test]
async fn a_fault_can_select_one_action() {
    let (aws, provider) = trusted().await;
    let token = provider.token(json!({}));
    let keys = session(&assume(&aws, &token).await);
    aws.fault(json!({
        "match": { "service": "sts", "action": "AssumeRoleWithWebIdentity" },
        "fault": { "status": 503, "body": "down" },
    }))
    .await;
    aws.fault(json!({ "fault": { "sts_error": "Throttling" } }))
        .await;

    // A fault of STS does not affect CodeCommit.
    let authorization = keys.basic(REGION, "app");
    let git = aws
        .discover("app", "git-upload-pack", Some(&authorization))
        .await;
    assert_eq!(git.status, 200);
    Call::new(&aws, &keys).fails(&aws, 400, "Throttling").await;
    assert_eq!(Call::new(&aws, &keys).answer(&aws).await.status, 200);
    let answer = assume(&aws, &token).await;
    assert_eq!((answer.status, answer.text()), (503, "down".to_owned()));
    assert_eq!(assume(&aws, &token).await.status, 200);
}
