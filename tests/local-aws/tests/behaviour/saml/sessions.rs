use std::time::SystemTime;

use serde_json::{Value, json};

use super::provider::{
    ACS, ISSUER, PROVIDER, ROLE, Statement, assume, assume_with, trust, trusted,
};
use crate::environment::{Environment, REGION};
use crate::sts_call::{Call, element, refused, session};

#[tokio::test]
async fn a_signed_response_opens_a_session() {
    let aws = trusted().await;
    let answer = assume(&aws, &Statement::new().signed()).await;
    let keys = session(&answer);
    assert!(keys.access_key_id.starts_with("ASIA"));
    let arn = "arn:aws:sts::123456789012:assumed-role/people/alice@example.com";
    for (name, value) in [
        ("Arn", arn),
        ("Audience", ACS),
        ("Issuer", ISSUER),
        // printf %s https://idp.example.com/saml123456789012/company | openssl sha1 -binary | base64
        ("NameQualifier", "9F3T0Gh2N6bPYetoxYz5oUkrJgA="),
        ("Subject", "user-1"),
        ("SubjectType", "persistent"),
    ] {
        assert_eq!(element(&answer, name), value);
    }
    for absent in ["PackedPolicySize", "SourceIdentity"] {
        assert!(!answer.text().contains(absent));
    }

    let who = Call::new(&aws, &keys).answer(&aws).await;
    assert_eq!(element(&who, "Arn"), arn);
    assert_eq!(element(&who, "UserId"), element(&answer, "AssumedRoleId"));
    let git = aws
        .discover("app", "git-receive-pack", Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(git.status, 200);
}

#[tokio::test]
async fn a_session_policy_limits_the_session() {
    let aws = trusted().await;
    let policy = json!({ "Statement": {
        "Effect": "Allow", "Action": "codecommit:GitPull", "Resource": "*",
    } });
    let policy = policy.to_string();
    let response = Statement::new().signed();
    let answer = assume_with(&aws, &response, &[("Policy", &policy)]).await;
    let keys = session(&answer);
    assert_eq!(element(&answer, "PackedPolicySize"), "4");
    for (service, status) in [("git-upload-pack", 200), ("git-receive-pack", 403)] {
        let git = aws
            .discover("app", service, Some(&keys.basic(REGION, "app")))
            .await;
        assert_eq!(git.status, status, "{service}");
    }

    let malformed = [("Policy", "{}")];
    let answer = assume_with(&aws, &response, &malformed).await;
    refused(&answer, 400, "MalformedPolicyDocument");
    let large = policy.replace("Statement", &"x".repeat(2_000));
    let answer = assume_with(&aws, &response, &[("Policy", &large)]).await;
    refused(&answer, 400, "ValidationError");
}

#[tokio::test]
async fn a_response_can_be_used_again_within_its_time() {
    let aws = trusted().await;
    let response = Statement::new().signed();
    let first = session(&assume(&aws, &response).await);
    let second = session(&assume(&aws, &response).await);
    assert_ne!(first.access_key_id, second.access_key_id);
}

/// The seconds that the new session lasts, to the nearest minute.
async fn lasts(aws: &Environment, statement: Statement, duration: Option<&str>) -> u64 {
    let parameters: Vec<_> = duration
        .map(|it| ("DurationSeconds", it))
        .into_iter()
        .collect();
    let answer = assume_with(aws, &statement.signed(), &parameters).await;
    session(&answer);
    let end = element(&answer, "Expiration");
    let minute = |time: &str| -> u64 {
        let number = |range| {
            time.get::<std::ops::Range<usize>>(range)
                .unwrap()
                .parse::<u64>()
                .unwrap()
        };
        number(8..10) * 1440 + number(11..13) * 60 + number(14..16)
    };
    let now = super::provider::at(1);
    (minute(&end) - minute(&now)) * 60
}

#[tokio::test]
async fn the_session_ends_with_the_shortest_of_all_limits() {
    let aws = trusted().await;
    let role = json!({ "name": "people", "max_session_duration": 7200, "trust": { "Statement": {
        "Effect": "Allow",
        "Principal": { "Federated": PROVIDER },
        "Action": "sts:AssumeRoleWithSAML",
    } } });
    aws.role(role).await;
    let with_end = |seconds| Statement {
        session_ends: Some(seconds),
        ..Statement::new()
    };
    for (statement, duration, expected) in [
        (Statement::new(), None, 3600),
        (Statement::new(), Some("7200"), 7200),
        (
            Statement::new().with("SessionDuration", &["43200"]),
            None,
            3600,
        ),
        (
            Statement::new().with("SessionDuration", &["1200"]),
            None,
            1200,
        ),
        (
            Statement::new().with("SessionDuration", &["1200"]),
            Some("900"),
            900,
        ),
        (with_end(1800), None, 1800),
        (with_end(600), Some("900"), 600),
        (
            with_end(1800).with("SessionDuration", &["1200"]),
            None,
            1200,
        ),
        (with_end(36_000), None, 3600),
    ] {
        let lasts = lasts(&aws, statement, duration).await;
        assert!(
            lasts.abs_diff(expected) <= 60,
            "{duration:?} {expected} {lasts}"
        );
    }
    let answer = assume_with(
        &aws,
        &Statement::new().signed(),
        &[("DurationSeconds", "7201")],
    )
    .await;
    assert_eq!(
        refused(&answer, 400, "ValidationError"),
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    );
}

#[tokio::test]
async fn rejects_invalid_parameters() {
    let aws = trusted().await;
    let response = Statement::new().signed();
    let long = "x".repeat(100_001);
    for (name, value) in [
        ("RoleArn", "role"),
        ("RoleArn", "arn:aws:iam::123456789012:user/alice"),
        ("RoleArn", PROVIDER),
        ("PrincipalArn", "company"),
        ("PrincipalArn", ROLE),
        (
            "PrincipalArn",
            "arn:aws:iam::123456789012:oidc-provider/idp.example.com",
        ),
        ("PrincipalArn", "arn:aws:iam::1234:saml-provider/company"),
        (
            "PrincipalArn",
            "arn:aws:iam::123456789012:saml-provider/a/b",
        ),
        ("SAMLAssertion", "PHg"),
        ("SAMLAssertion", &long),
        ("DurationSeconds", "899"),
        ("DurationSeconds", "43201"),
        ("Policy", &long[..2049]),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ),
    ] {
        let answer = assume_with(&aws, &response, &[(name, value)]).await;
        let message = refused(&answer, 400, "ValidationError");
        if name.ends_with("Arn") && value.len() > 20 {
            assert_eq!(message, "Request ARN is invalid", "{value}");
        }
    }
    for missing in ["RoleArn", "PrincipalArn", "SAMLAssertion"] {
        let parameters: Vec<_> = [
            ("RoleArn", ROLE),
            ("PrincipalArn", PROVIDER),
            ("SAMLAssertion", response.as_str()),
        ]
        .into_iter()
        .filter(|(name, _)| *name != missing)
        .collect();
        let form = crate::sts_call::form("AssumeRoleWithSAML", &parameters);
        let answer = crate::sts_call::unsigned(&aws, None, form).await;
        assert!(
            refused(&answer, 400, "ValidationError").contains("must not be null"),
            "{missing}"
        );
    }
}

