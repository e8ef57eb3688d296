//! The rules of a provider.

use super::{company, read, refused};
use crate::support::merged;
use edge_proxy::config::provider::{Condition, Rule, Test};
use edge_proxy::util::Glob;
use serde_json::{Value, json};

fn rules(rules: Value) -> Vec<Rule> {
    let config = read(company(json!({ "rules": rules }))).unwrap();
    config.identity_providers[0].rules.clone()
}

fn groups(test: Test) -> Condition {
    Condition {
        claim: "groups".to_owned(),
        test,
    }
}

#[test]
fn reads_a_rule_with_several_conditions() {
    let all = json!([
        { "claim": "groups", "contains": "payments" },
        { "claim": "email", "matches": "*@example.com" },
    ]);
    let read = rules(json!([{ "profile": "pay", "access": "read", "all": all }]));
    let email = Condition {
        claim: "email".to_owned(),
        test: Test::Matches(Glob::for_text("*@example.com").unwrap()),
    };
    assert_eq!(
        read,
        [Rule {
            conditions: vec![groups(Test::Contains("payments".to_owned())), email],
            profile: "pay".to_owned(),
            read_only: true,
        }]
    );
}

#[test]
fn rejects_conditions_that_are_incomplete_or_misplaced() {
    let good = json!({ "claim": "groups", "contains": "payments" });
    for (rule, place, said) in [
        (json!({ "all": [] }), ".all", "list of conditions"),
        (json!({ "all": good }), ".all", "a table"),
        (json!({ "all": "groups" }), ".all", "list of conditions"),
        (json!({ "all": [good, "x"] }), ".all[1]", "not a condition"),
        (json!({ "all": [{}] }), ".all[0]", "has no claim"),
        (
            json!({ "all": [good, { "claim": "email" }] }),
            ".all[1]",
            "without",
        ),
        (
            json!({ "all": [{ "equals": "a" }] }),
            ".all[0]",
            "without a claim",
        ),
        (
            json!({ "all": [merged(good.clone(), json!({ "equals": "a" }))] }),
            ".all[0]",
            "more than one",
        ),
        (
            json!({ "all": [merged(good.clone(), json!({ "profile": "pay" }))] }),
            ".all[0].profile",
            "not a field of a condition",
        ),
        (
            json!({ "all": [{ "all": [good] }] }),
            ".all[0].all",
            "not a field of a condition",
        ),
        (
            json!({ "all": [{ "claim": "email", "matches": "" }] }),
            ".all[0].matches",
            "empty pattern",
        ),
        (
            merged(json!({ "all": [good] }), good.clone()),
            "",
            "put every condition into `all`",
        ),
    ] {
        let rule = merged(json!({ "profile": "pay" }), rule);
        refused(
            company(json!({ "rules": [rule] })),
            &format!("IDENTITY_PROVIDERS.company.rules[0]{place}"),
            said,
        );
    }
}

#[test]
fn reads_every_form_of_a_rule() {
    let rule = |test: Option<Test>, read_only| Rule {
        conditions: test.into_iter().map(groups).collect(),
        profile: "pay".to_owned(),
        read_only,
    };
    assert_eq!(
        rules(json!([
            { "profile": "pay" },
            { "profile": "pay", "access": "read" },
            { "profile": "pay", "access": "write", "claim": "groups", "contains": "payments" },
            { "profile": "pay", "claim": "groups", "equals": "payments" },
            { "profile": "pay", "claim": "groups", "matches": "repo:octo/*:ref:*" },
        ])),
        [
            rule(None, false),
            rule(None, true),
            rule(Some(Test::Contains("payments".to_owned())), false),
            rule(Some(Test::Equals("payments".to_owned())), false),
            rule(
                Glob::for_text("repo:octo/*:ref:*").map(Test::Matches),
                false
            ),
        ]
    );
}

#[test]
fn names_the_invalid_rule_by_its_index() {
    let good = json!({ "profile": "pay" });
    for (rule, field, said) in [
        (json!("pay"), "", "not a rule"),
        (json!({}), "", "names no profile"),
        (
            json!({ "claim": "groups", "equals": "a" }),
            "",
            "names no profile",
        ),
        (
            json!({ "profile": "pay", "claim": "groups" }),
            "",
            "without",
        ),
        (
            json!({ "profile": "pay", "equals": "a" }),
            "",
            "without a claim",
        ),
        (
            json!({ "profile": "pay", "claim": "c", "equals": "a", "contains": "b" }),
            "",
            "more than one",
        ),
        (
            json!({ "profile": "pay", "claim": "c", "equals": "a", "matches": "b" }),
            "",
            "more than one",
        ),
        (json!({ "profile": 1 }), ".profile", "not a text"),
        (
            json!({ "profile": "pay", "claim": 1 }),
            ".claim",
            "not a text",
        ),
        (
            json!({ "profile": "pay", "claim": "c", "equals": true }),
            ".equals",
            "not a text",
        ),
        (
            json!({ "profile": "pay", "claim": "c", "contains": ["a"] }),
            ".contains",
            "not a text",
        ),
        (
            json!({ "profile": "pay", "claim": "c", "matches": "" }),
            ".matches",
            "empty pattern",
        ),
        (
            json!({ "profile": "pay", "access": "admin" }),
            ".access",
            "\"admin\"",
        ),
        (
            json!({ "profile": "pay", "claims": "c" }),
            ".claims",
            "not a field of a rule",
        ),
    ] {
        refused(
            company(json!({ "rules": [good, rule] })),
            &format!("IDENTITY_PROVIDERS.company.rules[1]{field}"),
            said,
        );
    }
}

#[test]
fn requires_a_role_in_the_profile_of_a_rule() {
    for profile in ["web", "unknown"] {
        refused(
            company(json!({ "rules": [{ "profile": "pay" }, { "profile": profile }] })),
            "IDENTITY_PROVIDERS.company.rules",
            profile,
        );
    }
}
