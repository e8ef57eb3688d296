use signer_wasm::Timestamp;

use super::error::shown;
use super::{Claims, JwtError};

/// What a token must say to be taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Expected<'a> {
    /// The issuer, exactly.
    pub issuer: &'a str,
    /// The audiences of which it must name one.
    pub audiences: &'a [String],
    /// The claim that says from when on it is valid.
    pub not_before: NotBefore,
}

/// The claim that says from when on a token is valid.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum NotBefore {
    /// `nbf`
    #[default]
    Nbf,
    /// `iat`: for issuers whose tokens have no `nbf`, as OpenID Connect allows. One that is there
    /// counts all the same.
    Iat,
}

impl Claims {
    /// Holds the claims against what is expected. All of `iss`, `aud`, `exp` and the one of
    /// [`Expected::not_before`] must be there.
    ///
    /// A token may be a minute ahead of the clock; it never outlives its `exp`.
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
