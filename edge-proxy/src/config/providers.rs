//! `IDENTITY_PROVIDERS`: the identity providers whose tokens the edge verifies itself.

use serde_json::Value;

use super::ConfigError;
use super::names::unknown_field;
use super::vars::{access, advise, bad, fields, list, not_a, shown, text, truth};
use crate::config::provider::{Condition, IdentityProvider, OidcClient, Rule, Test};
use crate::jwt::NotBefore;
use crate::util::{Glob, HttpUrl};

/// Parses the table of identity providers.
pub(super) fn providers(value: Option<&Value>) -> Result<Vec<IdentityProvider>, ConfigError> {
    let mut providers: Vec<IdentityProvider> = Vec::new();
    for (name, value) in fields("IDENTITY_PROVIDERS", value, "table of providers", EXAMPLE)? {
        let is_name = (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if !is_name {
            return Err(bad(
                "IDENTITY_PROVIDERS",
                format!(
                    "has a provider {}, and a name is 1 to 64 letters, digits, `-` and `_`, because it stands in the redirect URI https://{{this edge}}/oauth/callback/{{name}}",
                    shown(&Value::String(name.to_owned()))
                ),
                EXAMPLE,
            ));
        }
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

fn provider(name: &str, value: &Value) -> Result<IdentityProvider, ConfigError> {
    let variable = format!("IDENTITY_PROVIDERS.{name}");
    let mut issuer = None;
    let mut audiences = None;
    let mut jwks_uri = None;
    let mut not_before = None;
    let mut client_id = None;
    let mut scopes = None;
    let mut cloudflare_access = false;
    let mut rules = Vec::new();

    for (field, value) in fields(&variable, Some(value), "table", PROVIDER_EXAMPLE)? {
        let of_field = format!("{variable}.{field}");
        match field {
            "issuer" => issuer = Some(url(&of_field, value)?),
            "audiences" => audiences = list(&of_field, Some(value), "[\"sts.amazonaws.com\"]")?,
            "jwks_uri" => jwks_uri = Some(url(&of_field, value)?),
            "client_id" => client_id = Some(self::client_id(&of_field, value)?),
            "scopes" => scopes = Some(self::scopes(&of_field, value)?),
            "not_before" => {
                not_before = match value.as_str() {
                    Some("nbf") => Some(NotBefore::Nbf),
                    Some("iat") => Some(NotBefore::Iat),
                    _ => {
                        return Err(bad(
                            &of_field,
                            format!("is {}, which is neither `nbf` nor `iat`", shown(value)),
                            "\"nbf\"",
                        ));
                    }
                }
            }
            "cloudflare_access" => cloudflare_access = truth(&of_field, value)?,
            "rules" => rules = self::rules(&of_field, value)?,
            _ => {
                return Err(unknown_field(
                    &of_field,
                    field,
                    "an identity provider",
                    &FIELDS,
                ));
            }
        }
    }

    let missing =
        |field: &str, example| bad(&format!("{variable}.{field}"), "is missing".into(), example);
    if scopes.is_some() && client_id.is_none() {
        return Err(missing("client_id", CLIENT_ID_EXAMPLE));
    }
    // The tokens from a sign-in have the client as their audience.
    let audiences = audiences.or_else(|| client_id.clone().map(|id| vec![id]));
    Ok(IdentityProvider {
        name: name.to_owned(),
        issuer: issuer.ok_or_else(|| missing("issuer", "\"https://login.example.com\""))?,
        audiences: audiences.ok_or_else(|| missing("audiences", "[\"codecommit-edge\"]"))?,
        jwks_uri,
        // An ID token must have `iat`, and need not have `nbf` (OpenID Connect Core 1.0, 2).
        not_before: not_before.unwrap_or(match client_id {
            Some(_) => NotBefore::Iat,
            None => NotBefore::Nbf,
        }),
        client: client_id.map(|id| OidcClient {
            id,
            secret: None,
            scopes: scopes.unwrap_or_else(|| DEFAULT_SCOPES.to_owned()),
        }),
        cloudflare_access,
        rules,
    })
}

fn rules(variable: &str, value: &Value) -> Result<Vec<Rule>, ConfigError> {
    let rules = value
        .as_array()
        .filter(|rules| !rules.is_empty())
        .ok_or_else(|| {
            bad(
                variable,
                not_a(&shown(value), "list of rules"),
                RULES_EXAMPLE,
            )
        })?;
    rules
        .iter()
        .enumerate()
        .map(|(index, value)| rule(&format!("{variable}[{index}]"), value))
        .collect()
}

fn rule(variable: &str, value: &Value) -> Result<Rule, ConfigError> {
    let mut condition = ConditionFields::default();
    let mut all = None;
    let mut profile = None;
    let mut read_only = false;
    for (field, value) in fields(variable, Some(value), "rule", RULE_EXAMPLE)? {
        let of_field = format!("{variable}.{field}");
        match field {
            "access" => read_only = access(&of_field, value)?,
            "all" => all = Some(self::all(&of_field, value)?),
            "profile" => profile = Some(text(&of_field, value, "\"payments\"")?),
            _ if condition.take(variable, field, value)? => {}
            _ => {
                return Err(unknown_field(&of_field, field, "a rule", &RULE_FIELDS));
            }
        }
    }

    let conditions = match (condition.finish(variable, RULE_EXAMPLE)?, all) {
        (Some(_), Some(_)) => {
            return Err(bad(
                variable,
                "has both a claim and `all`; put every condition into `all`".into(),
                ALL_RULE_EXAMPLE,
            ));
        }
        (condition, None) => condition.into_iter().collect(),
        (None, Some(all)) => all,
    };
    Ok(Rule {
        conditions,
        profile: profile.ok_or_else(|| bad(variable, "names no profile".into(), RULE_EXAMPLE))?,
        read_only,
    })
}

/// `all`: conditions that must all hold.
fn all(variable: &str, value: &Value) -> Result<Vec<Condition>, ConfigError> {
    let conditions = value
        .as_array()
        // An empty list would match every token.
        .filter(|conditions| !conditions.is_empty())
        .ok_or_else(|| {
            bad(
                variable,
                not_a(&shown(value), "list of conditions"),
                ALL_EXAMPLE,
            )
        })?;
    conditions
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let variable = format!("{variable}[{index}]");
            let mut condition = ConditionFields::default();
            for (field, value) in fields(&variable, Some(value), "condition", CONDITION_EXAMPLE)? {
                if !condition.take(&variable, field, value)? {
                    return Err(unknown_field(
                        &format!("{variable}.{field}"),
                        field,
                        "a condition",
                        &CONDITION_FIELDS,
                    ));
                }
            }
            condition
                .finish(&variable, CONDITION_EXAMPLE)?
                .ok_or_else(|| bad(&variable, "has no claim".into(), CONDITION_EXAMPLE))
        })
        .collect()
}

/// The fields of a condition that have been read so far.
#[derive(Default)]
struct ConditionFields {
    claim: Option<String>,
    test: Option<Test>,
}

impl ConditionFields {
    /// Reads a field of the condition at `variable`; `false` if it is not one.
    fn take(&mut self, variable: &str, field: &str, value: &Value) -> Result<bool, ConfigError> {
        let of_field = format!("{variable}.{field}");
        let wanted = |example| text(&of_field, value, example);
        let test = match field {
            "claim" => {
                self.claim = Some(wanted("\"groups\"")?);
                return Ok(true);
            }
            "contains" => Test::Contains(wanted("\"payments\"")?),
            "equals" => Test::Equals(wanted("\"payments\"")?),
            "matches" => Test::Matches(
                Glob::of_text(&wanted(PATTERN_EXAMPLE)?)
                    .ok_or_else(|| bad(&of_field, "is an empty pattern".into(), PATTERN_EXAMPLE))?,
            ),
            _ => return Ok(false),
        };
        match self.test.replace(test) {
            None => Ok(true),
            Some(_) => Err(bad(
                variable,
                "has more than one of contains, equals and matches; several conditions go into `all`"
                    .into(),
                ALL_RULE_EXAMPLE,
            )),
        }
    }

    /// The condition; `None` if none of its fields was set.
    fn finish(
        self,
        variable: &str,
        example: &'static str,
    ) -> Result<Option<Condition>, ConfigError> {
        match (self.claim, self.test) {
            (Some(claim), Some(test)) => Ok(Some(Condition { claim, test })),
            (None, None) => Ok(None),
            // Ignoring half a condition would grant the profile to everyone.
            _ => Err(bad(
                variable,
                "has a claim without contains, equals or matches, or one of these without a claim"
                    .into(),
                example,
            )),
        }
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

/// An `https` URL; `http` is allowed on loopback, where nobody can listen.
pub(super) fn url(variable: &str, value: &Value) -> Result<String, ConfigError> {
    let example = "\"https://login.example.com\"";
    let text = text(variable, value, example)?;
    let well_formed = text.len() <= 2048
        && HttpUrl::parse(&text)
            .is_some_and(|url| url.is_private() && !url.rest().contains(['?', '#', '@']));
    match well_formed {
        true => Ok(text),
        false => Err(bad(variable, not_a(&text, "https URL"), example)),
    }
}

const CLIENT_ID_EXAMPLE: &str = "\"codecommit-edge\"";
const DEFAULT_SCOPES: &str = "openid email";
const SCOPES_EXAMPLE: &str = "[\"openid\", \"email\", \"groups\", \"offline_access\"]";
const FIELDS: [&str; 8] = [
    "issuer",
    "audiences",
    "jwks_uri",
    "client_id",
    "scopes",
    "not_before",
    "cloudflare_access",
    "rules",
];
const RULE_FIELDS: [&str; 7] = [
    "claim", "contains", "equals", "matches", "all", "profile", "access",
];
const CONDITION_FIELDS: [&str; 4] = ["claim", "contains", "equals", "matches"];
const PROVIDER_EXAMPLE: &str =
    "{ issuer = \"https://login.example.com\", audiences = [\"codecommit-edge\"] }";
const EXAMPLE: &str =
    "{ company = { issuer = \"https://login.example.com\", audiences = [\"codecommit-edge\"] } }";
const PATTERN_EXAMPLE: &str = "\"*@example.com\"";
const RULES_EXAMPLE: &str =
    "[{ claim = \"groups\", contains = \"payments\", profile = \"payments\", access = \"read\" }]";
const RULE_EXAMPLE: &str =
    "{ claim = \"groups\", contains = \"payments\", profile = \"payments\", access = \"read\" }";
const ALL_RULE_EXAMPLE: &str = "{ all = [{ claim = \"groups\", contains = \"payments\" }, { claim = \"email\", matches = \"*@example.com\" }], profile = \"payments\" }";
const ALL_EXAMPLE: &str = "[{ claim = \"groups\", contains = \"payments\" }, { claim = \"email\", matches = \"*@example.com\" }]";
const CONDITION_EXAMPLE: &str = "{ claim = \"groups\", contains = \"payments\" }";
