use std::sync::Arc;
use std::time::SystemTime;

use super::{Identity, Statement};
use crate::secret::Secret;

/// Whose credential it is.
#[derive(Clone, Debug)]
pub(crate) enum CredentialOwner {
    /// A session, or the account itself.
    Principal(Arc<Identity>),
    /// The user with this unique id. A test can give one credential permissions of its own.
    User {
        id: String,
        allow: Option<Vec<Statement>>,
    },
}

/// An access key: a user's own (no session token) or a temporary one.
#[derive(Clone, Debug)]
pub(crate) struct AccessKey {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Option<Secret>,
    pub(crate) expiration: Option<SystemTime>,
    pub(crate) owner: CredentialOwner,
}

impl AccessKey {
    /// Whether the caller sent this key's session token, or none for a key without one.
    pub(crate) fn accepts_token(&self, candidate: Option<&str>) -> bool {
        match (&self.session_token, candidate) {
            (None, None) => true,
            (Some(token), Some(candidate)) => token.matches(candidate),
            _ => false,
        }
    }

    pub(crate) fn has_expired(&self, now: SystemTime) -> bool {
        self.expiration.is_some_and(|expiration| expiration <= now)
    }
}
