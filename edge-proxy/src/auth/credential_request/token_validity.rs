//! How a token stands at a time, its signature aside.

use signer_wasm::Timestamp;

use super::{Caller, CredentialRequest};
use crate::jwt::{Expected, Jwt, JwtError};
use crate::{Config, Error};

/// How a token stands at a time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TokenValidity {
    /// It is good.
    Valid,
    /// It ended while the git command that it began may be under way: credentials that it brought
    /// before may serve to the end of that, and it brings no new ones. The error is for where there
    /// are none.
    InGracePeriod(Error),
}

impl CredentialRequest {
    /// Checks what a token says of itself, other than by its signature.
    ///
    /// # Errors
    ///
    /// What [`JwtError`] turns into.
    pub fn token_validity(&self, config: &Config, now: Timestamp) -> Result<TokenValidity, Error> {
        let Caller::Token(jwt) = &self.caller else {
            return Ok(TokenValidity::Valid);
        };
        // Where the operator has named providers, no other's tokens are taken: each of them would cost a
        // request to STS, and anyone can make as many as they like.
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

/// Checks a token that STS verifies: only what is plain without the issuer's keys, to spare STS a
/// request that must fail, and the caller an error that says less.
fn check_for_sts(jwt: &Jwt, now: Timestamp) -> Result<(), JwtError> {
    let claims = jwt.claims();
    let algorithm = jwt.header().algorithm();
    // Whoever can read such a token can make one: no identity provider of IAM's signs so.
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

/// Seconds for which a token that has ended may serve a git command that it began: as long as
/// CodeCommit would take a password that was signed when it began.
const GRACE: u64 = signer_wasm::GitPassword::LIFETIME;
/// Seconds that an identity provider's clock may be ahead.
const LEEWAY: u64 = 60;
