//! The settings of sign-ins: `IDENTITY_CENTER`, `CLIENT_SECRETS`, and the checks that they fit the other settings.

use serde_json::{Map, Value};
use signer_wasm::Region;

use super::config_error::{advise, bad, not_a};
use super::names::unknown_field;
use super::providers::url;
use super::vars::{Vars, fields, text};
use super::{Config, ConfigError};
use crate::config::IdentityCenter;
use crate::config::provider::IdentityProvider;
use crate::config::role::AssumeWith;
use crate::util::Secret;

impl Vars<'_> {
    /// Parses `IDENTITY_CENTER`.
    // Out of line: the runtime compiles a function whole when it is first called.
    #[inline(never)]
    pub(super) fn identity_center(&self) -> Result<Option<IdentityCenter>, ConfigError> {
        let Some(table) = self.get(CENTER) else {
            return Ok(None);
        };
        let (mut start_url, mut region) = (None, None);
        for (field, value) in fields(CENTER, Some(table), "table", CENTER_EXAMPLE)? {
            let path = format!("{CENTER}.{field}");
            match field {
                "start_url" => start_url = Some(url(&path, value)?),
                "region" => {
                    let name = text(&path, value, "\"eu-west-1\"")?;
                    region = Some(
                        Region::parse(&name)
                            .map_err(|_| bad(&path, not_a(&name, "region"), "\"eu-west-1\""))?,
                    );
                }
                _ => {
                    return Err(unknown_field(
                        &path,
                        field,
                        CENTER,
                        &["start_url", "region"],
                    ));
                }
            }
        }
        let missing =
            |field: &str, example| bad(&format!("{CENTER}.{field}"), "is missing".into(), example);
        Ok(Some(IdentityCenter {
            start_url: start_url.ok_or_else(|| {
                missing("start_url", "\"https://d-1234567890.awsapps.com/start\"")
            })?,
            region: region.ok_or_else(|| missing("region", "\"eu-west-1\""))?,
        }))
    }

    /// Gives the providers' clients their secrets from `CLIENT_SECRETS`: a table, or a table as JSON text.
    #[inline(never)]
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
            let clients: Vec<String> = providers
                .iter()
                .filter(|provider| provider.client.is_some())
                .map(|provider| provider.name.clone())
                .collect();
            let client = providers
                .iter_mut()
                .find(|provider| provider.name == *name)
                .and_then(|provider| provider.client.as_mut())
                .ok_or_else(|| {
                    let advice = match clients.as_slice() {
                        [] => format!("Set IDENTITY_PROVIDERS.{name}.client_id, or remove {name} from {SECRETS}"),
                        names => format!("Write the name of a provider that has one: {}", names.join(", ")),
                    };
                    advise(
                        &format!("{SECRETS}.{name}"),
                        "belongs to no identity provider that has a client_id",
                        advice,
                    )
                })?;
            let secret = secret.as_str().filter(|it| !it.is_empty()).ok_or_else(|| {
                bad(
                    &format!("{SECRETS}.{name}"),
                    "is not text".into(),
                    "\"the secret of its client_id\"",
                )
            })?;
            client.secret = Some(Secret::new(secret));
        }
        Ok(())
    }
}

impl Config {
    /// The identity providers that users can sign in with.
    pub fn sign_in_providers(&self) -> impl Iterator<Item = &IdentityProvider> {
        self.identity_providers
            .iter()
            .filter(|provider| provider.client.is_some())
    }

    /// Whether users can sign in.
    pub fn has_login(&self) -> bool {
        self.identity_center.is_some()
            || self.sign_in_providers().next().is_some()
            || !self.saml_providers.is_empty()
    }

