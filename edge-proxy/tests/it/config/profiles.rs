//! Profiles and their roles: the ARN's grammar, and every field.

use crate::support::{ROLE, assert_advises, merged, vouching};
use edge_proxy::Config;
use edge_proxy::config::Profile;
use edge_proxy::config::role::{AssumeWith, Role, RoleArn};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use signer_wasm::Region;

fn read(vars: Value) -> Result<Config, String> {
    Config::from_vars(vars.as_object().unwrap_or(&Map::new())).map_err(|error| error.to_string())
}

fn profile(fields: Value) -> Profile {
    let config = read(json!({ "PROFILES": { "pay": fields } })).unwrap();
    config.profiles["pay"].clone()
}

fn role(fields: Value) -> Role {
    profile(merged(json!({ "role_arn": ROLE }), fields))
        .role
        .unwrap()
}

/// The refusal names the variable, what is wrong, and a valid value.
#[track_caller]
fn refused(vars: Value, variable: &str, said: &str) {
    let message = read(vars).unwrap_err();
    assert_advises(&message, variable);
    assert!(message.contains(said), "{message}");
}

#[test]
fn role_arns_are_read_whole() {
    for (text, partition, account) in [
        (ROLE, "aws", "123456789012"),
        (
            "arn:aws-cn:iam::000000000001:role/r",
            "aws-cn",
            "000000000001",
        ),
        (
            "arn:aws-us-gov:iam::123456789012:role/r",
            "aws-us-gov",
            "123456789012",
        ),
        (
            "arn:aws-eusc:iam::123456789012:role/r",
            "aws-eusc",
            "123456789012",
        ),
        (
            "arn:aws-iso-b:iam::123456789012:role/r",
            "aws-iso-b",
            "123456789012",
        ),
        (
            "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0f+=,.@-",
            "aws",
            "123456789012",
        ),
    ] {
        let arn = RoleArn::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (arn.as_str(), arn.partition(), arn.account()),
            (text, partition, account)
        );
    }
}

#[test]
fn what_is_no_role_arn_is_refused() {
    let long = format!("arn:aws:iam::123456789012:role/{}", "r".repeat(2048));
    for text in [
        "",
        "pay-reader",
        "arn:aws:iam::123456789012:user/alice",
        "arn:aws:iam::123456789012:role",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:role//r",
        "arn:aws:iam::123456789012:role/path/",
        "arn:aws:iam::123456789012:role/r:s",
        "arn:aws:iam::123456789012:role/a b",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::123456789012:role/ü",
        "arn:aws:iam::12345678901:role/r",
        "arn:aws:iam::1234567890123:role/r",
        "arn:aws:iam::12345678901a:role/r",
        "arn:aws:iam:us-east-1:123456789012:role/r",
        "arn:aws:sts::123456789012:assumed-role/r/alice",
        "arn:gcp:iam::123456789012:role/r",
        "arn:Aws:iam::123456789012:role/r",
        "arn:aws-CN:iam::123456789012:role/r",
        "ARN:aws:iam::123456789012:role/r",
        " arn:aws:iam::123456789012:role/r",
        "arn:aws:iam::123456789012:role/r\n",
        &long,
    ] {
        assert_eq!(RoleArn::parse(text), None, "{text}");
    }
}

#[test]
fn a_role_is_of_use_in_its_own_partition_alone() {
    let partitions = [
        ("aws", "eu-west-1", "us-east-1"),
        ("aws-cn", "cn-northwest-1", "cn-north-1"),
        ("aws-us-gov", "us-gov-east-1", "us-gov-west-1"),
        ("aws-eusc", "eusc-de-east-1", "eusc-de-east-1"),
    ];
    for (partition, _, main) in partitions {
        let arn = RoleArn::parse(&format!("arn:{partition}:iam::123456789012:role/r")).unwrap();
        for (other, region, _) in partitions {
            let region = Region::parse(region).unwrap();
            assert_eq!(
                arn.is_usable_in(&region),
                partition == other,
                "{partition} {region}"
            );
        }
        assert_eq!(arn.main_region().unwrap().as_str(), main);
    }
    let isolated = RoleArn::parse("arn:aws-iso-b:iam::123456789012:role/r").unwrap();
    assert!(isolated.is_usable_in(&Region::parse("us-isob-east-1").unwrap()));
    assert!(!isolated.is_usable_in(&Region::parse("us-east-1").unwrap()));
}

