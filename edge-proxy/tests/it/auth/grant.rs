//! Which profile a caller gets, and what for.

use crate::support::{AUDIENCE, ISSUER, ROLE, at, claims, config, federated, merged};
use edge_proxy::auth::Grant;
use edge_proxy::session::{Session, SessionSubject, VerifiedIdentity};
use edge_proxy::{Config, Error};
use serde_json::{Value, json};
use signer_wasm::{Region, RepositoryName};

/// An edge with the profiles `read`, `write` and `bare`, and these rules of its provider.
fn ruled(rules: Value) -> Config {
    config(json!({
        "PROFILES": {
            "read": { "role_arn": ROLE, "access": "read" },
            "write": { "role_arn": ROLE },
            "pay": { "role_arn": ROLE, "repositories": ["pay-*"], "regions": ["eu-west-1"] },
        },
        "IDENTITY_PROVIDERS": {
            "company": { "issuer": ISSUER, "audiences": [AUDIENCE], "rules": rules },
        },
    }))
}

/// The profile that is opened at `{region}/{repository}`, and whether for reading alone.
fn granted(
    config: &Config,
    changes: Value,
    asked: Option<&str>,
    address: &str,
) -> Result<(String, bool), Error> {
    let (region, name) = address.split_once('/').unwrap();
    let region = Region::parse(region).unwrap();
    let name = RepositoryName::parse_segment(name).unwrap();
    Grant::to_token(config, &claims(changes), asked, Some((&region, &name)))
        .map(|grant| (grant.name.to_owned(), grant.read_only))
}

fn opens(rule: Value, claims: Value) -> bool {
    let rule = merged(json!({ "profile": "write" }), rule);
    match granted(&ruled(json!([rule])), claims, None, APP) {
        Ok(granted) => granted == ("write".to_owned(), false),
        Err(error) => {
            assert_eq!(error.code(), "access_denied");
            assert!(error.public_message().contains("No rule"));
            false
        }
    }
}

#[test]
fn a_rule_without_condition_opens_to_every_token_of_the_provider() {
    assert!(opens(json!({}), json!({})));
}

#[test]
fn contains_looks_into_lists_of_texts_alone() {
    let rule = json!({ "claim": "groups", "contains": "payments" });
    for (groups, expected) in [
        (json!(["dev", "payments"]), true),
        (json!([1, "payments"]), true),
        (json!(["dev"]), false),
        (json!(["payments-admins", "Payments"]), false),
        (json!([["payments"]]), false),
        (json!([]), false),
        (json!("payments"), false),
        (json!({ "payments": true }), false),
        (json!(null), false),
    ] {
        assert_eq!(
            opens(rule.clone(), json!({ "groups": groups })),
            expected,
            "{groups}"
        );
    }
    let number = json!({ "claim": "groups", "contains": "1" });
    assert!(!opens(number, json!({ "groups": [1] })));
}

#[test]
fn equals_compares_texts_whole_numbers_and_truth_values() {
    for (wanted, value, expected) in [
        ("octo", json!("octo"), true),
        ("octo", json!("octo-org"), false),
        ("octo", json!("Octo"), false),
        ("octo", json!(["octo"]), false),
        ("true", json!(true), true),
        ("true", json!("true"), true),
        ("true", json!(false), false),
        ("false", json!(false), true),
        ("false", json!(null), false),
        ("42", json!(42), true),
        ("-42", json!(-42), true),
        ("42", json!(42.5), false),
        ("42", json!(43), false),
        ("", json!(""), true),
        ("", json!(0), false),
        ("null", json!(null), false),
    ] {
        let rule = json!({ "claim": "org", "equals": wanted });
        assert_eq!(
            opens(rule, json!({ "org": value })),
            expected,
            "{wanted} {value}"
        );
    }
}

#[test]
fn matches_takes_the_whole_of_a_text() {
    for (pattern, value, expected) in [
        (
            "repo:octo/*:ref:refs/heads/main",
            json!("repo:octo/app:ref:refs/heads/main"),
            true,
        ),
        (
            "repo:octo/*:ref:refs/heads/main",
            json!("repo:octo/app:ref:refs/heads/dev"),
            false,
        ),
        ("repo:octo/*", json!("repo:octo-evil/app"), false),
        ("octo/*", json!("repo:octo/app"), false),
        ("*", json!("anything"), true),
        ("*", json!(1), false),
        ("*", json!(["anything"]), false),
        ("*", json!(null), false),
    ] {
        let rule = json!({ "claim": "where", "matches": pattern });
        assert_eq!(
            opens(rule, json!({ "where": value })),
            expected,
            "{pattern} {value}"
        );
    }
}

