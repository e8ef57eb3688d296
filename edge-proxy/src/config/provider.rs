//! The identity providers whose tokens the edge verifies itself, and what their claims open.

use serde_json::Value;

use crate::jwt::{Claims, NotBefore};
use crate::util::{Glob, Secret};

/// An identity provider.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdentityProvider {
    /// The name in the configuration.
    pub name: String,
    /// `issuer`: the claim `iss` of its tokens.
    pub issuer: String,
    /// `audiences`: a token must be for one of these.
    pub audiences: Vec<String>,
    /// `jwks_uri`: where its keys are; where it is not set, discovery says so.
    pub jwks_uri: Option<String>,
    /// `not_before`: the claim that says since when a token is good.
    pub not_before: NotBefore,
    /// `cloudflare_access`: whether its tokens also come as `Cf-Access-Jwt-Assertion`.
    pub cloudflare_access: bool,
    /// `rules`: which profiles its tokens open. Where there are none, all of those whose role takes
    /// the token itself.
    pub rules: Vec<Rule>,
    /// What the edge is to the provider where people sign in with it.
    pub client: Option<OidcClient>,
}

/// The edge as a client of an identity provider's (OpenID Connect Core 1.0).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OidcClient {
    /// `client_id`
    pub id: String,
    /// Its secret, of `CLIENT_SECRETS`; a public client has none.
    pub secret: Option<Secret>,
    /// `scopes`: what is asked for, with spaces between.
    pub scopes: String,
}

/// Claims, and the profile that they open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// `claim` and what it must be, or the list `all` of these. All of them must hold; without any, every
    /// token of the provider matches.
    pub conditions: Vec<Condition>,
    /// `profile`
    pub profile: String,
    /// `access`: whether those who come by this rule may only read, whatever the profile says.
    pub read_only: bool,
}

impl Rule {
    /// Whether a token with these claims comes by this rule.
    pub fn matches(&self, claims: &Claims) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.holds(claims))
    }
}

/// What a claim must be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// The claim's name.
    pub claim: String,
    /// What it must be.
    pub test: Test,
}

/// What a claim must be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Test {
    /// `contains`: a list with this text in it.
    Contains(String),
    /// `equals`: this text.
    Equals(String),
    /// `matches`: a text of this pattern.
    Matches(Glob),
}

impl Condition {
    fn holds(&self, claims: &Claims) -> bool {
        let Some(value) = claims.claim(&self.claim) else {
            return false;
        };
        match (&self.test, value) {
            (Test::Contains(wanted), Value::Array(items)) => items
                .iter()
                .any(|item| item.as_str() == Some(wanted.as_str())),
            (Test::Equals(wanted), Value::String(text)) => text == wanted,
            (Test::Equals(wanted), Value::Bool(flag)) => flag.to_string() == *wanted,
            (Test::Equals(wanted), Value::Number(number)) => number
                .as_i64()
                .is_some_and(|number| number.to_string() == *wanted),
            (Test::Matches(glob), Value::String(text)) => glob.matches(text),
            _ => false,
        }
    }
}
