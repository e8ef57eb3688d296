//! The configuration of identity providers and their rules.

use crate::support::{AUDIENCE, ISSUER, ROLE, merged};
use edge_proxy::Config;
use edge_proxy::config::provider::{Condition, IdentityProvider, Rule, Test};
use edge_proxy::jwt::NotBefore;
use edge_proxy::util::Glob;
use serde_json::{Value, json};

fn vars(providers: Value) -> Value {
    json!({
        "PROFILES": { "pay": { "role_arn": ROLE }, "web": {} },
        "IDENTITY_PROVIDERS": providers,
    })
}

fn read(providers: Value) -> Result<Config, String> {
    super::read(vars(providers))
}

fn company(fields: Value) -> Value {
    json!({ "company": merged(json!({ "issuer": ISSUER, "audiences": [AUDIENCE] }), fields) })
}

fn rules(rules: Value) -> Vec<Rule> {
    let config = read(company(json!({ "rules": rules }))).unwrap();
    config.identity_providers[0].rules.clone()
}

#[track_caller]
fn refused(providers: Value, variable: &str, said: &str) {
    super::refused(vars(providers), variable, said);
}

#[test]
fn requires_only_an_issuer_and_audiences() {
    let config = read(company(json!({}))).unwrap();
    let provider = IdentityProvider {
        name: "company".to_owned(),
        issuer: ISSUER.to_owned(),
        audiences: vec![AUDIENCE.to_owned()],
        jwks_uri: None,
        not_before: NotBefore::Nbf,
        cloudflare_access: false,
        client: None,
        rules: Vec::new(),
    };
    assert_eq!(config.provider(ISSUER), Some(&provider));
    // The issuer is kept exactly as written.
    for other in [
        "https://login.example.com/",
        "https://LOGIN.example.com",
        "",
    ] {
        assert_eq!(config.provider(other), None);
    }
}

#[test]
fn reads_every_field_of_a_provider() {
    let config = read(company(json!({
        "audiences": "one two,three",
        "jwks_uri": "https://keys.example.com/jwks.json",
        "not_before": "iat",
        "cloudflare_access": true,
        "rules": [{ "profile": "pay" }],
    })))
    .unwrap();
    let provider = config.provider(ISSUER).unwrap();
    assert_eq!(provider.audiences, ["one", "two", "three"]);
    assert_eq!(
        provider.jwks_uri.as_deref(),
        Some("https://keys.example.com/jwks.json")
    );
    assert_eq!(provider.not_before, NotBefore::Iat);
    assert!(provider.cloudflare_access);
    assert_eq!(provider.rules.len(), 1);
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
fn names_the_invalid_field_of_a_provider() {
    for (field, value, said) in [
        ("issuer", json!("login.example.com"), "not an https URL"),
        ("issuer", json!(1), "not a text"),
        ("issuer", json!(null), "is missing"),
        ("audiences", json!(null), "is missing"),
        ("audiences", json!([]), "empty list"),
        ("audiences", json!(" "), "empty list"),
        ("audiences", json!([1]), "not text"),
        ("audiences", json!(1), "not a list"),
        (
            "jwks_uri",
            json!("http://keys.example.com"),
            "not an https URL",
        ),
        ("jwks_uri", json!({}), "not a text"),
        ("not_before", json!("exp"), "\"exp\""),
        ("not_before", json!(true), "true"),
        ("cloudflare_access", json!("yes"), "\"yes\""),
        ("cloudflare_access", json!(1), "truth value"),
        ("rules", json!([]), "a list"),
        ("rules", json!("pay"), "list of rules"),
        ("rules", json!({ "profile": "pay" }), "a table"),
        (
            "audience",
            json!("x"),
            "not a field of an identity provider",
        ),
    ] {
        refused(
            company(json!({ field: value })),
            &format!("IDENTITY_PROVIDERS.company.{field}"),
            said,
        );
    }
    refused(json!("company"), "IDENTITY_PROVIDERS", "\"company\"");
    refused(
        json!({ "company": ISSUER }),
        "IDENTITY_PROVIDERS.company",
        "not a table",
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

#[test]
fn rejects_provider_names_that_are_unsafe_in_a_path() {
    let fields = json!({ "issuer": ISSUER, "audiences": [AUDIENCE] });
    for name in ["a", "Company-2_x", &"a".repeat(64)] {
        assert!(read(json!({ name: fields })).is_ok(), "{name}");
    }
    for name in [
        "",
        "a b",
        "a/b",
        "..",
        "a.b",
        "a%2f",
        "é",
        "a?b",
        &"a".repeat(65),
    ] {
        refused(
            json!({ name: fields }),
            "IDENTITY_PROVIDERS",
            "/oauth/callback/{name}",
        );
    }
}

#[test]
fn rejects_two_providers_with_one_issuer() {
    let provider = json!({ "issuer": ISSUER, "audiences": [AUDIENCE] });
    refused(
        json!({ "a": provider, "b": provider }),
        "IDENTITY_PROVIDERS.b.issuer",
        "another provider",
    );
    let slash = merged(provider.clone(), json!({ "issuer": format!("{ISSUER}/") }));
    assert!(read(json!({ "a": provider, "b": slash })).is_ok());
}

#[test]
fn requires_https_or_loopback_for_an_issuer() {
    for issuer in [
        "https://login.example.com",
        "https://login.example.com:8443/realms/dev/",
        "http://127.0.0.1:9000",
        "http://localhost",
        "http://localhost:9000/oidc",
        "http://[::1]:9000/oidc",
    ] {
        let config = read(company(json!({ "issuer": issuer }))).unwrap();
        assert!(config.provider(issuer).is_some());
    }
    let long = format!("https://login.example.com/{}", "a".repeat(2048));
    for issuer in [
        "http://login.example.com",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example:9000",
        "http://localhost@evil.example",
        "http://localhost:9000@evil.example/",
        "http://evil.example/127.0.0.1",
        "http://evil.example?http://localhost",
        "http://evil.example#@localhost",
        "http://127.0.0.1\\.evil.example",
        "http://127.0.0.1%2eevil.example",
        "http://10.0.0.1",
        "http://",
        "https://",
        "https:///path",
        "https://:443",
        "https://login.example.com:port",
        "https://login.example.com\\@evil.example",
        "https://login.example%2ecom",
        "https://alice:secret@login.example.com",
        "https://login.example.com?tenant=1",
        "https://login.example.com#fragment",
        "https://login.example.com/a b",
        "https://lögin.example.com",
        "https://login.example.com\n",
        "HTTPS://login.example.com",
        "ftp://localhost",
        "//login.example.com",
        &long,
    ] {
        for field in ["issuer", "jwks_uri"] {
            refused(
                company(json!({ field: issuer })),
                &format!("IDENTITY_PROVIDERS.company.{field}"),
                "not an https URL",
            );
        }
    }
}
