//! `SAML_PROVIDERS`: the SAML identity providers that users sign in with.

use serde_json::Value;

use super::ConfigError;
use super::config_error::{advise, bad, not_a};
use super::names::unknown_field;
use super::providers::{provider_name, url_with_query};
use super::vars::{fields, list, text};
use crate::config::{SamlProvider, SamlProviderArn};

/// Parses the table of SAML providers.
pub(super) fn saml_providers(value: Option<&Value>) -> Result<Vec<SamlProvider>, ConfigError> {
    let mut providers: Vec<SamlProvider> = Vec::new();
    for (name, value) in fields(TABLE, value, "table of providers", EXAMPLE)? {
        provider_name(TABLE, name, EXAMPLE)?;
        providers.push(provider(name, value)?);
    }
    Ok(providers)
}

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
fn provider(name: &str, value: &Value) -> Result<SamlProvider, ConfigError> {
    let variable = format!("{TABLE}.{name}");
    let (mut arns, mut sso_url, mut entity_id, mut sp_entity_id) = (None, None, None, None);
    for (field, value) in fields(&variable, Some(value), "table", PROVIDER_EXAMPLE)? {
        let path = format!("{variable}.{field}");
        match field {
            "provider_arn" => arns = Some(self::arns(&path, value)?),
            "sso_url" => sso_url = Some(url_with_query(&path, value, SSO_URL_EXAMPLE)?),
            "entity_id" => entity_id = Some(self::entity_id(&path, value, ENTITY_ID_EXAMPLE)?),
            "sp_entity_id" => {
                sp_entity_id = Some(self::entity_id(
                    &path,
                    value,
                    "\"https://edge.example.com/saml/metadata\"",
                )?);
            }
            _ => return Err(unknown_field(&path, field, "a SAML provider", &FIELDS)),
        }
    }
    let missing =
        |field: &str, example| bad(&format!("{variable}.{field}"), "is missing".into(), example);
    Ok(SamlProvider {
        name: name.to_owned(),
        arns: arns.ok_or_else(|| missing("provider_arn", ARN_EXAMPLE))?,
        sso_url: sso_url.ok_or_else(|| missing("sso_url", SSO_URL_EXAMPLE))?,
        entity_id: entity_id.ok_or_else(|| missing("entity_id", ENTITY_ID_EXAMPLE))?,
        sp_entity_id: sp_entity_id.unwrap_or_else(|| SamlProvider::SP_ENTITY_ID.to_owned()),
    })
}

/// One ARN, or a list with one for each account.
fn arns(variable: &str, value: &Value) -> Result<Vec<SamlProviderArn>, ConfigError> {
    let texts = list(variable, Some(value), ARN_EXAMPLE)?.unwrap_or_default();
    let mut arns: Vec<SamlProviderArn> = Vec::new();
    for text in texts {
        let arn = SamlProviderArn::parse(&text)
            .ok_or_else(|| bad(variable, not_a(&text, "SAML provider's ARN"), ARN_EXAMPLE))?;
        if arns.contains(&arn) {
            return Err(advise(
                variable,
                format!("has {text} twice"),
                "Write it once",
            ));
        }
        arns.push(arn);
    }
    Ok(arns)
}

/// The URI of an entity (SAML Core 2.0, 8.3.6).
fn entity_id(variable: &str, value: &Value, example: &'static str) -> Result<String, ConfigError> {
    let text = text(variable, value, example)?;
    let well_formed =
        (1..=1024).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    match well_formed {
        true => Ok(text),
        false => Err(bad(variable, not_a(&text, "entity id"), example)),
    }
}

const TABLE: &str = "SAML_PROVIDERS";
const FIELDS: [&str; 4] = ["provider_arn", "sso_url", "entity_id", "sp_entity_id"];
const ARN_EXAMPLE: &str = "\"arn:aws:iam::123456789012:saml-provider/company\"";
const SSO_URL_EXAMPLE: &str = "\"https://login.example.com/saml/sso\"";
const ENTITY_ID_EXAMPLE: &str = "\"https://login.example.com/saml/metadata\"";
const PROVIDER_EXAMPLE: &str = "{ provider_arn = \"arn:aws:iam::123456789012:saml-provider/company\", sso_url = \"https://login.example.com/saml/sso\", entity_id = \"https://login.example.com/saml/metadata\" }";
const EXAMPLE: &str = "{ company = { provider_arn = \"arn:aws:iam::123456789012:saml-provider/company\", sso_url = \"https://login.example.com/saml/sso\", entity_id = \"https://login.example.com/saml/metadata\" } }";