#[test]
fn the_name_of_a_claim_leads_into_no_object() {
    let rule = json!({ "claim": "realm.role", "equals": "dev" });
    assert!(opens(rule.clone(), json!({ "realm.role": "dev" })));
    assert!(!opens(rule, json!({ "realm": { "role": "dev" } })));
}

#[test]
fn every_condition_of_a_rule_has_to_hold() {
    let rule = json!({ "all": [
        { "claim": "groups", "contains": "payments" },
        { "claim": "email", "matches": "*@example.com" },
    ] });
    let mallory = "mallory@evil.example";
    for (groups, email, expected) in [
        ("payments", "alice@example.com", true),
        ("payments", mallory, false),
        ("dev", "alice@example.com", false),
        ("dev", mallory, false),
    ] {
        assert_eq!(
            opens(rule.clone(), json!({ "groups": [groups], "email": email })),
            expected,
            "{groups} {email}"
        );
    }
    assert!(!opens(
        rule,
        json!({ "groups": ["payments"], "email": null })
    ));
}

#[test]
fn an_address_that_the_issuer_calls_unverified_opens_nothing() {
    for rule in [
        json!({ "claim": "email", "matches": "*@example.com" }),
        json!({ "claim": "email", "equals": "alice@example.com" }),
        json!({ "all": [
            { "claim": "sub", "matches": "*" },
            { "claim": "email", "matches": "*@example.com" },
        ] }),
    ] {
        // Absent, it is taken, as oauth2-proxy takes it; some issuers send it as text.
        for verified in [json!(null), json!(true), json!("true"), json!("True")] {
            assert!(
                opens(rule.clone(), json!({ "email_verified": verified })),
                "{rule} {verified}"
            );
        }
        let config = ruled(json!([merged(json!({ "profile": "write" }), rule)]));
        for verified in [json!(false), json!("false"), json!(""), json!(0), json!([])] {
            let claims = json!({ "email_verified": verified });
            let refusal = granted(&config, claims, None, APP).unwrap_err();
            assert_eq!(refusal.code(), "access_denied", "{verified}");
            let message = refusal.public_message();
            assert!(message.contains("(email_verified)"), "{message}");
        }
    }
    // Rules on other claims are no concern of the address.
    let unverified = json!({ "email_verified": false, "groups": ["dev"] });
    assert!(opens(
        json!({ "claim": "groups", "contains": "dev" }),
        unverified.clone()
    ));
    assert!(opens(json!({}), unverified.clone()));
    let none = ruled(json!([{ "claim": "groups", "contains": "x", "profile": "write" }]));
    let refusal = granted(&none, unverified, None, APP).unwrap_err();
    assert!(!refusal.public_message().contains("email_verified"));
}