#[tokio::test]
async fn tags_and_a_source_identity_need_their_own_permission() {
    let aws = trusted().await;
    let tagged = Statement::new()
        .with("PrincipalTag:team", &["payments"])
        .signed();
    let named = Statement::new().with("SourceIdentity", &["alice"]).signed();
    for response in [&tagged, &named] {
        let answer = assume(&aws, response).await;
        refused(&answer, 403, "AccessDenied");
    }
    let payments = json!({ "StringEquals": { "aws:RequestTag/team": "payments" } });
    trust(&aws, payments, json!(["sts:TagSession"])).await;
    assert_eq!(assume(&aws, &tagged).await.status, 200);
    let other = Statement::new()
        .with("PrincipalTag:team", &["sales"])
        .signed();
    refused(&assume(&aws, &other).await, 403, "AccessDenied");

    let alice = json!({ "StringEquals": { "sts:SourceIdentity": "alice" } });
    trust(&aws, alice, json!(["sts:SetSourceIdentity"])).await;
    let answer = assume(&aws, &named).await;
    session(&answer);
    assert_eq!(element(&answer, "SourceIdentity"), "alice");

    trust(
        &aws,
        json!({}),
        json!(["sts:TagSession", "sts:SetSourceIdentity"]),
    )
    .await;
    let long = "x".repeat(257);
    let answer = assume(
        &aws,
        &Statement::new()
            .with("PrincipalTag:team", &[&long])
            .signed(),
    )
    .await;
    refused(&answer, 400, "ValidationError");
    for bad in ["a", "with space", "aws:alice", &"x".repeat(65)] {
        let answer = assume(
            &aws,
            &Statement::new().with("SourceIdentity", &[bad]).signed(),
        )
        .await;
        assert_eq!(
            refused(&answer, 400, "InvalidIdentityToken"),
            "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\""
        );
    }
}

#[tokio::test]
async fn the_journal_records_the_provider_and_not_the_response() {
    let aws = trusted().await;
    let response = Statement::new().signed();
    assert_eq!(assume(&aws, &response).await.status, 200);
    let seen = aws.request_when(|it| it["outcome"] == "answered").await;
    for (name, value) in [
        ("action", json!("AssumeRoleWithSAML")),
        ("role", json!(ROLE)),
        ("saml_provider", json!(PROVIDER)),
        ("session_name", Value::Null),
        ("status", json!(200)),
    ] {
        assert_eq!(seen[name], value, "{name}");
    }
    let query = crate::sts_call::form("AssumeRoleWithSAML", &[("SAMLAssertion", &response)]);
    let request = http::Request::post(format!("/?{query}"))
        .header("host", aws.address().to_string())
        .header("cookie", format!("response={response}"))
        .body(http_body_util::Full::default())
        .unwrap();
    aws.send(request).await.unwrap();
    for request in aws.requests().await {
        assert!(!request.to_string().contains(&response[..40]), "{request}");
    }
}

#[tokio::test]
async fn a_disabled_region_has_no_sts() {
    let aws = trusted().await;
    aws.set(json!({ "disabled_regions": ["*"] })).await;
    let answer = assume(&aws, &Statement::new().signed()).await;
    refused(&answer, 403, "RegionDisabledException");
}

#[tokio::test]
async fn the_session_ends_when_it_says() {
    let aws = trusted().await;
    let keys = session(&assume(&aws, &Statement::new().signed()).await);
    aws.set(json!({ "clock_offset_seconds": 3601 })).await;
    let mut call = Call::new(&aws, &keys);
    call.at = SystemTime::now() + std::time::Duration::from_secs(3601);
    call.fails(&aws, 403, "ExpiredToken").await;
}
