use zeroize::Zeroizing;

use super::keys::SessionKey;
use super::wire::Reader;
use super::{SessionError, SessionKeys};
use crate::util::seal;

/// What the edge seals for itself: the version, the key's id, an id, and what is sealed under a key
/// for that id and this purpose alone.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    purpose: &'static [u8],
}

impl Envelope {
    /// For a purpose, which no other envelope has.
    pub const fn new(purpose: &'static [u8]) -> Self {
        Self { purpose }
    }

    /// Seals for `audience`, the edge's origin. No nonce may serve twice for one id.
    pub fn seal(
        self,
        keys: &SessionKeys,
        nonce: [u8; 12],
        audience: &str,
        id: &[u8; 16],
        payload: &[u8],
    ) -> Vec<u8> {
        let key = keys.first();
        let mut bytes = head(key, id);
        let aad = [&bytes, audience.as_bytes()].concat();
        bytes.extend(key.sealing_key(id, self.purpose).seal(nonce, &aad, payload));
        bytes
    }

    /// How many bytes come of a payload.
    pub(super) fn length(keys: &SessionKeys, payload: usize) -> usize {
        FIXED + keys.first().id().len() + seal::OVERHEAD + payload
    }

    /// Opens: the id, and the payload.
    ///
    /// # Errors
    ///
    /// [`SessionError`], with the reason.
    pub fn open(
        self,
        keys: &SessionKeys,
        audience: &str,
        bytes: &[u8],
    ) -> Result<([u8; 16], Zeroizing<Vec<u8>>), SessionError> {
        let (key_id, id, sealed) = split(bytes).ok_or(SessionError::Malformed)?;
        let key = keys.find(key_id).ok_or(SessionError::UnknownKey)?;
        let aad = [&head(key, id), audience.as_bytes()].concat();
        let payload = key
            .sealing_key(id, self.purpose)
            .open(&aad, sealed)
            .ok_or(SessionError::Rejected)?;
        Ok((*id, payload))
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

const VERSION: u8 = 1;
/// The bytes of the version, of the length of the key's id, and of the id.
const FIXED: usize = 1 + 1 + 16;
