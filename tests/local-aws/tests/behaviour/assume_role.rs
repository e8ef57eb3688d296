use serde_json::{Value, json};

use crate::environment::{Answer, Environment, REGION};
use crate::signing::Credentials;
use crate::sts_call::{Call, element, form, refused, session, unsigned};

const ROLE: &str = "arn:aws:iam::123456789012:role/deploy";
const EDGE: &str = "arn:aws:iam::123456789012:user/edge";

/// A cloud with a role `deploy` that has this trust statement, and the keys of the user `edge`.
async fn with_role(statement: Value) -> (Environment, Credentials) {
    let (aws, _) = Environment::with_app("empty").await;
    trust(&aws, statement).await;
    let edge = user(&aws, EDGE).await;
    (aws, edge)
}

async fn trust(aws: &Environment, changes: Value) {
    let mut statement = json!({
        "Effect": "Allow",
        "Principal": { "AWS": EDGE },
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    });
    for (name, value) in changes.as_object().unwrap() {
        statement[name] = value.clone();
    }
    let trust = json!({ "Version": "2012-10-17", "Statement": [statement] });
    let role = json!({ "name": "deploy", "max_session_duration": 7200, "trust": trust });
    assert_eq!(aws.role(role).await, ROLE);
}

async fn user(aws: &Environment, arn: &str) -> Credentials {
    aws.credentials(json!({ "session": false, "arn": arn }))
        .await
}

async fn assume(aws: &Environment, keys: &Credentials, more: &[(&str, &str)]) -> Answer {
    let mut parameters = vec![("RoleArn", ROLE), ("RoleSessionName", "alice")];
    parameters.retain(|(name, _)| more.iter().all(|(it, _)| it != name));
    parameters.extend(more);
    let body = form("AssumeRole", &parameters);
    let mut call = Call::new(aws, keys);
    call.body = &body;
    call.answer(aws).await
}

fn denial(caller: &str, action: &str, role: &str) -> String {
    format!("User: {caller} is not authorized to perform: {action} on resource: {role}")
}

