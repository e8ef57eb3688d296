//! Whether a token is valid at a given time, apart from its signature.

use signer_wasm::Timestamp;

use super::{Caller, CredentialRequest};
use crate::jwt::{Expected, Jwt, JwtError};
use crate::{Config, Error};

/// Whether a token is valid at a given time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TokenValidity {
    /// The token is valid.
    Valid,
    /// The token has expired, but the git command that began with it may still be running. Cached credentials that STS
    /// issued for it may be used until that command ends, but no new ones are requested. Without cached credentials,
    /// the request fails with this error.
    InGracePeriod(Error),
}

impl CredentialRequest {
    /// Checks a token's claims, but not its signature.
    ///
    /// # Errors
    ///
    /// The [`JwtError`], converted.
    pub fn token_validity(&self, config: &Config, now: Timestamp) -> Result<TokenValidity, Error> {
        let Caller::Token(jwt) = &self.caller else {
            return Ok(TokenValidity::Valid);
        };
        // If the operator has configured providers, tokens of other issuers are rejected: each would cost a request
        // to STS, and anyone can make as many as they like.
        let provider = self
            .provider(config)
            .or_else(|| config.identity_providers.first());
        let checked = match provider {
            Some(provider) => jwt.claims().validate(
                &Expected {
                    issuer: &provider.issuer,
                    audiences: &provider.audiences,
                    not_before: provider.not_before,
                },
                now,
            ),
            None => check_for_sts(jwt, now),
        };
        match checked {
            Ok(()) => Ok(TokenValidity::Valid),
            Err(error @ JwtError::Expired { seconds }) if self.is_rpc() && seconds <= GRACE => {
                Ok(TokenValidity::InGracePeriod(error.into()))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Checks a token that STS verifies, as far as possible without the issuer's keys. This saves a request to STS that
/// must fail, and gives the caller a clearer error.
fn check_for_sts(jwt: &Jwt, now: Timestamp) -> Result<(), JwtError> {
    let claims = jwt.claims();
    let algorithm = jwt.header().algorithm();
    // Anyone who can read such a token can forge one; IAM identity providers never sign this way.
    if algorithm.eq_ignore_ascii_case("none") || algorithm.starts_with("HS") {
        return Err(JwtError::Forgeable {
            seen: algorithm
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(8)
                .collect(),
        });
    }
    let expires_at = claims.expires_at().ok_or(JwtError::MissingClaim("exp"))?;
    if expires_at <= now {
        return Err(JwtError::Expired {
            seconds: now.seconds_since(expires_at).into(),
        });
    }
    if let Some(since) = claims
        .not_before()
        .filter(|since| *since > now.saturating_add(LEEWAY))
    {
        return Err(JwtError::NotYetValid {
            seconds: since.seconds_since(now).into(),
        });
    }
    claims.issuer().ok_or(JwtError::MissingClaim("iss"))?;
    claims.subject().ok_or(JwtError::MissingClaim("sub"))?;
    claims
        .audiences()
        .next()
        .ok_or(JwtError::MissingClaim("aud"))?;
    Ok(())
}

/// Seconds for which an expired token may serve a git command that it began: the lifetime of a password signed at
/// that moment.
const GRACE: u64 = signer_wasm::GitPassword::LIFETIME;
/// Seconds that an identity provider's clock may be ahead.
const LEEWAY: u64 = 60;