    pub(super) fn check_login(&self) -> Result<(), ConfigError> {
        for provider in self.sign_in_providers() {
            let id = provider.client.as_ref().map(|client| &client.id);
            if !provider.audiences.iter().any(|it| Some(it) == id) {
                let id = id.map_or("", String::as_str);
                return Err(advise(
                    &format!("IDENTITY_PROVIDERS.{}.audiences", provider.name),
                    "lacks the client_id, which ID tokens are for",
                    format!(
                        "Add \"{id}\" to the list, or remove audiences: the client_id is the default"
                    ),
                ));
            }
        }
        if self.identity_center.is_some()
            && self
                .sign_in_providers()
                .any(|it| it.name == IdentityCenter::NAME)
        {
            return Err(advise(
                &format!("IDENTITY_PROVIDERS.{}", IdentityCenter::NAME),
                "has a name that is reserved for IDENTITY_CENTER",
                "Give the provider another name, such as IDENTITY_PROVIDERS.company",
            ));
        }
        if self.has_login() && self.session_keys.is_none() {
            let because = match self.identity_center {
                Some(_) => "IDENTITY_CENTER is set",
                None if !self.saml_providers.is_empty() => "SAML_PROVIDERS is set",
                None => "an identity provider has a client_id",
            };
            return Err(bad(
                "SESSION_KEYS",
                format!("is missing, and {because}"),
                "\"2026-11:{32 bytes in base64}\", set with `wrangler secret put`; `openssl rand -base64 32` makes such bytes",
            ));
        }
        if self.gitea_compatibility && !self.has_login() {
            return Err(advise(
                "GITEA_COMPATIBILITY",
                "is set, but no sign-in is configured",
                "Remove it, or set IDENTITY_CENTER, SAML_PROVIDERS or the client_id of an identity provider",
            ));
        }
        let opens_by_name = self.profiles.values().any(|profile| {
            let role = profile.role.as_ref();
            role.is_some_and(|role| role.assume_with == AssumeWith::WebIdentity)
        });
        if let Some(provider) = self
            .sign_in_providers()
            .find(|provider| provider.rules.is_empty() && !opens_by_name)
        {
            return Err(advise(
                &format!("IDENTITY_PROVIDERS.{}.client_id", provider.name),
                "lets users sign in, and no rule grants them a profile",
                format!(
                    "Add a role as PROFILES.payments.role_arn, and IDENTITY_PROVIDERS.{}.rules = [{{ claim = \"groups\", contains = \"payments\", profile = \"payments\" }}]",
                    provider.name
                ),
            ));
        }
        Ok(())
    }
}

impl Config {
    /// Checks that SAML providers and the profiles that they open belong together.
    pub(super) fn check_saml(&self) -> Result<(), ConfigError> {
        let others: Vec<&str> = self
            .sign_in_providers()
            .map(|provider| provider.name.as_str())
            .chain([IdentityCenter::NAME])
            .collect();
        for provider in &self.saml_providers {
            let variable = format!("SAML_PROVIDERS.{}", provider.name);
            if others.contains(&provider.name.as_str()) {
                return Err(advise(
                    &variable,
                    "has the name of another way to sign in",
                    "Give it another name, such as SAML_PROVIDERS.company-saml",
                ));
            }
        }
        let profile = self.profiles.iter().find(|(_, profile)| {
            let role = profile.role.as_ref();
            role.is_some_and(|role| role.assume_with == AssumeWith::Saml)
        });
        match (self.saml_providers.first(), profile) {
            (None, Some((name, _))) => Err(advise(
                &format!("PROFILES.{name}.assume_with"),
                "is saml, and there is no SAML provider",
                "Add one as SAML_PROVIDERS.company, or write another assume_with",
            )),
            (Some(provider), None) => Err(advise(
                &format!("SAML_PROVIDERS.{}", provider.name),
                "lets users sign in, and no profile is opened by it",
                "Add a role as PROFILES.payments = { role_arn = \"arn:aws:iam::123456789012:role/name\", assume_with = \"saml\" }",
            )),
            _ => Ok(()),
        }
    }
}

const CENTER: &str = "IDENTITY_CENTER";
const CENTER_EXAMPLE: &str =
    "{ start_url = \"https://d-1234567890.awsapps.com/start\", region = \"eu-west-1\" }";
const SECRETS: &str = "CLIENT_SECRETS";
const SECRETS_EXAMPLE: &str =
    "'{\"company\": \"the secret of its client_id\"}', set with `wrangler secret put`";
