//! The conditions of rules.

use super::{APP, granted, ruled};
use crate::support::merged;
use serde_json::{Value, json};

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
fn a_rule_without_a_condition_matches_every_token_of_the_provider() {
    assert!(opens(json!({}), json!({})));
}

#[test]
fn contains_searches_only_lists_of_strings() {
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
fn equals_compares_strings_integers_and_booleans() {
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
fn matches_compares_the_whole_string() {
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
fn does_not_follow_dots_in_claim_names_into_objects() {
    let rule = json!({ "claim": "realm.role", "equals": "dev" });
    assert!(opens(rule.clone(), json!({ "realm.role": "dev" })));
    assert!(!opens(rule, json!({ "realm": { "role": "dev" } })));
}

#[test]
fn requires_every_condition_of_a_rule() {
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
fn rejects_rules_on_an_unverified_email() {
    for rule in [
        json!({ "claim": "email", "matches": "*@example.com" }),
        json!({ "claim": "email", "equals": "alice@example.com" }),
        json!({ "all": [
            { "claim": "sub", "matches": "*" },
            { "claim": "email", "matches": "*@example.com" },
        ] }),
    ] {
        // An absent `email_verified` counts as verified, as in oauth2-proxy; some issuers send a string.
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
    // An unverified email does not affect rules on other claims.
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