#[test]
fn the_first_rule_that_matches_decides() {
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
fn a_read_only_edge_grants_nothing_else() {
    let config = config(federated(json!({ "READ_ONLY": true })));
    assert_eq!(
        granted(&config, json!({}), None, APP),
        Ok(("pay".to_owned(), true))
    );
}

#[test]
fn a_profile_that_is_asked_for_is_the_one_granted() {
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
    // The first rule for it decides here, too.
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
fn without_a_profile_in_the_address_the_first_that_opens_the_repository_serves() {
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
fn a_role_of_another_partition_is_passed_over() {
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
fn a_profile_that_is_asked_for_says_itself_what_it_does_not_open() {
    let config = ruled(json!([{ "profile": "pay" }]));
    // It is granted all the same, so that the refusal is its own.
    assert!(granted(&config, json!({}), Some("pay"), "us-east-1/app").is_ok());
    let claims = claims(json!({}));
    let grant = Grant::to_token(&config, &claims, Some("pay"), None).unwrap();
    for (address, code) in [
        ("eu-west-1/pay-api", None),
        ("eu-west-1/app", Some("repository_not_allowed")),
        ("us-east-1/pay-api", Some("region_not_allowed")),
    ] {
        let (region, name) = address.split_once('/').unwrap();
        let admitted = grant.admit(
            &Region::parse(region).unwrap(),
            &RepositoryName::parse_segment(name).unwrap(),
        );
        assert_eq!(admitted.err().map(|error| error.code()), code, "{address}");
    }
}

#[test]
fn a_role_reaches_no_region_of_another_partition() {
    let config = config(federated(json!({})));
    let claims = claims(json!({}));
    let grant = Grant::to_token(&config, &claims, None, None).unwrap();
    let name = RepositoryName::parse_segment("app").unwrap();
    for (region, open) in [
        ("eu-west-1", true),
        ("cn-north-1", false),
        ("us-gov-west-1", false),
        ("eusc-de-east-1", false),
    ] {
        let admitted = grant.admit(&Region::parse(region).unwrap(), &name);
        assert_eq!(admitted.is_ok(), open, "{region}");
        if let Err(error) = admitted {
            assert_eq!(error.code(), "region_not_allowed");
            assert!(error.public_message().contains(region));
        }
    }
}

#[test]
fn no_matching_rule_opens_nothing_whatever_the_default_profile() {
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
fn without_rules_the_address_or_the_default_names_the_profile() {
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
fn without_a_default_profile_the_address_has_to_name_one() {
    let config = config(federated(json!({ "DEFAULT_PROFILE": null })));
    let refusal = granted(&config, json!({}), None, APP).unwrap_err();
    assert_eq!(refusal.code(), "access_denied");
    assert!(refusal.public_message().contains("DEFAULT_PROFILE"));
}

#[test]
fn without_any_role_no_profile_is_advised() {
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
fn a_profile_without_role_opens_nothing_to_a_token() {
    let config = config(json!({ "PROFILES": { "web": {} } }));
    for asked in ["web", "unknown"] {
        let refusal = granted(&config, json!({}), Some(asked), APP).unwrap_err();
        assert_eq!(refusal.code(), "access_denied");
        assert!(refusal.public_message().contains("role_arn"));
    }
}

#[test]
fn the_edge_vouches_for_nobody_whom_no_rule_lets_in() {
    // The profile is one of the company's rule. Another provider's tokens, without rules, and those
    // of no provider's would reach it by its name.
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

#[test]
fn a_session_is_bound_to_its_profile() {
    let config = ruled(json!([{ "profile": "write" }]));
    for (asked, open) in [
        (None, true),
        (Some("write"), true),
        (Some("read"), false),
        (Some("unknown"), false),
    ] {
        let session = session(Some("write"));
        let granted = Grant::to_session(&config, &session, asked);
        match granted {
            Ok(grant) => assert!(open && grant.name == "write"),
            Err(error) => {
                assert!(!open);
                assert_eq!(error.code(), "access_denied");
                assert!(error.public_message().contains("write"));
            }
        }
    }
}

#[test]
fn a_session_reads_alone_where_it_or_its_profile_does() {
    let config = ruled(json!([{ "profile": "write" }]));
    for (profile, read_only, expected) in [
        ("write", false, false),
        ("write", true, true),
        ("read", false, true),
    ] {
        let session = Session {
            read_only,
            ..session(Some(profile))
        };
        let grant = Grant::to_session(&config, &session, None).unwrap();
        assert_eq!(grant.read_only, expected, "{profile} {read_only}");
    }
}

#[test]
fn a_session_of_a_profile_that_is_no_more_opens_nothing() {
    let config = ruled(json!([{ "profile": "write" }]));
    for profile in [Some("gone"), None] {
        let session = session(profile);
        let refusal = Grant::to_session(&config, &session, None).unwrap_err();
        assert_eq!(refusal.code(), "access_denied");
    }
}

fn session(profile: Option<&str>) -> Session {
    Session {
        id: [1; 16],
        profile: profile.map(str::to_owned),
        read_only: false,
        expires_at: at(crate::support::NOW + 3600),
        subject: SessionSubject::Identity(VerifiedIdentity {
            issuer: ISSUER.to_owned(),
            subject: "user-1".to_owned(),
            session_name: "alice@example.com".to_owned(),
            source_identity: None,
            tags: Vec::new(),
        }),
    }
}

const APP: &str = "eu-west-1/app";
