//! `IDENTITY_PROVIDERS`: the identity providers whose tokens the edge verifies itself.

use serde_json::Value;

use super::ConfigError;
use super::config_error::{advise, bad, not_a, shown};
use super::names::unknown_field;
use super::oidc_client::ClientFields;
use super::rules::rules;
use super::vars::{fields, list, text, truth};
use crate::config::provider::IdentityProvider;
use crate::jwt::NotBefore;
use crate::util::HttpUrl;

/// Parses the table of identity providers.
pub(super) fn providers(value: Option<&Value>) -> Result<Vec<IdentityProvider>, ConfigError> {
    let mut providers: Vec<IdentityProvider> = Vec::new();
    for (name, value) in fields("IDENTITY_PROVIDERS", value, "table of providers", EXAMPLE)? {
        provider_name("IDENTITY_PROVIDERS", name, EXAMPLE)?;
        let provider = provider(name, value)?;
        if providers.iter().any(|it| it.issuer == provider.issuer) {
            return Err(advise(
                &format!("IDENTITY_PROVIDERS.{name}.issuer"),
                "is also the issuer of another provider",
                "Keep one of the two, with the rules and audiences of both",
            ));
        }
        providers.push(provider);
    }
    Ok(providers)
}

/// Rejects a name that cannot be part of an address, as in the redirect URI `/oauth/callback/{name}`.
pub(super) fn provider_name(
    table: &str,
    name: &str,
    example: &'static str,
) -> Result<(), ConfigError> {
    let is_name = (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    match is_name {
        true => Ok(()),
        false => Err(bad(
            table,
            format!(
                "has a provider {}, and a name is 1 to 64 letters, digits, `-` and `_`, because it is part of addresses such as https://{{this edge}}/oauth/callback/{{name}}",
                shown(&Value::String(name.to_owned()))
            ),
            example,
        )),
    }
}

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
fn provider(name: &str, value: &Value) -> Result<IdentityProvider, ConfigError> {
    let variable = format!("IDENTITY_PROVIDERS.{name}");
    let mut issuer = None;
    let mut audiences = None;
    let mut jwks_uri = None;
    let mut not_before = None;
    let mut client = ClientFields::default();
    let mut cloudflare_access = false;
    let mut rules = Vec::new();

    for (field, value) in fields(&variable, Some(value), "table", PROVIDER_EXAMPLE)? {
        let path = format!("{variable}.{field}");
        match field {
            "issuer" => issuer = Some(url(&path, value)?),
            "audiences" => audiences = list(&path, Some(value), "[\"sts.amazonaws.com\"]")?,
            "jwks_uri" => jwks_uri = Some(url(&path, value)?),
            "not_before" => {
                not_before = match value.as_str() {
                    Some("nbf") => Some(NotBefore::Nbf),
                    Some("iat") => Some(NotBefore::Iat),
                    _ => {
                        return Err(bad(
                            &path,
                            format!("is {}, which is neither `nbf` nor `iat`", shown(value)),
                            "\"nbf\"",
                        ));
                    }
                }
            }
            "cloudflare_access" => cloudflare_access = truth(&path, value)?,
            "rules" => rules = self::rules(&path, value)?,
            _ if client.take(&variable, field, value)? => {}
            _ => {
                return Err(unknown_field(&path, field, "an identity provider", &FIELDS));
            }
        }
    }

    let missing =
        |field: &str, example| bad(&format!("{variable}.{field}"), "is missing".into(), example);
    let client = client.finish(&variable)?;
    // The tokens from a sign-in have the client as their audience.
    let audiences = audiences.or_else(|| Some(vec![client.as_ref()?.id.clone()]));
    Ok(IdentityProvider {
        name: name.to_owned(),
        issuer: issuer.ok_or_else(|| missing("issuer", "\"https://login.example.com\""))?,
        audiences: audiences.ok_or_else(|| missing("audiences", "[\"codecommit-edge\"]"))?,
        jwks_uri,
        // An ID token must have `iat`, and need not have `nbf` (OpenID Connect Core 1.0, 2).
        not_before: not_before.unwrap_or(match client {
            Some(_) => NotBefore::Iat,
            None => NotBefore::Nbf,
        }),
        client,
        cloudflare_access,
        rules,
    })
}

/// An `https` URL; `http` is allowed only on loopback, which no one on the network can read.
pub(super) fn url(variable: &str, value: &Value) -> Result<String, ConfigError> {
    let example = "\"https://login.example.com\"";
    let text = url_with_query(variable, value, example)?;
    match text.contains('?') {
        true => Err(bad(variable, not_a(&text, "https URL"), example)),
        false => Ok(text),
    }
}

/// Like [`url`], also with a query.
pub(super) fn url_with_query(
    variable: &str,
    value: &Value,
    example: &'static str,
) -> Result<String, ConfigError> {
    let text = text(variable, value, example)?;
    let well_formed = text.len() <= 2048
        && HttpUrl::parse(&text)
            .is_some_and(|url| url.is_private() && !url.rest().contains(['#', '@']));
    match well_formed {
        true => Ok(text),
        false => Err(bad(variable, not_a(&text, "https URL"), example)),
    }
}

const FIELDS: [&str; 9] = [
    "issuer",
    "audiences",
    "jwks_uri",
    "client_id",
    "scopes",
    "authorization_parameters",
    "not_before",
    "cloudflare_access",
    "rules",
];
const PROVIDER_EXAMPLE: &str =
    "{ issuer = \"https://login.example.com\", audiences = [\"codecommit-edge\"] }";
const EXAMPLE: &str =
    "{ company = { issuer = \"https://login.example.com\", audiences = [\"codecommit-edge\"] } }";
