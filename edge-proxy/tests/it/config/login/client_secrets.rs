//! `CLIENT_SECRETS`.

use super::super::read;
use super::{company, refused};
use crate::support::{AUDIENCE, CANARY, ISSUER};
use edge_proxy::util::Secret;
use serde_json::json;

#[test]
fn reads_client_secrets_from_toml_or_json() {
    for secrets in [
        json!({ "company": CANARY }),
        json!(format!("{{\"company\": \"{CANARY}\"}}")),
    ] {
        let config = read(company(json!({}), json!({ "CLIENT_SECRETS": secrets }))).unwrap();
        let client = config.identity_providers[0].client.as_ref().unwrap();
        assert_eq!(client.secret, Some(Secret::new(CANARY)));
        assert!(!format!("{config:?}").contains(CANARY));
    }
    for none in [json!(null), json!(""), json!({}), json!("{}")] {
        let config = read(company(json!({}), json!({ "CLIENT_SECRETS": none }))).unwrap();
        let client = config.identity_providers[0].client.as_ref().unwrap();
        assert_eq!(client.secret, None);
    }
}

#[test]
fn explains_an_invalid_client_secret_without_showing_it() {
    for (secrets, variable, said) in [
        (json!(CANARY), "CLIENT_SECRETS", "not a JSON object"),
        (
            json!(format!("[\"{CANARY}\"]")),
            "CLIENT_SECRETS",
            "not a JSON object",
        ),
        (
            json!(format!("{{\"company\": \"{CANARY}\"")),
            "CLIENT_SECRETS",
            "not a JSON object",
        ),
        (json!([CANARY]), "CLIENT_SECRETS", "not a table"),
        (json!(7), "CLIENT_SECRETS", "not a table"),
        (json!(true), "CLIENT_SECRETS", "not a table"),
        (
            json!({ "company": [CANARY] }),
            "CLIENT_SECRETS.company",
            "is not text",
        ),
        (
            json!({ "company": "" }),
            "CLIENT_SECRETS.company",
            "is not text",
        ),
        (
            json!({ "company": null }),
            "CLIENT_SECRETS.company",
            "is not text",
        ),
        (
            json!({ "company": CANARY, "other": CANARY }),
            "CLIENT_SECRETS.other",
            "no identity provider that has a client_id",
        ),
    ] {
        refused(
            company(json!({}), json!({ "CLIENT_SECRETS": secrets })),
            variable,
            said,
        );
    }
    let without_client = json!({
        "IDENTITY_PROVIDERS": { "company": { "issuer": ISSUER, "audiences": [AUDIENCE] } },
        "CLIENT_SECRETS": { "company": CANARY },
    });
    refused(
        without_client,
        "CLIENT_SECRETS.company",
        "no identity provider",
    );
}
