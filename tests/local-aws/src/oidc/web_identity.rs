use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::provider::{KeyError, OidcProvider};

/// How far a provider's clock may run ahead.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

type Claims = Map<String, Value>;

/// A token in the form of a JWT, not yet verified.
pub(crate) struct WebIdentityToken<'a> {
    text: &'a str,
    header: Header,
    issuer: String,
}

/// A verified subject.
#[derive(Debug)]
pub(crate) struct WebIdentity {
    pub(crate) subject: String,
    pub(crate) email: Option<String>,
    /// One of the provider's client ids.
    pub(crate) audience: String,
}

/// Why a token is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TokenError {
    NotAJwt,
    Unreachable,
    NoKey,
    BadSignature,
    MissingClaim(&'static str),
    WrongAudience,
    NotYetValid,
    /// The current time and the expiry, in seconds.
    Expired {
        now: u64,
        expiration: u64,
    },
}

impl<'a> WebIdentityToken<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, TokenError> {
        let header = decode_header(text).map_err(|_| TokenError::NotAJwt)?;
        let claims = jsonwebtoken::dangerous::insecure_decode_claims::<Claims>(text)
            .map_err(|_| TokenError::NotAJwt)?;
        Ok(Self {
            text,
            header,
            issuer: text_claim(&claims, "iss")?,
        })
    }

    /// The issuer that the token claims.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Checks the signature with the provider's keys, then the claims.
    pub(crate) async fn verify(
        &self,
        provider: &OidcProvider,
        now: SystemTime,
    ) -> Result<WebIdentity, TokenError> {
        let algorithm = Some(self.header.alg)
            .filter(|_| self.header.crit.is_none())
            .filter(|it| [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA].contains(it))
            .ok_or(TokenError::BadSignature)?;
        let keys = provider.keys(self.header.kid.as_deref()).await?;
        let claims = keys
            .iter()
            .filter(|key| is_for(key, algorithm))
            .find_map(|key| self.claims(algorithm, key))
            .ok_or(TokenError::BadSignature)?;

        check_times(&claims, now)?;
        Ok(WebIdentity {
            subject: text_claim(&claims, "sub")?,
            email: text_claim(&claims, "email").ok(),
            audience: audience(&claims, provider)?,
        })
    }

    /// The claims, if they are signed with the key.
    fn claims(&self, algorithm: Algorithm, key: &Jwk) -> Option<Claims> {
        // The crate checks times by the machine's clock, so they are checked here by the cloud's.
        let mut validation = Validation::new(algorithm);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let key = DecodingKey::from_jwk(key).ok()?;
        let token = decode::<Claims>(self.text, &key, &validation).ok()?;
        Some(token.claims)
    }
}

impl fmt::Debug for WebIdentityToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebIdentityToken({}, ..)", self.issuer)
    }
}

impl From<KeyError> for TokenError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Unreachable => Self::Unreachable,
            KeyError::NoKey => Self::NoKey,
        }
    }
}

fn is_for(key: &Jwk, algorithm: Algorithm) -> bool {
    let pinned = match algorithm {
        Algorithm::RS256 => KeyAlgorithm::RS256,
        Algorithm::ES256 => KeyAlgorithm::ES256,
        _ => KeyAlgorithm::EdDSA,
    };
    let common = &key.common;
    common.key_algorithm.is_none_or(|it| it == pinned)
        && matches!(common.public_key_use, None | Some(PublicKeyUse::Signature))
}

fn check_times(claims: &Claims, now: SystemTime) -> Result<(), TokenError> {
    let time = |name| match claims.get(name) {
        None => Ok(None),
        Some(value) => whole_seconds(value)
            .map(Some)
            .ok_or(TokenError::MissingClaim(name)),
    };
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let expiration = time("exp")?.ok_or(TokenError::MissingClaim("exp"))?;
    let latest = now.saturating_add(TOLERANCE.as_secs());
    if expiration <= now {
        Err(TokenError::Expired { now, expiration })
    } else if [time("nbf")?, time("iat")?]
        .into_iter()
        .flatten()
        .any(|it| it > latest)
    {
        Err(TokenError::NotYetValid)
    } else {
        Ok(())
    }
}

/// A JWT's time, which may have a fraction.
fn whole_seconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        value
            .as_f64()
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .map(|it| it.as_secs())
    })
}

/// The client id that the token is for. If present, `azp` replaces the audience.
fn audience(claims: &Claims, provider: &OidcProvider) -> Result<String, TokenError> {
    let named = match (claims.get("azp"), claims.get("aud")) {
        (Some(Value::String(party)), _) => vec![party.clone()],
        (_, Some(Value::String(audience))) => vec![audience.clone()],
        (_, Some(Value::Array(audiences))) => audiences
            .iter()
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect(),
        _ => return Err(TokenError::MissingClaim("aud")),
    };
    named
        .into_iter()
        .find(|it| provider.has_client(it))
        .ok_or(TokenError::WrongAudience)
}

fn text_claim(claims: &Claims, name: &'static str) -> Result<String, TokenError> {
    claims
        .get(name)
        .and_then(Value::as_str)
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .ok_or(TokenError::MissingClaim(name))
}
