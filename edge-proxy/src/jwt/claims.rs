use std::{fmt, slice};

use serde_json::{Map, Value};
use signer_wasm::Timestamp;

use super::JwtError;

/// A token's claims: a JSON object.
///
/// The registered claims (RFC 7519, 4.1) have their types if present. An `email` that the issuer calls unverified is
/// left out, so that no rule and no name is based on it: see [`Claims::has_unverified_email`]. `Debug` shows only the
/// issuer.
#[derive(Clone, Eq, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    pub(crate) fn from_members(mut members: Map<String, Value>) -> Result<Self, JwtError> {
        let fits =
            |name: &str, is_of_type: fn(&Value) -> bool| members.get(name).is_none_or(is_of_type);
        let problem = if !fits("iss", Value::is_string) {
            "its `iss` is not text"
        } else if !fits("sub", Value::is_string) {
            "its `sub` is not text"
        } else if !fits("aud", is_audience) {
            "its `aud` is neither text nor a list of texts"
        } else if !["exp", "nbf", "iat"]
            .iter()
            .all(|name| fits(name, |value| numeric_date(value).is_some()))
        {
            "its `exp`, `nbf` or `iat` is not a number of seconds since 1970"
        } else {
            if says_unverified(members.get(EMAIL_VERIFIED)) {
                members.remove("email");
            }
            return Ok(Self(members));
        };
        Err(JwtError::Malformed(problem))
    }

    /// Whether the issuer says that it has not verified the e-mail address (OpenID Connect Core 1.0, 5.1), so that it
    /// may belong to someone else.
    pub fn has_unverified_email(&self) -> bool {
        says_unverified(self.0.get(EMAIL_VERIFIED))
    }

    /// `iss`: the issuer.
    pub fn issuer(&self) -> Option<&str> {
        self.text("iss")
    }

    /// `sub`: the subject, which is unique for its issuer.
    pub fn subject(&self) -> Option<&str> {
        self.text("sub")
    }

    /// `aud`, which is one text or a list.
    pub fn audiences(&self) -> impl Iterator<Item = &str> {
        let values = match self.0.get("aud") {
            Some(Value::Array(list)) => list.as_slice(),
            Some(value) => slice::from_ref(value),
            None => &[],
        };
        values.iter().filter_map(Value::as_str)
    }

    /// `exp`, in whole seconds.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.get("exp").and_then(numeric_date)
    }

    /// `nbf`, in whole seconds.
    pub fn not_before(&self) -> Option<Timestamp> {
        self.0.get("nbf").and_then(numeric_date)
    }

    /// `iat`, in whole seconds.
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.0.get("iat").and_then(numeric_date)
    }

    /// A claim by its exact name: dots and slashes in the name do not select members of objects.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Every claim with its name.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A copy with only the claims of these names.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        let members = self
            .0
            .iter()
            .filter(|(name, _)| names.contains(&name.as_str()));
        Self(
            members
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
    }

    /// A claim that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.claim(name).and_then(Value::as_str)
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("iss", &self.issuer())
            .finish_non_exhaustive()
    }
}

fn is_audience(value: &Value) -> bool {
    match value {
        Value::Array(list) => list.iter().all(Value::is_string),
        value => value.is_string(),
    }
}

/// Whether `email_verified` is present and not true. Some issuers send it as text (Amazon Cognito, Apple). Many never
/// send it; their addresses are trusted, as in oauth2-proxy.
fn says_unverified(email_verified: Option<&Value>) -> bool {
    match email_verified {
        None | Some(Value::Null) => false,
        Some(Value::Bool(verified)) => !verified,
        Some(Value::String(text)) => !text.eq_ignore_ascii_case("true"),
        Some(_) => true,
    }
}

/// The claim that says whether `email` is verified.
pub(crate) const EMAIL_VERIFIED: &str = "email_verified";

/// RFC 7519, 2: seconds since 1970, possibly with a fraction.
fn numeric_date(value: &Value) -> Option<Timestamp> {
    let whole = || {
        let seconds = value.as_f64().filter(|seconds| *seconds >= 0.0)?;
        // The cast saturates; `u64::MAX` seconds are not a valid time.
        Some(seconds as u64)
    };
    let seconds = value.as_u64().or_else(whole)?;
    Timestamp::from_unix_seconds(seconds).ok()
}
