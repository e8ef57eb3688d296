//! The fields of a provider that make the edge its client, so that users can sign in.

use serde_json::Value;

use super::ConfigError;
use super::config_error::{advise, bad};
use super::vars::{fields, list, text};
use crate::config::provider::OidcClient;

/// The fields read so far.
#[derive(Default)]
pub(super) struct ClientFields {
    id: Option<String>,
    scopes: Option<String>,
    parameters: Option<Vec<(String, String)>>,
}

impl ClientFields {
    /// Reads a field of the provider at `variable`; `false` if it is not one of the client.
    pub(super) fn take(
        &mut self,
        variable: &str,
        field: &str,
        value: &Value,
    ) -> Result<bool, ConfigError> {
        let path = format!("{variable}.{field}");
        match field {
            "client_id" => self.id = Some(client_id(&path, value)?),
            "scopes" => self.scopes = Some(scopes(&path, value)?),
            "authorization_parameters" => self.parameters = Some(parameters(&path, value)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The client; `None` if no `client_id` was set.
    pub(super) fn finish(self, variable: &str) -> Result<Option<OidcClient>, ConfigError> {
        let Some(id) = self.id else {
            return match self.scopes.is_some() || self.parameters.is_some() {
                true => Err(bad(
                    &format!("{variable}.client_id"),
                    "is missing".into(),
                    CLIENT_ID_EXAMPLE,
                )),
                false => Ok(None),
            };
        };
        Ok(Some(OidcClient {
            id,
            secret: None,
            scopes: self.scopes.unwrap_or_else(|| DEFAULT_SCOPES.to_owned()),
            parameters: self.parameters.unwrap_or_default(),
        }))
    }
}

fn client_id(variable: &str, value: &Value) -> Result<String, ConfigError> {
    let id = text(variable, value, CLIENT_ID_EXAMPLE)?;
    match id.is_empty() {
        true => Err(bad(variable, "is empty".into(), CLIENT_ID_EXAMPLE)),
        false => Ok(id),
    }
}

fn scopes(variable: &str, value: &Value) -> Result<String, ConfigError> {
    let scopes = list(variable, Some(value), SCOPES_EXAMPLE)?.unwrap_or_default();
    match scopes.iter().any(|scope| scope == "openid") {
        true => Ok(scopes.join(" ")),
        false => Err(bad(
            variable,
            "lacks `openid`, without which there is no ID token".into(),
            SCOPES_EXAMPLE,
        )),
    }
}

fn parameters(variable: &str, value: &Value) -> Result<Vec<(String, String)>, ConfigError> {
    let table = fields(variable, Some(value), "table of texts", PARAMETERS_EXAMPLE)?;
    table
        .into_iter()
        .map(|(name, value)| {
            let path = format!("{variable}.{name}");
            if RESERVED_PARAMETERS.contains(&name) {
                return Err(advise(
                    &path,
                    "is a parameter that the edge sets itself, or that would change how the provider answers",
                    "Remove it",
                ));
            }
            let is_name = (1..=64).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
            if !is_name {
                return Err(bad(
                    variable,
                    "has a name with characters other than letters, digits, `.`, `_` and `-`, or more than 64".into(),
                    PARAMETERS_EXAMPLE,
                ));
            }
            let text = text(&path, value, "\"offline\"")?;
            let fits = (1..=256).contains(&text.len()) && !text.contains(char::is_control);
            match fits {
                true => Ok((name.to_owned(), text)),
                false => Err(bad(
                    &path,
                    "is empty, longer than 256 bytes, or has control characters".into(),
                    "\"offline\"",
                )),
            }
        })
        .collect()
}

const CLIENT_ID_EXAMPLE: &str = "\"codecommit-edge\"";
const DEFAULT_SCOPES: &str = "openid email";
const SCOPES_EXAMPLE: &str = "[\"openid\", \"email\", \"groups\", \"offline_access\"]";
const PARAMETERS_EXAMPLE: &str = "{ access_type = \"offline\" }";
/// Parameters that the edge sends itself, and those that would change the form or the destination of the response
/// (OpenID Connect Core 1.0, 3.1.2.1 and 6; OAuth 2.0 Multiple Response Type Encoding Practices).
pub(super) const RESERVED_PARAMETERS: [&str; 13] = [
    "client_id",
    "client_secret",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "registration",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
];
