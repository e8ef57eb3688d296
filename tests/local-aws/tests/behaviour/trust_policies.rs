use serde_json::{Value, json};

use crate::environment::Environment;
use crate::identity_provider::{IdentityProvider, assume, assume_with};
use crate::signing_key::SigningKey;
use crate::sts_call::refused;

const DENIED: &str = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

#[tokio::test]
async fn evaluates_trust_conditions() {
    let aws = Environment::start().await;
    let provider = IdentityProvider::start(SigningKey::eddsa()).await;
    let key = |claim: &str| format!("{}:{claim}", provider.name());
    let (aud, sub, email) = (key("aud"), key("sub"), key("email"));
    let main = "repo:octo/app:ref:refs/heads/main";
    for (condition, is_trusted) in [
        (json!({}), true),
        (
            json!({ "StringEquals": { &aud: "sts.amazonaws.com", &sub: main } }),
            true,
        ),
        (
            json!({ "StringEquals": { &aud: "sts.amazonaws.com", &sub: "repo:octo/app" } }),
            false,
        ),
        (
            json!({ "StringEquals": { &aud: "git", &sub: main } }),
            false,
        ),
        (
            json!({ "StringEquals": { &sub: ["repo:a/b", main] } }),
            true,
        ),
        (json!({ "StringEquals": { &sub: "repo:octo/*" } }), false),
        (
            json!({ "StringEquals": { &sub: main.to_uppercase() } }),
            false,
        ),
        (
            json!({ "StringLike": { &sub: "repo:octo/*:ref:refs/heads/m??n" } }),
            true,
        ),
        (
            json!({ "StringLike": { &sub: ["repo:other/*", "repo:octo/app"] } }),
            false,
        ),
        (
            json!({ "StringEquals": { &aud: "git" }, "StringLike": { &sub: "*" } }),
            false,
        ),
        (
            json!({ "ForAnyValue:StringEquals": { &email: ["alice@example.com"] } }),
            true,
        ),
        (
            json!({ "ForAnyValue:StringLike": { &email: "*@example.org" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "other.example.com:sub": main } }),
            false,
        ),
        (
            json!({ "StringEquals": { "sts:RoleSessionName": "alice@example.com" } }),
            true,
        ),
    ] {
        provider.register(&aws, condition.clone()).await;
        let answer = assume(&aws, &provider.token(json!({}))).await;
        if is_trusted {
            assert_eq!(answer.status, 200, "{condition} {}", answer.text());
        } else {
            assert_eq!(refused(&answer, 403, "AccessDenied"), DENIED, "{condition}");
        }
    }

    // A condition on a claim that the token lacks is not met.
    provider
        .register(&aws, json!({ "StringLike": { &email: "*" } }))
        .await;
    let answer = assume(&aws, &provider.token(json!({ "email": null }))).await;
    refused(&answer, 403, "AccessDenied");
    // `azp` replaces the audience.
    provider
        .register(&aws, json!({ "StringEquals": { &aud: "git" } }))
        .await;
    let token = provider.token(json!({ "aud": "sts.amazonaws.com", "azp": "git" }));
    assert_eq!(assume(&aws, &token).await.status, 200);
}

#[tokio::test]
async fn evaluates_statements_as_iam_does() {
    let aws = Environment::start().await;
    let provider = IdentityProvider::start(SigningKey::eddsa()).await;
    provider.register_alone(&aws).await;
    let allow = json!({
        "Sid": "Pipeline",
        "Effect": "Allow",
        "Principal": { "Federated": ["arn:aws:iam::123456789012:oidc-provider/x", provider.arn()] },
        "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
    });
    let changed = |name: &str, value: Value| {
        let mut statement = allow.clone();
        statement[name] = value;
        statement
    };
    let sub = format!("{}:sub", provider.name());
    let mut deny_main = changed("Effect", "Deny".into());
    deny_main["Condition"] = json!({ "StringLike": { sub: "*/main" } });
    let federated = |arn: &str| json!({ "Federated": arn });
    let other = "arn:aws:iam::123456789012:oidc-provider/other.example.com";
    for (statements, is_trusted) in [
        (json!(allow), true),
        (json!([changed("Action", "sts:*".into())]), true),
        (
            json!([changed("Action", "STS:assumerolewithwebidentity".into())]),
            true,
        ),
        (json!([changed("Principal", "*".into())]), true),
        (json!([]), false),
        (json!([changed("Action", "sts:AssumeRole".into())]), false),
        (json!([changed("Principal", federated(other))]), false),
        (json!([changed("Principal", json!({ "AWS": "*" }))]), false),
        (
            json!([changed("Principal", json!({ "AWS": "123456789012" }))]),
            false,
        ),
        (json!([allow, deny_main]), false),
        (json!([deny_main, allow]), false),
        (json!([deny_main]), false),
    ] {
        let trust = json!({ "Version": "2012-10-17", "Statement": statements });
        aws.role(json!({ "name": "deploy", "trust": trust })).await;
        let answer = assume(&aws, &provider.token(json!({}))).await;
        assert_eq!(
            answer.status == 200,
            is_trusted,
            "{trust} {}",
            answer.text()
        );
    }
    let trust = json!({ "Statement": [allow, deny_main] });
    aws.role(json!({ "name": "deploy", "trust": trust })).await;
    let branch = provider.token(json!({ "sub": "repo:octo/app:ref:refs/heads/fix" }));
    assert_eq!(assume(&aws, &branch).await.status, 200);
}

