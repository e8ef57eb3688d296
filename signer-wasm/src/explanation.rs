use alloc::string::{String, ToString};

use crate::password::{canonical_request, canonical_request_hash, scope};
use crate::sigv4::StringToSign;
use crate::{Remote, Timestamp};

/// How a git password comes about, for showing to people: every stage but the secret ones.
///
/// Made without credentials, so that there is nothing in it to hide.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GitExplanation {
    /// What is hashed.
    pub canonical_request: String,
    /// Its hash, in hex.
    pub canonical_request_hash: String,
    /// What the signing key signs.
    pub string_to_sign: String,
    /// What the signing key is derived for, in this order, from the secret access key.
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
