//! The choice among rules and profiles.

use super::{APP, granted, ruled};
use crate::support::{AUDIENCE, ISSUER, ROLE, claims, config, federated, merged};
use edge_proxy::auth::{Grant, Wanted};
use serde_json::{Value, json};
use signer_wasm::Region;

#[test]
fn applies_the_first_matching_rule() {
    let config = ruled(json!([
        { "claim": "groups", "contains": "admins", "profile": "write" },
        { "profile": "read" },
        { "profile": "write" },
    ]));
    assert_eq!(
        granted(&config, json!({ "groups": ["admins"] }), None, APP),
        Ok(("write".to_owned(), false))
    );
    assert_eq!(
        granted(&config, json!({}), None, APP),
        Ok(("read".to_owned(), true))
    );
}

#[test]
fn a_refusal_names_a_repository_only_if_one_is_wanted() {
    let config = ruled(json!([{ "claim": "groups", "contains": "admins", "profile": "write" }]));
    let refusal = granted(&config, json!({}), None, APP).unwrap_err();
    assert!(
        refusal
            .public_message()
            .contains("access to this repository.")
    );
    let region = Region::parse("eu-west-1").unwrap();
    for (wanted, said) in [
        (Wanted::Anything, "access to any repository."),
        (
            Wanted::Region(&region),
            "access to repositories in this region.",
        ),
    ] {
        let refusal = Grant::for_token(&config, &claims(json!({})), None, wanted).unwrap_err();
        assert!(refusal.public_message().contains(said), "{said}");
    }
}

#[test]
fn a_rule_narrows_a_profile_and_never_widens_it() {
    let config = ruled(json!([
        { "claim": "who", "equals": "a", "profile": "write", "access": "read" },
        { "claim": "who", "equals": "b", "profile": "read", "access": "write" },
        { "claim": "who", "equals": "c", "profile": "write", "access": "write" },
    ]));
    for (who, expected) in [
        ("a", ("write".to_owned(), true)),
        ("b", ("read".to_owned(), true)),
        ("c", ("write".to_owned(), false)),
    ] {
        assert_eq!(
            granted(&config, json!({ "who": who }), None, APP),
            Ok(expected)
        );
    }
}

#[test]
fn grants_only_reads_at_a_read_only_edge() {
    let config = config(federated(json!({ "READ_ONLY": true })));
    assert_eq!(
        granted(&config, json!({}), None, APP),
        Ok(("pay".to_owned(), true))
    );
}

#[test]
fn grants_the_requested_profile() {
    let config = ruled(json!([
        { "profile": "write", "access": "read" },
        { "claim": "groups", "contains": "admins", "profile": "write" },
        { "claim": "groups", "contains": "admins", "profile": "read" },
    ]));
    let admin = json!({ "groups": ["admins"] });
    assert_eq!(
        granted(&config, admin.clone(), Some("read"), APP),
        Ok(("read".to_owned(), true))
    );
    // Here, too, the first rule for the profile decides.
    assert_eq!(
        granted(&config, admin, Some("write"), APP),
        Ok(("write".to_owned(), true))
    );
    for asked in ["read", "pay", "unknown"] {
        let refusal = granted(&config, json!({}), Some(asked), APP).unwrap_err();
        assert_eq!(refusal.code(), "access_denied", "{asked}");
    }
}

#[test]
fn grants_the_first_profile_that_allows_the_repository() {
    let config = ruled(json!([{ "profile": "pay" }, { "profile": "read" }]));
    for (address, profile) in [
        ("eu-west-1/pay-api", "pay"),
        ("eu-west-1/app", "read"),
        ("us-east-1/pay-api", "read"),
    ] {
        let (granted, _) = granted(&config, json!({}), None, address).unwrap();
        assert_eq!(granted, profile, "{address}");
    }
}

#[test]
fn skips_roles_of_another_partition() {
    let config = config(json!({
        "PROFILES": {
            "here": { "role_arn": ROLE },
            "there": { "role_arn": "arn:aws-cn:iam::123456789012:role/r" },
        },
        "IDENTITY_PROVIDERS": { "company": {
            "issuer": ISSUER, "audiences": [AUDIENCE],
            "rules": [{ "profile": "here" }, { "profile": "there" }],
        } },
    }));
    for (address, profile) in [("eu-west-1/app", "here"), ("cn-north-1/app", "there")] {
        let (granted, _) = granted(&config, json!({}), None, address).unwrap();
        assert_eq!(granted, profile, "{address}");
    }
}

#[test]
fn denies_without_a_matching_rule_whatever_the_default_profile() {
    let config = config(merged(
        json!({
            "DEFAULT_PROFILE": "pay",
            "PROFILES": { "pay": { "role_arn": ROLE } },
        }),
        json!({ "IDENTITY_PROVIDERS": { "company": {
            "issuer": ISSUER, "audiences": [AUDIENCE],
            "rules": [{ "profile": "pay", "claim": "groups", "contains": "payments" }],
        } } }),
    ));
    for asked in [None, Some("pay")] {
        let refusal = granted(&config, json!({}), asked, APP).unwrap_err();
        assert_eq!((refusal.status(), refusal.code()), (403, "access_denied"));
    }
}

#[test]
fn denies_roles_of_the_edges_keys_without_a_rule() {
    // Only a rule of `company` names the profile. Tokens of a provider without rules, or of no
    // provider, must not reach it by name.
    let vars = crate::support::vouching(json!({}));
    let other = json!({ "issuer": "https://other.example.com", "audiences": [AUDIENCE] });
    let company = vars["IDENTITY_PROVIDERS"]["company"].clone();
    let config = config(merged(
        vars,
        json!({
            "DEFAULT_PROFILE": "pay",
            "IDENTITY_PROVIDERS": { "company": company, "other": other },
        }),
    ));
    assert!(granted(&config, json!({}), Some("pay"), APP).is_ok());
    for issuer in [
        json!("https://other.example.com"),
        json!("https://unknown.example.com"),
        json!(format!("{ISSUER}/")),
        Value::Null,
    ] {
        for asked in [None, Some("pay")] {
            let refusal = granted(&config, json!({ "iss": issuer }), asked, APP).unwrap_err();
            assert_eq!(refusal.code(), "access_denied", "{issuer}");
        }
    }
}
