//! How people sign in: the clients' secrets, `IDENTITY_CENTER`, and what belongs to both.

use serde_json::{Map, Value};
use signer_wasm::Region;

use super::providers::url;
use super::vars::{Vars, bad, fields, not_a, text};
use super::{Config, ConfigError};
use crate::Secret;
use crate::identity_center::IdentityCenter;
use crate::provider::IdentityProvider;

impl Vars<'_> {
    /// `IDENTITY_CENTER`
    pub(super) fn identity_center(&self) -> Result<Option<IdentityCenter>, ConfigError> {
        let Some(table) = self.get(CENTER) else {
            return Ok(None);
        };
        let (mut start_url, mut region) = (None, None);
        for (field, value) in fields(CENTER, Some(table), "table", CENTER_EXAMPLE)? {
            let of_field = format!("{CENTER}.{field}");
            match field {
                "start_url" => start_url = Some(url(&of_field, value)?),
                "region" => {
                    let name = text(&of_field, value, "\"eu-west-1\"")?;
                    region =
                        Some(Region::parse(&name).map_err(|_| {
                            bad(&of_field, not_a(&name, "region"), "\"eu-west-1\"")
                        })?);
                }
                _ => {
                    return Err(bad(
                        &of_field,
                        "is not a field of it (start_url, region)".into(),
                        CENTER_EXAMPLE,
                    ));
                }
            }
        }
        let missing = |field: &str| {
            bad(
                &format!("{CENTER}.{field}"),
                "is missing".into(),
                CENTER_EXAMPLE,
            )
        };
        Ok(Some(IdentityCenter {
            start_url: start_url.ok_or_else(|| missing("start_url"))?,
            region: region.ok_or_else(|| missing("region"))?,
        }))
    }

    /// Gives the providers' clients the secrets of `CLIENT_SECRETS`: a table, or one as JSON text.
    pub(super) fn give_client_secrets(
        &self,
        providers: &mut [IdentityProvider],
    ) -> Result<(), ConfigError> {
        let parsed;
        let table = match self.get(SECRETS) {
            None => return Ok(()),
            Some(Value::String(text)) => {
                parsed = serde_json::from_str::<Map<String, Value>>(text)
                    .map_err(|_| bad(SECRETS, "is not a JSON object".into(), SECRETS_EXAMPLE))?;
                &parsed
            }
            Some(Value::Object(table)) => table,
            Some(_) => return Err(bad(SECRETS, "is not a table".into(), SECRETS_EXAMPLE)),
        };
        for (name, secret) in table {
            let client = providers
                .iter_mut()
                .find(|provider| provider.name == *name)
                .and_then(|provider| provider.client.as_mut())
                .ok_or_else(|| {
                    bad(
                        &format!("{SECRETS}.{name}"),
                        "is of no identity provider that has a client_id".into(),
                        SECRETS_EXAMPLE,
                    )
                })?;
            let secret = secret.as_str().filter(|it| !it.is_empty()).ok_or_else(|| {
                bad(
                    &format!("{SECRETS}.{name}"),
                    "is not text".into(),
                    SECRETS_EXAMPLE,
                )
            })?;
            client.secret = Some(Secret::new(secret));
        }
        Ok(())
    }
}

impl Config {
    /// The identity providers that people sign in with.
    pub fn sign_in_providers(&self) -> impl Iterator<Item = &IdentityProvider> {
        self.identity_providers
            .iter()
            .filter(|provider| provider.client.is_some())
    }

    /// Whether people can sign in.
    pub fn has_login(&self) -> bool {
        self.identity_center.is_some() || self.sign_in_providers().next().is_some()
    }

    pub(super) fn check_login(&self) -> Result<(), ConfigError> {
        for provider in self.sign_in_providers() {
            let id = provider.client.as_ref().map(|client| &client.id);
            if !provider.audiences.iter().any(|it| Some(it) == id) {
                return Err(bad(
                    &format!("IDENTITY_PROVIDERS.{}.audiences", provider.name),
                    "lacks the client_id, which ID tokens are for".into(),
                    "[\"codecommit-edge\"] beside client_id = \"codecommit-edge\"",
                ));
            }
        }
        if self.identity_center.is_some()
            && self
                .sign_in_providers()
                .any(|it| it.name == IdentityCenter::NAME)
        {
            return Err(bad(
                "IDENTITY_PROVIDERS",
                format!(
                    "has an {}, by which IDENTITY_CENTER is chosen",
                    IdentityCenter::NAME
                ),
                "{ company = { issuer = \"https://login.example.com\", client_id = \"codecommit-edge\" } }",
            ));
        }
        if self.has_login() && self.session_keys.is_none() {
            return Err(bad(
                "SESSION_KEYS",
                "is missing, and people are to sign in".into(),
                "\"2026-11:{32 bytes in base64}\", set with `wrangler secret put`",
            ));
        }
        if self.gitea_compatibility && !self.has_login() {
            return Err(bad(
                "GITEA_COMPATIBILITY",
                "is set, and nobody can sign in".into(),
                "\"true\" beside an identity provider with a client_id",
            ));
        }
        Ok(())
    }
}

const CENTER: &str = "IDENTITY_CENTER";
const CENTER_EXAMPLE: &str =
    "{ start_url = \"https://d-1234567890.awsapps.com/start\", region = \"eu-west-1\" }";
const SECRETS: &str = "CLIENT_SECRETS";
const SECRETS_EXAMPLE: &str =
    "'{\"company\": \"the secret of its client_id\"}', set with `wrangler secret put`";
