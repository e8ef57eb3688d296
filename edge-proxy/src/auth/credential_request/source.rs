use signer_wasm::Credentials;

use crate::auth::grant::Grant;
use crate::aws::credential_store::Id;
use crate::aws::sts::AssumeRole;
use crate::config::IdentityCenter;
use crate::session::{PortalAccess, VerifiedIdentity};
use crate::util::seal::SealingKey;

/// Where the credentials for a [`CredentialRequest`](super::CredentialRequest) come from.
pub enum CredentialSource<'a> {
    /// The session itself contains the credentials.
    Session {
        /// The credentials that the session contains.
        credentials: Credentials,
        /// The session's profile.
        profile: Option<&'a str>,
        /// Whether the session is read-only.
        read_only: bool,
    },
    /// A role in IAM Identity Center.
    IdentityCenter {
        /// The configured instance.
        center: &'a IdentityCenter,
        /// The role, and the token to get its credentials with.
        access: PortalAccess,
        /// The session's profile.
        profile: Option<&'a str>,
        /// Whether the session is read-only.
        read_only: bool,
    },
    /// STS, by assuming a role.
    Sts {
        /// The role, and for whom it is assumed.
        assume_role: Box<AssumeRole>,
        /// The grant that allows it.
        grant: Grant<'a>,
        /// The identity that the edge vouches for, if it does.
        identity: Option<VerifiedIdentity>,
    },
}

impl CredentialSource<'_> {
    /// The id under which the credentials are stored; `None` if they came with the request.
    pub fn id(&self) -> Option<Id> {
        match self {
            Self::Session { .. } => None,
            Self::IdentityCenter { access, .. } => Some(access.id()),
            Self::Sts { assume_role, .. } => Some(assume_role.id()),
        }
    }

    /// The key that seals them in a shared cache.
    pub fn sealing_key(&self) -> Option<SealingKey> {
        match self {
            Self::Session { .. } => None,
            Self::IdentityCenter { access, .. } => Some(access.sealing_key()),
            Self::Sts { assume_role, .. } => Some(assume_role.sealing_key()),
        }
    }
}
