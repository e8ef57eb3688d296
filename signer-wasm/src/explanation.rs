use alloc::string::{String, ToString};

use crate::password::{canonical_request, canonical_request_hash, scope};
use crate::sigv4::StringToSign;
use crate::{Remote, Timestamp};

/// The stages of a git password, for display: all but the secret ones.
///
/// It is made without credentials, and therefore contains no secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GitExplanation {
    /// The canonical request, which is hashed.
    pub canonical_request: String,
    /// Its hash, in hex.
    pub canonical_request_hash: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The scope for which the signing key is derived from the secret access key.
    pub credential_scope: String,
}

impl GitExplanation {
    /// The stages of a password for `remote` at `now`.
    pub fn new(remote: &Remote, now: Timestamp) -> Self {
        let scope = scope(remote, now);
        let hash = canonical_request_hash(remote);
        Self {
            canonical_request: canonical_request(remote),
            canonical_request_hash: hash.to_string(),
            string_to_sign: StringToSign::new(&scope, &now.without_zone(), &hash).to_string(),
            credential_scope: scope.to_string(),
        }
    }
}
