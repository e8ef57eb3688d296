//! How credentials from IAM Identity Center are identified and sealed in caches.

use crate::session::PortalAccess;
use crate::util::seal::{SealingKey, derive_id};

impl PortalAccess {
    /// An id for the credentials, derived from the token and the role without revealing them.
    pub fn id(&self) -> [u8; 32] {
        derive_id(
            self.token.reveal().as_bytes(),
            b"codecommit-edge portal credentials id",
            &self.parts(),
        )
    }

    /// The key that seals the credentials in a shared cache.
    pub fn sealing_key(&self) -> SealingKey {
        SealingKey::derive(
            self.token.reveal().as_bytes(),
            b"codecommit-edge portal credentials",
            &self.parts(),
        )
    }

    fn parts(&self) -> [&[u8]; 2] {
        [self.account_id.as_bytes(), self.role_name.as_bytes()]
    }
}
