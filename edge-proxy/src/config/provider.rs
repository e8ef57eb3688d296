//! The identity providers whose tokens the edge verifies itself, and the profiles that their claims grant.

use serde_json::Value;

use crate::jwt::{Claims, NotBefore};
use crate::util::{Glob, Secret};

/// An OpenID Connect provider, from `IDENTITY_PROVIDERS`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdentityProvider {
    /// The name in the configuration.
    pub name: String,
    /// `issuer`: the claim `iss` of its tokens.
    pub issuer: String,
    /// `audiences`: a token must have one of these.
    pub audiences: Vec<String>,
    /// `jwks_uri`: the URL of its keys; if unset, discovery finds it.
    pub jwks_uri: Option<String>,
    /// `not_before`: the claim with the start of a token's validity.
    pub not_before: NotBefore,
    /// `cloudflare_access`: whether its tokens are also read from the `Cf-Access-Jwt-Assertion` header.
    pub cloudflare_access: bool,
    /// `rules`: which profiles its tokens grant. If empty, every profile whose role accepts the token itself.
    pub rules: Vec<Rule>,
    /// The edge's client at the provider, if users sign in with it.
    pub client: Option<OidcClient>,
}

/// The edge's client at an identity provider (OpenID Connect Core 1.0).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OidcClient {
    /// `client_id`
    pub id: String,
    /// The client secret, from `CLIENT_SECRETS`; a public client has none.
    pub secret: Option<Secret>,
    /// `scopes`: the scopes to request, separated by spaces.
    pub scopes: String,
    /// `authorization_parameters`: names and values that the authorization request has besides the standard ones.
    pub parameters: Vec<(String, String)>,
}

/// Conditions on claims, and the profile that they grant.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// `claim` with a test, or the list `all` of these. All must hold; without any, every token of the provider
    /// matches.
    pub conditions: Vec<Condition>,
    /// `profile`: the profile to grant.
    pub profile: String,
    /// `access`: whether the rule limits callers to reading, even if the profile allows pushes.
    pub read_only: bool,
}

impl Rule {
    /// Whether a token with these claims matches the rule.
    pub fn matches(&self, claims: &Claims) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.holds(claims))
    }
}

/// A condition on a claim.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// `claim`: the name of the claim.
    pub claim: String,
    /// `contains`, `equals` or `matches`.
    pub test: Test,
}

/// A test of a claim's value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Test {
    /// `contains`: a list that contains this text.
    Contains(String),
    /// `equals`: this text.
    Equals(String),
    /// `matches`: a text that matches this pattern.
    Matches(Glob),
}

impl Condition {
    fn holds(&self, claims: &Claims) -> bool {
        let Some(value) = claims.claim(&self.claim) else {
            return false;
        };
        match (&self.test, value) {
            (Test::Contains(required), Value::Array(items)) => items
                .iter()
                .any(|item| item.as_str() == Some(required.as_str())),
            (Test::Equals(required), Value::String(text)) => text == required,
            (Test::Equals(required), Value::Bool(flag)) => flag.to_string() == *required,
            (Test::Equals(required), Value::Number(number)) => number
                .as_i64()
                .is_some_and(|number| number.to_string() == *required),
            (Test::Matches(glob), Value::String(text)) => glob.matches(text),
            _ => false,
        }
    }
}
