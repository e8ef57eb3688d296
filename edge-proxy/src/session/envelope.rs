use zeroize::Zeroizing;

use super::keys::SessionKey;
use super::wire::{Reader, Wire};
use super::{SessionError, SessionKeys};
use crate::util::seal;

/// The format of everything the edge seals for itself: the version, the key's id, an id, and the payload, sealed
/// under a key for only that id and purpose.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    purpose: &'static [u8],
}

impl Envelope {
    /// An envelope for a purpose, which must be unique.
    pub const fn new(purpose: &'static [u8]) -> Self {
        Self { purpose }
    }

    /// Seals a payload for `audience`, the edge's origin. No nonce may be used twice for one id.
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

    /// The length of a sealed payload.
    pub(super) fn length(keys: &SessionKeys, payload: usize) -> usize {
        FIXED + keys.first().id().len() + seal::OVERHEAD + payload
    }

    /// Opens an envelope: the id and the payload.
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

/// A type that the edge seals for itself, with its own envelope.
pub(crate) trait Sealed: Wire {
    /// The envelope of this type. No other type may use it.
    const ENVELOPE: Envelope;

    /// Seals the value. No nonce may be used twice for one id.
    fn seal_with_id(
        &self,
        keys: &SessionKeys,
        id: &[u8; 16],
        nonce: [u8; 12],
        audience: &str,
    ) -> Vec<u8> {
        Self::ENVELOPE.seal(keys, nonce, audience, id, &self.encode())
    }

    /// Opens a value: its id, and the value.
    fn open_with_id(
        keys: &SessionKeys,
        audience: &str,
        bytes: &[u8],
    ) -> Result<([u8; 16], Self), SessionError> {
        let (id, payload) = Self::ENVELOPE.open(keys, audience, bytes)?;
        let reader = Reader {
            bytes: &payload,
            id,
            audience,
        };
        Ok((id, Self::decode(reader).ok_or(SessionError::Malformed)?))
    }
}

/// The bytes before the sealed part, which authenticates them.
fn head(key: &SessionKey, id: &[u8; 16]) -> Vec<u8> {
    let key_id = key.id().as_bytes();
    // At most 16, by the grammar of key ids.
    let length = key_id.len() as u8;
    [&[VERSION, length], key_id, id].concat()
}

/// The key's id, the session's id, and the sealed part.
fn split(bytes: &[u8]) -> Option<(&str, &[u8; 16], &[u8])> {
    let mut reader = Reader {
        bytes,
        id: [0; 16],
        audience: "",
    };
    if reader.byte()? != VERSION {
        return None;
    }
    let key_id = reader.text()?;
    let id = reader.array()?;
    Some((key_id, id, reader.bytes))
}

const VERSION: u8 = 1;
/// The length of the version, the key id's length byte, and the id.
const FIXED: usize = 1 + 1 + 16;
