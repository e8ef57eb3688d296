//! The rules between a profile, its role, regions and rules.

use super::{read, refused};
use crate::support::{ROLE, merged, vouching};
use serde_json::{Map, Value, json};

#[test]
fn requires_the_partition_of_the_profiles_regions() {
    for (partition, regions, fits) in [
        ("aws", json!(["eu-west-1", "us-east-1"]), true),
        ("aws-cn", json!(["cn-north-1"]), true),
        ("aws-eusc", json!(["eusc-de-east-1"]), true),
        ("aws", json!(["eu-west-1", "cn-north-1"]), false),
        ("aws-us-gov", json!(["us-east-1"]), false),
    ] {
        let vars = json!({ "PROFILES": { "pay": {
            "role_arn": format!("arn:{partition}:iam::123456789012:role/r"),
            "regions": regions,
        } } });
        if fits {
            assert!(read(vars).is_ok(), "{partition}");
        } else {
            refused(vars, "PROFILES.pay.role_arn", "partition");
        }
    }
}

#[test]
fn requires_a_role_for_the_default_profile() {
    for profiles in [
        json!({}),
        json!({ "other": { "role_arn": ROLE } }),
        json!({ "pay": {} }),
    ] {
        refused(
            json!({ "DEFAULT_PROFILE": "pay", "PROFILES": profiles }),
            "DEFAULT_PROFILE",
            "role_arn",
        );
    }
    refused(
        json!({ "DEFAULT_PROFILE": 1 }),
        "DEFAULT_PROFILE",
        "not a text",
    );
    let config = read(crate::support::federated(json!({}))).unwrap();
    assert_eq!(config.default_profile.as_deref(), Some("pay"));
}

#[test]
fn requires_a_rule_for_a_profile_with_edge_keys() {
    let without_rule = merged(
        vouching(json!({})),
        json!({ "IDENTITY_PROVIDERS": { "company": {
            "issuer": crate::support::ISSUER, "audiences": ["a"],
        } } }),
    );
    refused(without_rule, "PROFILES.pay.assume_with", "no rule");
    let rule_of_another = merged(
        vouching(json!({})),
        json!({ "PROFILES": {
            "pay": { "role_arn": ROLE },
            "admin": { "role_arn": ROLE, "assume_with": "edge_keys" },
        } }),
    );
    refused(rule_of_another, "PROFILES.admin.assume_with", "no rule");
    let without_provider = merged(vouching(json!({})), json!({ "IDENTITY_PROVIDERS": null }));
    refused(without_provider, "PROFILES.pay.assume_with", "no rule");
}

#[test]
fn requires_the_edges_keys_where_a_profile_uses_them() {
    let without = |names: &[&str]| {
        let gone: Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), Value::Null))
            .collect();
        merged(vouching(json!({})), Value::Object(gone))
    };
    refused(
        without(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]),
        "AWS_ACCESS_KEY_ID",
        "is missing",
    );
    refused(
        without(&["AWS_ACCESS_KEY_ID"]),
        "AWS_ACCESS_KEY_ID",
        "is missing",
    );
    refused(
        without(&["AWS_SECRET_ACCESS_KEY"]),
        "AWS_SECRET_ACCESS_KEY",
        "is missing",
    );
    refused(
        json!({ "AWS_SESSION_TOKEN": "IQoJ" }),
        "AWS_ACCESS_KEY_ID",
        "is missing",
    );
}

#[test]
fn rejects_profile_names_that_are_addresses_of_the_edge() {
    for name in [
        "session",
        "healthz",
        "v1",
        "oauth",
        "eu-west-1",
        "-a",
        "1a",
        "a_b",
        "",
    ] {
        refused(
            json!({ "PROFILES": { name: { "role_arn": ROLE } } }),
            &format!("PROFILES.{name}"),
            "Choose another name",
        );
    }
    assert!(read(json!({ "PROFILES": { "a".repeat(64): {} } })).is_ok());
    assert!(read(json!({ "PROFILES": { "a".repeat(65): {} } })).is_err());
}
