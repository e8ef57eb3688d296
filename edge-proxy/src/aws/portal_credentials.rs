//! What credentials of IAM Identity Center are kept under.

use crate::session::PortalAccess;
use crate::util::seal::{SealingKey, derive_id};

impl PortalAccess {
    /// A name for the credentials that come of this, which tells nothing of what it is made from.
    pub fn id(&self) -> [u8; 32] {
        derive_id(
            self.token.reveal().as_bytes(),
            b"codecommit-edge portal credentials id",
            &self.parts(),
        )
    }

    /// The key that the credentials are sealed with where others could read them.
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
