use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use signer_wasm::Timestamp;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::keys::SessionKey;
use super::wire::Reader;
use super::{Session, SessionError, SessionKeys, payload};
use crate::seal;

/// A sealed session as text: `cces_`, and in base64url the version, the key's id, the session's id
/// and what is sealed.
///
/// Who has it is let in. Zeroised when dropped; `Debug` shows nothing of it.
#[derive(Clone)]
pub struct SessionToken(Zeroizing<String>);

impl SessionToken {
    /// Whether a credential claims to be one.
    pub fn is_shaped(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Seals a session for `audience`, the edge's origin. No nonce may serve twice for one session.
    pub fn seal(keys: &SessionKeys, nonce: [u8; 12], audience: &str, session: &Session) -> Self {
        Self::seal_payload(
            keys,
            nonce,
            audience,
            &session.id,
            &payload::encode(session),
        )
    }

    pub(super) fn seal_payload(
        keys: &SessionKeys,
        nonce: [u8; 12],
        audience: &str,
        id: &[u8; 16],
        payload: &[u8],
    ) -> Self {
        let key = keys.first();
        let mut bytes = head(key, id);
        let aad = [&bytes, audience.as_bytes()].concat();
        bytes.extend(key.sealing_key(id).seal(nonce, &aad, payload));
        Self(Zeroizing::new(
            [PREFIX, &Base64UrlUnpadded::encode_string(&bytes)].concat(),
        ))
    }

    /// The characters of a token with a payload of `length` bytes.
    pub(super) fn characters(keys: &SessionKeys, length: usize) -> usize {
        let bytes = FIXED + keys.first().id().len() + seal::OVERHEAD + length;
        PREFIX.len() + (bytes * 4).div_ceil(3)
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
        let bytes = text
            .strip_prefix(PREFIX)
            .and_then(|text| Base64UrlUnpadded::decode_vec(text).ok())
            .ok_or(SessionError::Malformed)?;
        let (key_id, id, sealed) = split(&bytes).ok_or(SessionError::Malformed)?;

        let key = keys.find(key_id).ok_or(SessionError::UnknownKey)?;
        let aad = [&head(key, id), audience.as_bytes()].concat();
        let plaintext = key
            .sealing_key(id)
            .open(&aad, sealed)
            .ok_or(SessionError::Rejected)?;
        let session = payload::decode(*id, &plaintext).ok_or(SessionError::Malformed)?;

        match session.expires_at <= now {
            true => Err(SessionError::Expired {
                seconds: now.unix_seconds() - session.expires_at.unix_seconds(),
            }),
            false => Ok(session),
        }
    }

    /// The text.
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

/// What is before the sealed part, and bound to it.
fn head(key: &SessionKey, id: &[u8; 16]) -> Vec<u8> {
    let key_id = key.id().as_bytes();
    // At most 16, by the grammar of key ids.
    let length = key_id.len() as u8;
    [&[VERSION, length], key_id, id].concat()
}

/// The key's id, the session's id, and what is sealed.
fn split(bytes: &[u8]) -> Option<(&str, &[u8; 16], &[u8])> {
    let mut reader = Reader(bytes);
    if reader.byte()? != VERSION {
        return None;
    }
    let key_id = reader.text()?;
    let id = reader.array()?;
    Some((key_id, id, reader.0))
}

const PREFIX: &str = "cces_";
const VERSION: u8 = 1;
/// The bytes of the version, of the length of the key's id, and of the session's id.
const FIXED: usize = 1 + 1 + 16;
const MAX_CHARACTERS: usize = 16 << 10;