#[test]
fn a_role_by_itself_is_for_an_hour_the_tokens_and_narrowed() {
    assert_eq!(
        role(json!({})),
        Role {
            arn: RoleArn::parse(ROLE).unwrap(),
            assume_with: AssumeWith::WebIdentity,
            duration_seconds: 3600,
            narrowed: true,
        }
    );
    assert_eq!(profile(json!({ "access": "read" })).role, None);
}

#[test]
fn every_field_of_a_role_is_read() {
    for seconds in [900, 43_200] {
        assert_eq!(
            role(json!({ "duration_seconds": seconds })).duration_seconds,
            seconds
        );
    }
    assert!(role(json!({ "session_policy": "repository" })).narrowed);
    assert!(!role(json!({ "session_policy": "none" })).narrowed);
    assert_eq!(
        role(json!({ "assume_with": "web_identity" })).assume_with,
        AssumeWith::WebIdentity
    );

    let vars = vouching(json!({
        "external_id": "7c2f9a",
        "source_identity": "email",
        "session_tags": { "Team": "team", "Mail": "email" },
    }));
    let profile = read(vars).unwrap().profiles["pay"].clone();
    assert_eq!(
        profile.role.unwrap().assume_with,
        AssumeWith::EdgeKeys {
            external_id: Some("7c2f9a".to_owned()),
            source_identity: Some("email".to_owned()),
            session_tags: vec![
                ("Mail".to_owned(), "email".to_owned()),
                ("Team".to_owned(), "team".to_owned()),
            ],
        }
    );
    let plain = read(vouching(json!({}))).unwrap().profiles["pay"].clone();
    assert_eq!(
        plain.role.unwrap().assume_with,
        AssumeWith::EdgeKeys {
            external_id: None,
            source_identity: None,
            session_tags: Vec::new(),
        }
    );
}

#[test]
fn fifty_session_tags_are_the_most() {
    let tags = |count: usize| -> Value {
        (0..count)
            .map(|number| (format!("tag-{number}"), json!("claim")))
            .collect::<Map<_, _>>()
            .into()
    };
    assert!(read(vouching(json!({ "session_tags": tags(50) }))).is_ok());
    refused(
        vouching(json!({ "session_tags": tags(51) })),
        "PROFILES.pay.session_tags",
        "more than 50",
    );
}

#[test]
fn a_wrong_field_of_a_role_is_refused_by_its_name() {
    for (field, value, said) in [
        ("role_arn", json!("pay-reader"), "pay-reader"),
        ("role_arn", json!(""), "not a role's ARN"),
        ("role_arn", json!(12), "not a text"),
        ("role_arn", json!([ROLE]), "a list"),
        ("assume_with", json!("keys"), "\"keys\""),
        ("assume_with", json!(true), "true"),
        ("duration_seconds", json!(899), "899"),
        ("duration_seconds", json!(43_201), "43201"),
        ("duration_seconds", json!(-900), "-900"),
        ("duration_seconds", json!(900.5), "a fraction"),
        ("duration_seconds", json!(4_294_968_196_u64), "4294968196"),
        ("duration_seconds", json!("an hour"), "an hour"),
        ("session_policy", json!("all"), "\"all\""),
        ("session_policy", json!(false), "false"),
        ("external_id", json!("x"), "external id"),
        ("external_id", json!("with space"), "external id"),
        ("external_id", json!("ü-id"), "external id"),
        ("external_id", json!("x".repeat(1225)), "external id"),
        ("external_id", json!(7), "not a text"),
        ("source_identity", json!(["email"]), "not a text"),
        ("session_tags", json!("team"), "not a table"),
        ("acess", json!("read"), "not a field of a profile"),
        ("Role_arn", json!(ROLE), "not a field of a profile"),
    ] {
        refused(
            vouching(json!({ field: value })),
            &format!("PROFILES.pay.{field}"),
            said,
        );
    }
    refused(
        vouching(json!({ "session_tags": { "Team": 1 } })),
        "PROFILES.pay.session_tags.Team",
        "not a text",
    );
    for tag in [
        String::new(),
        "aws:team".to_owned(),
        "AWS:Team".to_owned(),
        "x".repeat(129),
    ] {
        refused(
            vouching(json!({ "session_tags": { &tag: "team" } })),
            &format!("PROFILES.pay.session_tags.{tag}"),
            "not the name of a session tag",
        );
    }
    assert!(
        read(vouching(
            json!({ "session_tags": { "x".repeat(128): "team" } })
        ))
        .is_ok()
    );
    assert!(read(vouching(json!({ "external_id": "x".repeat(1224) }))).is_ok());
    assert!(read(vouching(json!({ "external_id": "a_+=,.@:/-9Z" }))).is_ok());
}

