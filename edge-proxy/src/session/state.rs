use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::wire::{Reader, Sink, Wire};
use super::{Session, SessionError};
use crate::util::seal::SealingKey;

/// The secret that opens a session's stored state.
///
/// Only the token contains it. Zeroised when dropped; `Debug` shows nothing.
#[derive(Clone)]
pub struct StateSecret(Zeroizing<[u8; 32]>);

impl StateSecret {
    /// A secret of 32 random bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*secret))
    }

    /// Seals a session as state to store. No nonce may be used twice for one session.
    pub fn seal(&self, nonce: [u8; 12], audience: &str, session: &Session) -> Vec<u8> {
        self.sealing_key(&session.id)
            .seal(nonce, audience.as_bytes(), &session.encode())
    }

    /// Opens the state of the session `id`.
    ///
    /// # Errors
    ///
    /// [`SessionError::Rejected`] if it belongs to another session or edge, or was changed.
    pub fn open(
        &self,
        id: [u8; 16],
        audience: &str,
        state: &[u8],
    ) -> Result<Session, SessionError> {
        let plaintext = self
            .sealing_key(&id)
            .open(audience.as_bytes(), state)
            .ok_or(SessionError::Rejected)?;
        let reader = Reader {
            bytes: &plaintext,
            id,
            audience,
        };
        Session::decode(reader).ok_or(SessionError::Malformed)
    }

    fn sealing_key(&self, id: &[u8; 16]) -> SealingKey {
        SealingKey::derive(&*self.0, id, &[b"codecommit-edge session state"])
    }
}

impl Wire for StateSecret {
    fn write(&self, out: Sink<'_>) {
        self.0.write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Wire::read(reader).map(Self)
    }
}

impl fmt::Debug for StateSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StateSecret([redacted])")
    }
}

impl Eq for StateSecret {}

impl PartialEq for StateSecret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}