#[tokio::test]
async fn a_missing_role_and_an_untrusting_one_give_the_same_error() {
    let aws = Environment::start().await;
    let provider = IdentityProvider::start(SigningKey::eddsa()).await;
    provider.register(&aws, json!({})).await;
    let unknown = [("RoleArn", "arn:aws:iam::123456789012:role/unknown")];
    let answer = assume_with(&aws, &provider.token(json!({})), &unknown).await;
    assert_eq!(refused(&answer, 403, "AccessDenied"), DENIED);
}

#[tokio::test]
async fn rejects_an_unsupported_policy_with_the_reason() {
    let aws = Environment::start().await;
    let statement = |changes: Value| {
        let mut statement = json!({
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": "sts:AssumeRole",
        });
        for (name, value) in changes.as_object().unwrap() {
            statement[name] = value.clone();
        }
        json!({ "Statement": [statement] })
    };
    for (trust, named) in [
        (json!({}), "Statement"),
        (json!({ "Statement": [{ "Effect": "Allow" }] }), "Principal"),
        (
            json!({ "Version": "2024-01-01", "Statement": [] }),
            "2024-01-01",
        ),
        (json!({ "Statements": [] }), "Statements"),
        (statement(json!({ "Effect": "Maybe" })), "Maybe"),
        (
            statement(json!({ "NotAction": "sts:AssumeRole" })),
            "NotAction",
        ),
        (
            statement(json!({ "Action": "sts:AssumeRoll" })),
            "sts:AssumeRoll",
        ),
        (
            statement(json!({ "Principal": { "Service": "ec2.amazonaws.com" } })),
            "Service",
        ),
        (
            statement(json!({ "Principal": { "AWS": "alice" } })),
            "alice",
        ),
        (
            statement(json!({ "Principal": { "Federated": "idp.example.com" } })),
            "idp.example.com",
        ),
        (
            statement(json!({ "Condition": { "StringNotEquals": { "sts:ExternalId": "a" } } })),
            "StringNotEquals",
        ),
        (
            statement(json!({ "Condition": { "StringEquals": { "aws:SourceIp": "10.0.0.1" } } })),
            "aws:SourceIp",
        ),
        (
            statement(
                json!({ "Condition": { "StringEquals": { "idp.example.com:groups": "a" } } }),
            ),
            "idp.example.com:groups",
        ),
        (
            statement(json!({ "Condition": { "StringEquals": "a" } })),
            "map",
        ),
    ] {
        let role = json!({ "name": "deploy", "trust": trust });
        let (status, answer) = aws.admin("POST", "roles", role).await;
        assert_eq!(status, 400, "{trust}");
        let error = answer["error"].as_str().unwrap();
        assert!(error.contains(named), "{trust} {error}");
    }
    let trust = statement(json!({}));
    for role in [
        json!({ "trust": trust }),
        json!({ "name": "deploy" }),
        json!({ "name": "a/b", "trust": trust }),
        json!({ "name": "deploy", "account": "1", "trust": trust }),
        json!({ "name": "deploy", "partition": "azure", "trust": trust }),
        json!({ "name": "deploy", "max_session_duration": 900, "trust": trust }),
        json!({ "name": "deploy", "allow": [{ "actions": ["codecommit:GitPul"] }], "trust": trust }),
    ] {
        assert_eq!(
            aws.admin("POST", "roles", role.clone()).await.0,
            400,
            "{role}"
        );
    }
}
