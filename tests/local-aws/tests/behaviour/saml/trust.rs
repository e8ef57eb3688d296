use serde_json::{Value, json};

use super::provider::{
    ACS, ISSUER, PROVIDER, SamlKey, Statement, assume, assume_with, metadata, trust, trusted,
};
use crate::environment::Environment;
use crate::sts_call::refused;

const DENIED: &str = "Not authorized to perform sts:AssumeRoleWithSAML";

#[tokio::test]
async fn evaluates_conditions_on_the_assertion() {
    let aws = trusted().await;
    let response = Statement::new().signed();
    for (condition, is_trusted) in [
        (json!({}), true),
        (
            json!({ "StringEquals": { "SAML:aud": ACS, "SAML:iss": ISSUER } }),
            true,
        ),
        (json!({ "StringEquals": { "saml:AUD": ACS } }), true),
        (
            json!({ "StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "SAML:aud": ["https://signin.aws.amazon.com/saml", ACS] } }),
            true,
        ),
        (
            json!({ "StringLike": { "SAML:aud": "http://localhost:*" } }),
            true,
        ),
        (
            json!({ "StringEquals": { "SAML:aud": "http://localhost:*" } }),
            false,
        ),
        // The audience of the assertion is another thing.
        (
            json!({ "StringEquals": { "SAML:aud": "urn:amazon:webservices" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "SAML:iss": "https://idp.example.com" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "SAML:sub": "user-1", "SAML:sub_type": "persistent" } }),
            true,
        ),
        (json!({ "StringEquals": { "SAML:sub": "user-2" } }), false),
        (json!({ "StringLike": { "SAML:sub": "user-?" } }), true),
        (
            json!({ "StringEquals": { "SAML:sub_type": "transient" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "SAML:doc": "123456789012/company" } }),
            true,
        ),
        (
            json!({ "StringEquals": { "SAML:namequalifier": "other" } }),
            false,
        ),
        (
            json!({ "StringEquals": { "sts:RoleSessionName": "alice@example.com" } }),
            true,
        ),
        (
            json!({ "StringEquals": { "sts:RoleSessionName": "bob@example.com" } }),
            false,
        ),
        (
            json!({ "StringLike": { "sts:SourceIdentity": "*" } }),
            false,
        ),
    ] {
        trust(&aws, condition.clone(), json!([])).await;
        let answer = assume(&aws, &response).await;
        if is_trusted {
            assert_eq!(answer.status, 200, "{condition} {}", answer.text());
        } else {
            assert_eq!(refused(&answer, 403, "AccessDenied"), DENIED, "{condition}");
        }
    }
}

#[tokio::test]
async fn evaluates_the_statement_for_saml() {
    let aws = trusted().await;
    let response = Statement::new().signed();
    let allow = json!({
        "Effect": "Allow",
        "Principal": { "Federated": PROVIDER },
        "Action": "sts:AssumeRoleWithSAML",
    });
    let changed = |name: &str, value: Value| {
        let mut statement = allow.clone();
        statement[name] = value;
        statement
    };
    let other = "arn:aws:iam::123456789012:saml-provider/other";
    for (statements, is_trusted) in [
        (json!(allow), true),
        (
            json!(changed("Action", json!("sts:assumerolewithsaml"))),
            true,
        ),
        (
            json!(changed(
                "Principal",
                json!({ "Federated": [other, PROVIDER] })
            )),
            true,
        ),
        (
            json!(changed("Principal", json!({ "Federated": other }))),
            false,
        ),
        (json!(changed("Principal", json!({ "AWS": "*" }))), false),
        (
            json!(changed("Action", json!("sts:AssumeRoleWithWebIdentity"))),
            false,
        ),
        (json!(changed("Action", json!("sts:AssumeRole"))), false),
        (json!([allow, changed("Effect", json!("Deny"))]), false),
    ] {
        aws.role(json!({ "name": "people", "trust": { "Statement": statements } }))
            .await;
        let answer = assume(&aws, &response).await;
        assert_eq!(
            answer.status == 200,
            is_trusted,
            "{statements} {}",
            answer.text()
        );
    }
}

/// Asks for a role with a response that names it.
async fn assume_role(aws: &Environment, role: &str, provider: &str) -> crate::environment::Answer {
    let pair = format!("{role},{provider}");
    let response = Statement::new().with("Role", &[&pair]).signed();
    assume_with(
        aws,
        &response,
        &[("RoleArn", role), ("PrincipalArn", provider)],
    )
    .await
}

#[tokio::test]
async fn unknown_foreign_and_reserved_roles_give_the_same_error() {
    let aws = trusted().await;
    let trust = json!({ "Statement": {
        "Effect": "Allow",
        "Principal": { "Federated": PROVIDER },
        "Action": "sts:AssumeRoleWithSAML",
    } });
    let reserved = "AWSReservedSSO_Developer_0123456789abcdef";
    for role in [
        json!({ "name": reserved, "trust": trust }),
        json!({ "name": "people", "account": "210987654321", "trust": trust }),
        json!({ "name": "fine", "trust": trust }),
    ] {
        aws.role(role).await;
    }
    for (role, status) in [
        ("arn:aws:iam::123456789012:role/unknown".to_owned(), 403),
        (format!("arn:aws:iam::123456789012:role/{reserved}"), 403),
        ("arn:aws:iam::210987654321:role/people".to_owned(), 403),
        ("arn:aws:iam::123456789012:role/fine".to_owned(), 200),
    ] {
        let answer = assume_role(&aws, &role, PROVIDER).await;
        assert_eq!(answer.status, status, "{role} {}", answer.text());
        if status == 403 {
            assert_eq!(refused(&answer, 403, "AccessDenied"), DENIED, "{role}");
        }
    }
}

#[tokio::test]
async fn a_provider_belongs_to_its_account_and_partition() {
    let aws = trusted().await;
    let key = metadata(&[("", SamlKey::first())]);
    let china = "arn:aws-cn:iam::210987654321:saml-provider/company";
    let provider = json!({ "name": "company", "metadata": key, "account": "210987654321", "partition": "aws-cn" });
    let answer = aws.admin("POST", "saml-providers", provider).await;
    assert_eq!(answer, (201, json!({ "arn": china })));
    let trust = json!({ "Statement": {
        "Effect": "Allow", "Principal": { "Federated": china }, "Action": "sts:AssumeRoleWithSAML",
    } });
    aws.role(json!({ "name": "people", "account": "210987654321", "partition": "aws-cn", "trust": trust })).await;
    let role = "arn:aws-cn:iam::210987654321:role/people";
    for (audience, status) in [
        ("urn:amazon:webservices:cn-north-1", 200),
        ("https://signin.amazonaws.cn/saml", 200),
        ("urn:amazon:webservices", 400),
    ] {
        let pair = format!("{china},{role}");
        let response = Statement {
            conditions: super::provider::conditions(-60, 300, &[audience]),
            ..Statement::new()
        }
        .with("Role", &[&pair])
        .signed();
        let parameters = [("RoleArn", role), ("PrincipalArn", china)];
        let answer = assume_with(&aws, &response, &parameters).await;
        assert_eq!(answer.status, status, "{audience} {}", answer.text());
    }
}
