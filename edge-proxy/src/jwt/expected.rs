use signer_wasm::Timestamp;

use super::error::shown;
use super::{Claims, JwtError};

/// The requirements on a token's claims.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Expected<'a> {
    /// The issuer, exactly.
    pub issuer: &'a str,
    /// The accepted audiences: the token must name at least one.
    pub audiences: &'a [String],
    /// The claim with the start of validity.
    pub not_before: NotBefore,
}

/// The claim with the start of a token's validity.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum NotBefore {
    /// `nbf`
    #[default]
    Nbf,
    /// `iat`, for issuers whose tokens have no `nbf`, as OpenID Connect allows. If `nbf` is present, it is checked
    /// too.
    Iat,
}

impl Claims {
    /// Checks the claims. `iss`, `aud`, `exp` and [`Expected::not_before`] are required.
    ///
    /// The issuer's clock may be a minute ahead; no leeway applies to `exp`.
    ///
    /// # Errors
    ///
    /// The first of [`JwtError::MissingClaim`], [`JwtError::Issuer`], [`JwtError::Audience`],
    /// [`JwtError::Expired`] and [`JwtError::NotYetValid`] that applies.
    pub fn validate(&self, expected: &Expected<'_>, now: Timestamp) -> Result<(), JwtError> {
        let issuer = self.issuer().ok_or(JwtError::MissingClaim("iss"))?;
        if issuer != expected.issuer {
            return Err(JwtError::Issuer {
                seen: shown(issuer),
                expected: shown(expected.issuer),
            });
        }

        let first = self
            .audiences()
            .next()
            .ok_or(JwtError::MissingClaim("aud"))?;
        if !self
            .audiences()
            .any(|seen| expected.audiences.iter().any(|known| known == seen))
        {
            return Err(JwtError::Audience {
                seen: shown(first),
                expected: expected.audiences.first().map(|known| shown(known)),
            });
        }

        let expires_at = self.expires_at().ok_or(JwtError::MissingClaim("exp"))?;
        if expires_at <= now {
            return Err(JwtError::Expired {
                seconds: now.unix_seconds() - expires_at.unix_seconds(),
            });
        }

        let starts_at = match expected.not_before {
            NotBefore::Nbf => self.not_before().ok_or(JwtError::MissingClaim("nbf"))?,
            NotBefore::Iat => {
                let issued_at = self.issued_at().ok_or(JwtError::MissingClaim("iat"))?;
                self.not_before().map_or(issued_at, |at| at.max(issued_at))
            }
        };
        let ahead = starts_at.unix_seconds().saturating_sub(now.unix_seconds());
        match ahead > LEEWAY {
            true => Err(JwtError::NotYetValid { seconds: ahead }),
            false => Ok(()),
        }
    }
}

/// Seconds that the issuer's clock may be ahead of ours.
const LEEWAY: u64 = 60;
