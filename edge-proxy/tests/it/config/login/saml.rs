//! `SAML_PROVIDERS`, and the profiles that they open.

use super::super::read;
use super::refused;
use crate::support::{
    AUDIENCE, ISSUER, ROLE, SAML_ISSUER, SAML_PROVIDER, merged, saml_login, saml_provider,
};
use edge_proxy::config::role::AssumeWith;
use serde_json::{Value, json};

fn with(changes: Value) -> Value {
    saml_login(json!({ "SAML_PROVIDERS": { "company": merged(saml_provider(), changes) } }))
}

#[test]
fn reads_a_provider_and_its_profile() {
    let config = read(saml_login(json!({}))).unwrap();
    assert!(config.has_login());
    assert!(!config.has_roles(), "no token opens the profile");
    let [provider] = &config.saml_providers[..] else {
        panic!("one provider");
    };
    assert_eq!(provider.name, "company");
    assert_eq!(provider.arns[0].as_str(), SAML_PROVIDER);
    assert_eq!(provider.sso_url, "https://login.example.com/sso?tenant=1");
    assert_eq!(provider.entity_id, SAML_ISSUER);
    assert_eq!(provider.sp_entity_id, "urn:amazon:webservices");
    let role = config.profiles["pay"].role.as_ref().unwrap();
    assert_eq!(role.assume_with, AssumeWith::Saml);

    let config = read(with(json!({
        "provider_arn": [SAML_PROVIDER, "arn:aws-cn:iam::210987654321:saml-provider/a.b_c-d"],
        "sp_entity_id": "https://edge.example.com/saml/metadata",
    })))
    .unwrap();
    let provider = &config.saml_providers[0];
    assert_eq!(provider.arns.len(), 2);
    assert_eq!(
        provider.sp_entity_id,
        "https://edge.example.com/saml/metadata"
    );
}

#[test]
fn rejects_wrong_fields() {
    for (changes, field, said) in [
        (
            json!({ "provider_arn": null }),
            ".provider_arn",
            "is missing",
        ),
        (json!({ "sso_url": null }), ".sso_url", "is missing"),
        (json!({ "entity_id": null }), ".entity_id", "is missing"),
        (json!({ "provider_arn": 7 }), ".provider_arn", "not a list"),
        (
            json!({ "provider_arn": ROLE }),
            ".provider_arn",
            "not a SAML provider's ARN",
        ),
        (
            json!({ "provider_arn": "arn:aws:iam::1:saml-provider/company" }),
            ".provider_arn",
            "not a SAML provider's ARN",
        ),
        (
            json!({ "provider_arn": "arn:aws:iam::123456789012:saml-provider/" }),
            ".provider_arn",
            "not a SAML provider's ARN",
        ),
        (
            json!({ "provider_arn": "arn:aws:iam::123456789012:saml-provider/a/b" }),
            ".provider_arn",
            "not a SAML provider's ARN",
        ),
        (
            json!({ "provider_arn": [SAML_PROVIDER, SAML_PROVIDER] }),
            ".provider_arn",
            "twice",
        ),
        (
            json!({ "sso_url": "login.example.com" }),
            ".sso_url",
            "not an https URL",
        ),
        (
            json!({ "sso_url": "http://login.example.com/" }),
            ".sso_url",
            "not an https URL",
        ),
        (
            json!({ "sso_url": "https://login.example.com/#a" }),
            ".sso_url",
            "not an https URL",
        ),
        (json!({ "entity_id": "" }), ".entity_id", "not an entity id"),
        (
            json!({ "entity_id": "a b" }),
            ".entity_id",
            "not an entity id",
        ),
        (
            json!({ "sp_entity_id": ["a"] }),
            ".sp_entity_id",
            "not a text",
        ),
        (
            json!({ "entityid": "x" }),
            ".entityid",
            "Did you mean entity_id?",
        ),
        (
            json!({ "slo_url": "x" }),
            ".slo_url",
            "not a field of a SAML provider",
        ),
    ] {
        refused(
            with(changes),
            &format!("SAML_PROVIDERS.company{field}"),
            said,
        );
    }
    refused(
        saml_login(json!({ "SAML_PROVIDERS": { "com pany": saml_provider() } })),
        "SAML_PROVIDERS",
        "a name is 1 to 64 letters",
    );
    refused(
        saml_login(json!({ "SAML_PROVIDERS": "x" })),
        "SAML_PROVIDERS",
        "not a table",
    );
}

#[test]
fn requires_session_keys_and_a_profile() {
    refused(
        saml_login(json!({ "SESSION_KEYS": null })),
        "SESSION_KEYS",
        "SAML_PROVIDERS is set",
    );
    refused(
        saml_login(json!({ "PROFILES": null })),
        "SAML_PROVIDERS.company",
        "no profile is opened by it",
    );
    refused(
        saml_login(json!({ "SAML_PROVIDERS": null })),
        "PROFILES.pay.assume_with",
        "there is no SAML provider",
    );
}

#[test]
fn rejects_the_name_of_another_way_to_sign_in() {
    let named = |name: &str| json!({ name: saml_provider() });
    refused(
        saml_login(json!({ "SAML_PROVIDERS": named("identity-center") })),
        "SAML_PROVIDERS.identity-center",
        "has the name of another way to sign in",
    );
    let mut vars = saml_login(json!({
        "IDENTITY_PROVIDERS": { "company": { "issuer": ISSUER, "client_id": AUDIENCE } },
    }));
    vars["PROFILES"]["web"] = json!({ "role_arn": ROLE });
    refused(
        vars.clone(),
        "SAML_PROVIDERS.company",
        "has the name of another way to sign in",
    );
    vars["IDENTITY_PROVIDERS"]["company"] = json!({ "issuer": ISSUER, "audiences": [AUDIENCE] });
    read(vars).unwrap();
}

#[test]
fn rejects_rules_and_a_default_profile_that_open_a_saml_profile() {
    refused(
        saml_login(json!({
            "IDENTITY_PROVIDERS": {
                "oidc": { "issuer": ISSUER, "audiences": [AUDIENCE], "rules": [{ "profile": "pay" }] },
            },
        })),
        "IDENTITY_PROVIDERS.oidc.rules",
        "no token opens it",
    );
    refused(
        saml_login(json!({ "DEFAULT_PROFILE": "pay" })),
        "DEFAULT_PROFILE",
        "that tokens open",
    );
}
