//! The fields of a role.

use super::{read, refused};
use crate::support::{ROLE, merged, vouching};
use edge_proxy::config::Profile;
use edge_proxy::config::role::{AssumeWith, Role, RoleArn};
use serde_json::{Map, Value, json};

fn profile(fields: Value) -> Profile {
    let config = read(json!({ "PROFILES": { "pay": fields } })).unwrap();
    config.profiles["pay"].clone()
}

fn role(fields: Value) -> Role {
    profile(merged(json!({ "role_arn": ROLE }), fields))
        .role
        .unwrap()
}

#[test]
fn defaults_to_web_identity_one_hour_and_a_session_policy() {
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
fn reads_every_field_of_a_role() {
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
fn accepts_at_most_50_session_tags() {
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
fn names_the_invalid_field_of_a_role() {
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
fn rejects_fields_that_need_edge_keys_without_them() {
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
fn requires_role_arn_for_fields_of_a_role() {
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
