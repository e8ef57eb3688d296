//! The role, region and session name.

use super::{APP, pay, refused, web_token};
use crate::support::{
    EDGE, NOW, ROLE, assume_role, assumed, bearer, config, discovery, federated, head,
    needing_credentials, now, token, vouching,
};
use edge_proxy::{Plan, plan};
use serde_json::json;

#[test]
fn assumes_the_role_of_the_profile() {
    let token = token(json!({}));
    let config = pay(json!({ "duration_seconds": 900 }));
    for address in [APP, "/eu-west-1/app"] {
        let assume_role = assume_role(&config, address, &token);
        assert_eq!(assume_role.role.as_str(), ROLE);
        assert_eq!(assume_role.region.as_str(), "eu-west-1");
        assert!(!assume_role.fips);
        assert_eq!(assume_role.session_name, "alice@example.com");
        assert_eq!(assume_role.duration_seconds, 900);
        assert_eq!(web_token(&assume_role), token);
    }
}

#[test]
fn treats_a_token_as_password_like_a_bearer_token() {
    let text = token(json!({}));
    let config = pay(json!({ "access": "read" }));
    let bearer = assume_role(&config, APP, &text);
    for username in ["git", "", "alice@example.com", "ASIAIOSFODNN7EXAMPLE"] {
        let credential_request = needing_credentials(discovery(
            &config,
            APP,
            &crate::support::basic(username, &text),
        ));
        assert!(
            assumed(&credential_request, &config) == bearer,
            "{username}"
        );
    }
}

#[test]
fn finds_the_provider_of_a_token_by_its_issuer() {
    let text = token(json!({}));
    let without = pay(json!({}));
    let credential_request = needing_credentials(discovery(&without, APP, &bearer(&text)));
    assert_eq!(credential_request.provider(&without), None);

    let with = config(vouching(json!({})));
    let credential_request = needing_credentials(discovery(&with, APP, &bearer(&text)));
    assert_eq!(
        credential_request
            .provider(&with)
            .map(|it| it.name.as_str()),
        Some("company")
    );
    let other = token(json!({ "iss": "https://other.example.com" }));
    let credential_request = needing_credentials(discovery(&with, APP, &bearer(&other)));
    assert_eq!(credential_request.provider(&with), None);
}

#[test]
fn asks_sts_in_the_region_of_the_repository() {
    let china = config(federated(json!({ "PROFILES": { "pay": {
        "role_arn": "arn:aws-cn:iam::123456789012:role/r",
    } } })));
    let aws = pay(json!({}));
    for (config, address, region, fips) in [
        (&aws, "/pay/us-east-1/app", "us-east-1", false),
        (
            &aws,
            "/git-codecommit.us-east-2.amazonaws.com/v1/repos/app",
            "us-east-2",
            false,
        ),
        (
            &aws,
            "/git-codecommit-fips.us-east-2.amazonaws.com/v1/repos/app",
            "us-east-2",
            true,
        ),
        (&china, "/pay/cn-north-1/app", "cn-north-1", false),
        (
            &china,
            "/git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/app",
            "cn-north-1",
            false,
        ),
    ] {
        let assume_role = assume_role(config, address, &token(json!({})));
        assert_eq!(assume_role.region.as_str(), region, "{address}");
        assert_eq!(assume_role.fips, fips, "{address}");
    }
}

#[test]
fn rejects_a_role_of_another_partition() {
    let config = pay(json!({}));
    for address in ["/pay/cn-north-1/app", "/us-gov-west-1/app"] {
        let credential_request =
            needing_credentials(discovery(&config, address, &bearer(&token(json!({})))));
        assert_eq!(
            refused(&credential_request, &config).code(),
            "region_not_allowed"
        );
    }
}

#[test]
fn applies_the_limits_of_the_default_profile() {
    let config = pay(json!({ "repositories": ["pay-*"], "regions": ["eu-west-1"] }));
    for (address, code) in [
        ("/eu-west-1/app", "repository_not_allowed"),
        ("/us-east-1/pay-api", "region_not_allowed"),
    ] {
        let credential_request =
            needing_credentials(discovery(&config, address, &bearer(&token(json!({})))));
        assert_eq!(refused(&credential_request, &config).code(), code);
    }
}

#[test]
fn names_the_session_by_email_or_subject() {
    let config = pay(json!({}));
    for (changes, name) in [
        (json!({}), "alice@example.com"),
        (json!({ "email": "Zoë@example.com" }), "Zo-@example.com"),
        (json!({ "email": null }), "user-1"),
        (json!({ "email": 1 }), "user-1"),
        (json!({ "email": ["alice@example.com"] }), "user-1"),
        (json!({ "email": "" }), "user-1"),
        (
            json!({ "email": "alice@example.com", "email_verified": "true" }),
            "alice@example.com",
        ),
        (json!({ "email_verified": false }), "user-1"),
        (json!({ "email_verified": "false" }), "user-1"),
        (
            json!({ "email": null, "sub": "system:serviceaccount:ci:builder" }),
            "system-serviceaccount-ci-builder",
        ),
    ] {
        let text = token(changes);
        assert_eq!(assume_role(&config, APP, &text).session_name, name);
        let edge = crate::support::config(vouching(json!({})));
        assert_eq!(assume_role(&edge, APP, &text).session_name, name);
    }
}

#[test]
fn separates_cached_credentials_by_token_and_repository() {
    let config = config(vouching(json!({})));
    let alice = token(json!({}));
    let bob = token(json!({ "sub": "user-2", "email": "bob@example.com" }));
    // Two tokens of one user have separate credentials, since credentials are cached by token.
    let again = token(json!({ "iat": NOW - 30 }));
    let ids: Vec<_> = [
        (&alice, "/pay/eu-west-1/app"),
        (&bob, "/pay/eu-west-1/app"),
        (&again, "/pay/eu-west-1/app"),
        (&alice, "/pay/eu-west-1/other"),
        (&alice, "/pay/eu-central-1/app"),
    ]
    .map(|(token, address)| assume_role(&config, address, token).id())
    .into();
    for (index, id) in ids.iter().enumerate() {
        assert_eq!(ids.iter().position(|it| it == id), Some(index));
    }
    assert_eq!(assume_role(&config, "/eu-west-1/app", &alice).id(), ids[0]);
}

#[test]
fn repeats_only_small_fetches() {
    let config = pay(json!({}));
    let authorization = bearer(&token(json!({})));
    for (method, request, length, repeatable) in [
        ("GET", "info/refs?service=git-upload-pack", None, true),
        ("GET", "info/refs?service=git-receive-pack", None, false),
        ("POST", "git-upload-pack", Some(65_536), true),
        ("POST", "git-upload-pack", Some(65_537), false),
        ("POST", "git-upload-pack", None, false),
        ("POST", "git-receive-pack", Some(4), false),
    ] {
        let url = format!("{EDGE}{APP}/{request}");
        let content_type = format!("application/x-{request}-request");
        let planned = plan(
            &config,
            &head(method, &url)
                .with("authorization", &authorization)
                .with("content-type", &content_type),
            now(),
        );
        assert!(
            matches!(planned.plan, Plan::NeedCredentials(_)),
            "{request}"
        );
        assert_eq!(
            needing_credentials(planned).is_repeatable(length),
            repeatable,
            "{request} {length:?}"
        );
    }
}