#[tokio::test]
async fn a_trusted_caller_gets_a_session() {
    let (aws, edge) = with_role(json!({})).await;
    let answer = assume(
        &aws,
        &edge,
        &[
            ("SourceIdentity", "alice@example.com"),
            ("Tags.member.1.Key", "team"),
            ("Tags.member.1.Value", "payments"),
            ("DurationSeconds", "7200"),
        ],
    )
    .await;
    let keys = session(&answer);
    let arn = "arn:aws:sts::123456789012:assumed-role/deploy/alice";
    assert_eq!(element(&answer, "Arn"), arn);
    assert_eq!(element(&answer, "SourceIdentity"), "alice@example.com");
    assert_eq!(element(&answer, "PackedPolicySize"), "1");
    assert!(answer.text().contains("<AssumeRoleResult>"));

    let who = Call::new(&aws, &keys).answer(&aws).await;
    assert_eq!(element(&who, "Arn"), arn);
    let git = aws
        .discover("app", "git-upload-pack", Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(git.status, 200);
}

#[tokio::test]
async fn requires_a_signature() {
    let (aws, edge) = with_role(json!({ "Principal": "*" })).await;
    let body = form(
        "AssumeRole",
        &[("RoleArn", ROLE), ("RoleSessionName", "alice")],
    );
    let answer = unsigned(&aws, None, body).await;
    refused(&answer, 403, "MissingAuthenticationToken");
    let wrong = Credentials {
        secret_access_key: "wrong".to_owned(),
        ..edge
    };
    let answer = assume(&aws, &wrong, &[]).await;
    refused(&answer, 403, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn matches_principals_exactly() {
    let (aws, edge) = with_role(json!({})).await;
    let session_of_edge = "arn:aws:sts::123456789012:assumed-role/edge/worker";
    for (caller, principal, is_trusted) in [
        (EDGE, json!({ "AWS": EDGE }), true),
        (
            EDGE,
            json!({ "AWS": ["arn:aws:iam::123456789012:user/x", EDGE] }),
            true,
        ),
        (
            EDGE,
            json!({ "AWS": "arn:aws:iam::123456789012:root" }),
            true,
        ),
        (EDGE, json!({ "AWS": "123456789012" }), true),
        (EDGE, json!({ "AWS": "*" }), true),
        (EDGE, json!("*"), true),
        (
            EDGE,
            json!({ "AWS": "arn:aws:iam::123456789012:user/edg" }),
            false,
        ),
        (
            EDGE,
            json!({ "AWS": "arn:aws:iam::123456789012:user/edge2" }),
            false,
        ),
        (
            EDGE,
            json!({ "AWS": "arn:aws:iam::210987654321:root" }),
            false,
        ),
        (EDGE, json!({ "AWS": [] }), false),
        (
            EDGE,
            json!({ "Federated": "arn:aws:iam::123456789012:oidc-provider/x" }),
            false,
        ),
        (session_of_edge, json!({ "AWS": session_of_edge }), true),
        (
            session_of_edge,
            json!({ "AWS": "arn:aws:iam::123456789012:role/edge" }),
            true,
        ),
        (
            session_of_edge,
            json!({ "AWS": "arn:aws:iam::123456789012:role/other" }),
            false,
        ),
        (
            "arn:aws:iam::210987654321:user/edge",
            json!({ "AWS": "arn:aws:iam::210987654321:root" }),
            true,
        ),
    ] {
        trust(&aws, json!({ "Principal": principal })).await;
        let keys = user(&aws, caller).await;
        let answer = assume(&aws, &keys, &[]).await;
        assert_eq!(answer.status == 200, is_trusted, "{caller} {principal}");
        if !is_trusted {
            let message = refused(&answer, 403, "AccessDenied");
            assert_eq!(message, denial(caller, "sts:AssumeRole", ROLE));
        }
    }
    let unknown = "arn:aws:iam::123456789012:role/unknown";
    let answer = assume(&aws, &edge, &[("RoleArn", unknown)]).await;
    let message = refused(&answer, 403, "AccessDenied");
    assert_eq!(message, denial(EDGE, "sts:AssumeRole", unknown));
}

#[tokio::test]
async fn tags_and_a_source_identity_need_their_own_permissions() {
    let (aws, edge) = with_role(json!({ "Action": "sts:AssumeRole" })).await;
    assert_eq!(assume(&aws, &edge, &[]).await.status, 200);
    let tag = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "a")];
    let source = [("SourceIdentity", "alice")];
    for (parameters, action) in [
        (&tag[..], "sts:TagSession"),
        (&source[..], "sts:SetSourceIdentity"),
    ] {
        let answer = assume(&aws, &edge, parameters).await;
        let message = refused(&answer, 403, "AccessDenied");
        assert_eq!(message, denial(EDGE, action, ROLE));
        trust(&aws, json!({ "Action": ["sts:AssumeRole", action] })).await;
        assert_eq!(assume(&aws, &edge, parameters).await.status, 200);
        trust(&aws, json!({ "Action": "sts:AssumeRole" })).await;
    }
}

#[tokio::test]
async fn request_parameters_can_be_conditions() {
    let (aws, edge) = with_role(json!({})).await;
    for (condition, good, bad) in [
        (
            json!({ "StringEquals": { "sts:ExternalId": "tenant-1" } }),
            vec![("ExternalId", "tenant-1")],
            vec![("ExternalId", "tenant-2")],
        ),
        (
            json!({ "StringLike": { "sts:SourceIdentity": "*@example.com" } }),
            vec![("SourceIdentity", "alice@example.com")],
            vec![("SourceIdentity", "alice@example.org")],
        ),
        (
            json!({ "StringLike": { "sts:RoleSessionName": "edge-*" } }),
            vec![("RoleSessionName", "edge-alice")],
            vec![("RoleSessionName", "alice")],
        ),
        (
            json!({ "StringEquals": { "aws:RequestTag/Team": ["payments", "web"] } }),
            vec![
                ("Tags.member.1.Key", "team"),
                ("Tags.member.1.Value", "web"),
            ],
            vec![("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "x")],
        ),
    ] {
        trust(&aws, json!({ "Condition": condition })).await;
        assert_eq!(assume(&aws, &edge, &good).await.status, 200, "{condition}");
        refused(&assume(&aws, &edge, &bad).await, 403, "AccessDenied");
        refused(&assume(&aws, &edge, &[]).await, 403, "AccessDenied");
    }
}

#[tokio::test]
async fn a_chained_session_lasts_an_hour_at_most() {
    let (aws, _) = with_role(json!({ "Principal": { "AWS": "123456789012" } })).await;
    let session = aws.credentials(json!({})).await;
    let answer = assume(&aws, &session, &[("DurationSeconds", "3601")]).await;
    assert_eq!(
        refused(&answer, 400, "ValidationError"),
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role \
         chaining"
    );
    let hour = [("DurationSeconds", "3600")];
    assert_eq!(assume(&aws, &session, &hour).await.status, 200);
    let edge = user(&aws, EDGE).await;
    let longer = [("DurationSeconds", "7201")];
    let answer = assume(&aws, &edge, &longer).await;
    assert!(refused(&answer, 400, "ValidationError").contains("MaxSessionDuration"));
}

#[tokio::test]
async fn rejects_invalid_parameters() {
    let (aws, edge) = with_role(json!({})).await;
    let long = "x".repeat(1225);
    for (parameters, code) in [
        (vec![("ExternalId", "a")], "ValidationError"),
        (vec![("ExternalId", "with space")], "ValidationError"),
        (vec![("ExternalId", &*long)], "ValidationError"),
        (vec![("SourceIdentity", "a")], "ValidationError"),
        (vec![("SourceIdentity", "aws:alice")], "ValidationError"),
        (vec![("SourceIdentity", &long[..65])], "ValidationError"),
        (vec![("DurationSeconds", "an hour")], "MalformedInput"),
        (vec![("Tags.member.1.Value", "alone")], "ValidationError"),
        (vec![("Tags.member.1.Key", &long[..129])], "ValidationError"),
        (
            vec![
                ("Tags.member.1.Key", "a"),
                ("Tags.member.1.Value", &long[..257]),
            ],
            "ValidationError",
        ),
        (vec![("Tags.member.1.Key", "a;b")], "ValidationError"),
        (
            vec![("Tags.member.1.Key", "Team"), ("Tags.member.2.Key", "team")],
            "InvalidParameterValue",
        ),
    ] {
        let answer = assume(&aws, &edge, &parameters).await;
        refused(&answer, 400, code);
    }

    let tags = |number: usize, length: usize| -> Vec<(String, String)> {
        (1..=number)
            .flat_map(|index| {
                [
                    (format!("Tags.member.{index}.Key"), format!("key{index}")),
                    (format!("Tags.member.{index}.Value"), "v".repeat(length)),
                ]
            })
            .collect()
    };
    for (tags, code) in [
        (tags(50, 1), None),
        (tags(51, 1), Some("ValidationError")),
        (tags(50, 100), Some("PackedPolicyTooLarge")),
    ] {
        let tags: Vec<_> = tags.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let answer = assume(&aws, &edge, &tags).await;
        match code {
            None => assert_eq!(answer.status, 200, "{}", answer.text()),
            Some(code) => {
                refused(&answer, 400, code);
            }
        }
    }
}

#[tokio::test]
async fn roles_in_different_partitions_are_different() {
    let (aws, edge) = with_role(json!({})).await;
    let elsewhere = "arn:aws-cn:iam::123456789012:role/deploy";
    let answer = assume(&aws, &edge, &[("RoleArn", elsewhere)]).await;
    refused(&answer, 403, "AccessDenied");

    let trust = json!({ "Statement": {
        "Effect": "Allow", "Principal": { "AWS": EDGE }, "Action": "sts:AssumeRole",
    } });
    let role = json!({ "name": "deploy", "partition": "aws-cn", "trust": trust });
    assert_eq!(aws.role(role).await, elsewhere);
    let answer = assume(&aws, &edge, &[("RoleArn", elsewhere)]).await;
    assert_eq!(
        element(&answer, "Arn"),
        "arn:aws-cn:sts::123456789012:assumed-role/deploy/alice"
    );
}
