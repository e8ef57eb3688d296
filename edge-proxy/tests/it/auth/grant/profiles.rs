//! The limits of profiles.

use super::{APP, granted, ruled};
use crate::support::{AUDIENCE, ISSUER, ROLE, claims, config, federated};
use edge_proxy::auth::{Grant, Wanted};
use serde_json::{Value, json};
use signer_wasm::{Region, RepositoryName};

#[test]
fn a_requested_profile_explains_what_it_does_not_allow() {
    let config = ruled(json!([{ "profile": "pay" }]));
    // It is granted, so that the error is about this profile.
    assert!(granted(&config, json!({}), Some("pay"), "us-east-1/app").is_ok());
    let claims = claims(json!({}));
    let grant = Grant::for_token(&config, &claims, Some("pay"), Wanted::Anything).unwrap();
    for (address, code) in [
        ("eu-west-1/pay-api", None),
        ("eu-west-1/app", Some("repository_not_allowed")),
        ("us-east-1/pay-api", Some("region_not_allowed")),
    ] {
        let (region, name) = address.split_once('/').unwrap();
        let admitted = grant.admit(Wanted::Repository(
            &Region::parse(region).unwrap(),
            &RepositoryName::parse_segment(name).unwrap(),
        ));
        assert_eq!(admitted.err().map(|error| error.code()), code, "{address}");
    }
}

#[test]
fn rejects_regions_of_another_partition() {
    let config = config(federated(json!({})));
    let claims = claims(json!({}));
    let grant = Grant::for_token(&config, &claims, None, Wanted::Anything).unwrap();
    let name = RepositoryName::parse_segment("app").unwrap();
    for (region, open) in [
        ("eu-west-1", true),
        ("cn-north-1", false),
        ("us-gov-west-1", false),
        ("eusc-de-east-1", false),
    ] {
        let admitted = grant.admit(Wanted::Repository(&Region::parse(region).unwrap(), &name));
        assert_eq!(admitted.is_ok(), open, "{region}");
        if let Err(error) = admitted {
            assert_eq!(error.code(), "region_not_allowed");
            assert!(error.public_message().contains(region));
        }
    }
}

#[test]
fn uses_the_profile_in_the_address_or_the_default_without_rules() {
    let providers = json!({ "company": { "issuer": ISSUER, "audiences": [AUDIENCE] } });
    for providers in [Value::Null, providers] {
        let profiles =
            json!({ "pay": { "role_arn": ROLE }, "read": { "role_arn": ROLE, "access": "read" } });
        let config = config(federated(
            json!({ "PROFILES": profiles, "IDENTITY_PROVIDERS": providers }),
        ));
        assert_eq!(
            granted(&config, json!({}), None, APP),
            Ok(("pay".to_owned(), false))
        );
        assert_eq!(
            granted(&config, json!({}), Some("read"), APP),
            Ok(("read".to_owned(), true))
        );
    }
}

#[test]
fn requires_a_profile_in_the_address_without_a_default() {
    let config = config(federated(json!({ "DEFAULT_PROFILE": null })));
    let refusal = granted(&config, json!({}), None, APP).unwrap_err();
    assert_eq!(refusal.code(), "access_denied");
    assert!(refusal.public_message().contains("DEFAULT_PROFILE"));
}

#[test]
fn explains_that_no_profile_has_a_role() {
    for profiles in [json!({}), json!({ "web": {} })] {
        let config = config(json!({ "PROFILES": profiles }));
        let refusal = granted(&config, json!({}), None, APP).unwrap_err();
        assert_eq!(refusal.code(), "access_denied");
        let message = refusal.public_message();
        assert!(message.contains("no profile with a role"), "{message}");
        assert!(message.contains("role_arn") && !message.contains("DEFAULT_PROFILE"));
    }
}

#[test]
fn rejects_tokens_for_a_profile_without_a_role() {
    let config = config(json!({ "PROFILES": { "web": {} } }));
    for asked in ["web", "unknown"] {
        let refusal = granted(&config, json!({}), Some(asked), APP).unwrap_err();
        assert_eq!(refusal.code(), "access_denied");
        assert!(refusal.public_message().contains("role_arn"));
    }
}
