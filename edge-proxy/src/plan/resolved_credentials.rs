use signer_wasm::Credentials;

use crate::aws::credential_store::Id;
use crate::session::VerifiedIdentity;

/// The credentials for a caller, and the access that they may be used for.
pub struct ResolvedCredentials {
    /// The credentials to sign with.
    pub credentials: Credentials,
    /// The account that they belong to, if it is known.
    pub account: Option<String>,
    /// Whether access is read-only.
    pub read_only: bool,
    /// The granted profile.
    pub profile: Option<String>,
    /// The identity that the edge can vouch for again.
    pub identity: Option<VerifiedIdentity>,
    /// The id under which they are stored, if they can be replaced by new ones.
    pub id: Option<Id>,
}