#[test]
fn the_example_of_an_arn_is_one() {
    let message = read(json!({ "PROFILES": { "pay": { "role_arn": "x" } } })).unwrap_err();
    let example = message.rsplit(" = ").next().unwrap().trim_matches('"');
    assert!(RoleArn::parse(example).is_some(), "{message}");
}

#[test]
fn what_only_the_edges_keys_can_bring_is_refused_without_them() {
    for (field, value) in [
        ("external_id", json!("7c2f9a")),
        ("source_identity", json!("email")),
        ("session_tags", json!({ "Team": "team" })),
    ] {
        for assume_with in [json!(null), json!("web_identity")] {
            refused(
                json!({ "PROFILES": { "pay": merged(
                    json!({ "role_arn": ROLE, field: value }),
                    json!({ "assume_with": assume_with }),
                ) } }),
                &format!("PROFILES.pay.{field}"),
                "its own keys",
            );
        }
    }
}

#[test]
fn what_is_said_of_a_role_needs_one() {
    for fields in [
        json!({ "duration_seconds": 900 }),
        json!({ "session_policy": "none" }),
        json!({ "assume_with": "edge_keys" }),
        json!({ "assume_with": "edge_keys", "external_id": "7c2f9a" }),
    ] {
        refused(
            json!({ "PROFILES": { "pay": fields } }),
            "PROFILES.pay.role_arn",
            "is missing",
        );
    }
}

#[test]
fn a_role_is_of_the_partition_of_every_region_of_its_profile() {
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
        match fits {
            true => assert!(read(vars).is_ok(), "{partition}"),
            false => refused(vars, "PROFILES.pay.role_arn", "partition"),
        }
    }
}

#[test]
fn the_default_profile_is_one_with_a_role() {
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
fn the_edges_keys_open_a_profile_by_a_rule_alone() {
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
fn the_edges_keys_have_to_be_there() {
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
fn the_edges_addresses_are_no_profiles() {
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

proptest! {
    #[test]
    fn an_arn_that_is_read_is_what_was_written(
        partition in "aws(-[a-z]{1,4}){0,2}",
        account in "[0-9]{12}",
        name in "[A-Za-z0-9_+=,.@-]{1,64}(/[A-Za-z0-9_+=,.@-]{1,20}){0,3}",
    ) {
        let text = format!("arn:{partition}:iam::{account}:role/{name}");
        let arn = RoleArn::parse(&text).unwrap();
        prop_assert_eq!(arn.as_str(), text);
        prop_assert_eq!(arn.partition(), partition);
        prop_assert_eq!(arn.account(), account);
    }

    #[test]
    fn no_text_makes_the_parser_of_arns_panic(
        text in "(arn:)?(aws)?[a-z:/-]{0,12}(:iam::)?[0-9]{0,13}(:role/)?.{0,20}",
    ) {
        if let Some(arn) = RoleArn::parse(&text) {
            // What is read goes into policies and requests: nothing in it needs an escape there.
            prop_assert!(arn.as_str().bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'*'));
            prop_assert_eq!(arn.account().len(), 12);
        }
    }
}
