//! The session policy.

use super::{APP, pay, refused, with_sessions};
use crate::support::{
    EDGE, ROLE, assume_role, assumed, bearer, config, federated, head, needing_credentials, now,
    token,
};
use edge_proxy::auth::credential_request::CredentialRequest;
use edge_proxy::{Config, plan};
use serde_json::{Value, json};

fn session_request(config: &Config, query: &str, token: &str) -> CredentialRequest {
    let url = format!("{EDGE}/session{query}");
    let authorization = bearer(token);
    needing_credentials(plan(
        config,
        &head("POST", &url).with("authorization", &authorization),
        now(),
    ))
}

#[test]
fn allows_only_the_requested_repository() {
    let policy =
        |config: &Config, address: &str| assume_role(config, address, &token(json!({}))).policy;
    assert_eq!(
        policy(&pay(json!({})), APP).as_deref(),
        Some(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull","codecommit:GitPush"],"Resource":["arn:aws:codecommit:eu-west-1:123456789012:app"]}]}"#
        )
    );
    assert_eq!(
        policy(&pay(json!({ "access": "read" })), APP).as_deref(),
        Some(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull"],"Resource":["arn:aws:codecommit:eu-west-1:123456789012:app"]}]}"#
        )
    );
    let china = config(federated(json!({ "PROFILES": { "pay": {
        "role_arn": "arn:aws-cn:iam::210987654321:role/r",
    } } })));
    assert!(
        policy(&china, "/cn-north-1/Other.Repo")
            .unwrap()
            .contains(r#"["arn:aws-cn:codecommit:cn-north-1:210987654321:Other.Repo"]"#)
    );
    assert_eq!(policy(&pay(json!({ "session_policy": "none" })), APP), None);
}

#[test]
fn allows_a_session_what_its_profile_allows() {
    let text = token(json!({}));
    let policy = |config: &Config, query: &str| {
        assumed(&session_request(config, query, &text), config)
            .policy
            .unwrap()
    };
    assert_eq!(
        policy(&pay(json!({})), ""),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull","codecommit:GitPush","codecommit:BatchGetRepositories"],"Resource":["arn:aws:codecommit:*:123456789012:*"]},{"Effect":"Allow","Action":["codecommit:ListRepositories"],"Resource":["*"]}]}"#
    );
    let narrow = pay(json!({
        "repositories": ["pay-*", "app"], "regions": ["eu-west-1", "us-east-1"],
    }));
    assert_eq!(
        policy(&narrow, "?access=read"),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull","codecommit:BatchGetRepositories"],"Resource":["arn:aws:codecommit:eu-west-1:123456789012:pay-*","arn:aws:codecommit:eu-west-1:123456789012:app","arn:aws:codecommit:us-east-1:123456789012:pay-*","arn:aws:codecommit:us-east-1:123456789012:app"]},{"Effect":"Allow","Action":["codecommit:ListRepositories"],"Resource":["*"]}]}"#
    );
    let read = pay(json!({ "access": "read" }));
    assert!(!policy(&read, "?access=write").contains("GitPush"));
}

#[test]
fn reports_a_policy_longer_than_sts_accepts_as_misconfigured() {
    let repositories = |count: usize| -> Vec<String> {
        (0..count)
            .map(|number| format!("repository-number-{number:03}"))
            .collect()
    };
    let text = token(json!({}));
    let few = pay(json!({ "repositories": repositories(20) }));
    assert!(
        assumed(&session_request(&few, "", &text), &few)
            .policy
            .unwrap()
            .len()
            <= 2048
    );

    // A policy that only just fits leaves out the permission to list.
    let policy = |count: usize| {
        let config = pay(json!({ "repositories": repositories(count) }));
        assumed(&session_request(&config, "", &text), &config)
            .policy
            .unwrap()
    };
    assert!(policy(20).contains("codecommit:ListRepositories"));
    assert!(!policy(32).contains("ListRepositories") && policy(32).len() <= 2048);

    let many = pay(json!({ "repositories": repositories(40) }));
    let error = refused(&session_request(&many, "", &text), &many);
    assert_eq!((error.status(), error.code()), (500, "misconfigured"));
    let detail = error.detail().unwrap();
    assert!(
        detail.contains("pay") && detail.contains("2048"),
        "{detail}"
    );
    assert!(detail.contains("session_policy"), "{detail}");
    // A request for one repository has a short policy.
    assert!(
        assume_role(&many, "/eu-west-1/repository-number-007", &text)
            .policy
            .is_some()
    );

    let open = pay(json!({ "repositories": repositories(40), "session_policy": "none" }));
    assert_eq!(
        assumed(&session_request(&open, "", &text), &open).policy,
        None
    );
}

#[test]
fn opens_a_session_in_a_region_of_the_profile() {
    let text = token(json!({}));
    let region = |vars: Value| {
        let config = with_sessions(federated(vars));
        assumed(&session_request(&config, "", &text), &config).region
    };
    let listed = json!({ "pay": { "role_arn": ROLE, "regions": ["eu-west-3", "eu-west-1"] } });
    let china = json!({ "pay": { "role_arn": "arn:aws-cn:iam::123456789012:role/r" } });
    assert_eq!(region(json!({ "PROFILES": listed })).as_str(), "eu-west-3");
    assert_eq!(
        region(json!({ "PROFILES": listed, "DEFAULT_REGION": "us-east-2" })).as_str(),
        "eu-west-3"
    );
    assert_eq!(
        region(json!({ "DEFAULT_REGION": "us-east-2" })).as_str(),
        "us-east-2"
    );
    assert_eq!(region(json!({})).as_str(), "us-east-1");
    assert_eq!(
        region(json!({ "PROFILES": china, "DEFAULT_REGION": "us-east-2" })).as_str(),
        "cn-north-1"
    );
}
