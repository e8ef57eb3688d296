use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use signer_wasm::Timestamp;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::wire::Wire;
use super::{Envelope, Sealed, Session, SessionError, SessionKeys};

/// A sealed session as text: `cces_`, then in base64url the version, the key's id, the session's id and the sealed
/// payload.
///
/// It authenticates its bearer. Zeroised when dropped; `Debug` shows nothing.
#[derive(Clone)]
pub struct SessionToken(Zeroizing<String>);

impl SessionToken {
    /// Whether a credential looks like a session.
    pub fn is_shaped(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Seals a session for `audience`, the edge's origin. No nonce may be used twice for one session.
    pub fn seal(keys: &SessionKeys, nonce: [u8; 12], audience: &str, session: &Session) -> Self {
        Self::seal_payload(keys, nonce, audience, &session.id, &session.encode())
    }

    pub(super) fn seal_payload(
        keys: &SessionKeys,
        nonce: [u8; 12],
        audience: &str,
        id: &[u8; 16],
        payload: &[u8],
    ) -> Self {
        let bytes = Session::ENVELOPE.seal(keys, nonce, audience, id, payload);
        Self(Zeroizing::new(
            [PREFIX, &URL_SAFE_NO_PAD.encode(&bytes)].concat(),
        ))
    }

    /// The length in characters of a token whose payload has `length` bytes.
    pub(super) fn characters(keys: &SessionKeys, length: usize) -> usize {
        PREFIX.len() + (Envelope::length(keys, length) * 4).div_ceil(3)
    }

    /// Opens a token.
    ///
    /// # Errors
    ///
    /// [`SessionError`], with the reason.
    pub fn open(
        keys: &SessionKeys,
        audience: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<Session, SessionError> {
        if text.len() > MAX_CHARACTERS {
            return Err(SessionError::Malformed);
        }
        let session = match keys.opened().find(audience, text) {
            Some(session) => session,
            None => {
                let session = Self::unseal(keys, audience, text)?;
                keys.opened().keep(audience, text, &session);
                session
            }
        };
        match session.expires_at <= now {
            true => Err(SessionError::Expired {
                seconds: now.unix_seconds() - session.expires_at.unix_seconds(),
            }),
            false => Ok(session),
        }
    }

    fn unseal(keys: &SessionKeys, audience: &str, text: &str) -> Result<Session, SessionError> {
        let bytes = text
            .strip_prefix(PREFIX)
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
            .ok_or(SessionError::Malformed)?;
        let (_, session) = Session::open_with_id(keys, audience, &bytes)?;
        Ok(session)
    }

    /// The token as text, `cces_…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken([redacted])")
    }
}

impl Eq for SessionToken {}

impl PartialEq for SessionToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

const PREFIX: &str = "cces_";
const MAX_CHARACTERS: usize = 16 << 10;
