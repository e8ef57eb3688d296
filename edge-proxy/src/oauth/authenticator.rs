use subtle::ConstantTimeEq;

use crate::Config;
use crate::session::SessionKeys;

/// Marks the codes and tokens that this edge issues, so that it recognises them before it looks anything up. Forged
/// ones never reach a Durable Object.
#[derive(Clone, Copy, Debug)]
pub struct Authenticator<'a> {
    /// The first key marks; every key recognises.
    pub keys: &'a SessionKeys,
    /// The edge's origin.
    pub audience: &'a str,
}

impl Authenticator<'_> {
    /// The mark of some bytes of a kind.
    pub(super) fn mark(self, kind: &str, bytes: &[u8]) -> [u8; MARK] {
        self.keys.mark(self.audience, kind, bytes)
    }

    /// Whether this is the mark of some bytes of a kind.
    pub(super) fn is_mark(self, kind: &str, bytes: &[u8], mark: &[u8; MARK]) -> bool {
        self.keys
            .marks(self.audience, kind, bytes)
            .any(|good| bool::from(good.ct_eq(mark)))
    }

    /// The marks that some bytes of a kind can have, one for each key.
    pub(super) fn marks(self, kind: &str, bytes: &[u8]) -> impl Iterator<Item = [u8; MARK]> {
        self.keys.marks(self.audience, kind, bytes)
    }
}

impl Config {
    /// The edge's authenticator at an origin; `None` if it has no keys.
    pub fn authenticator<'a>(&'a self, audience: &'a str) -> Option<Authenticator<'a>> {
        let keys = self.session_keys.as_ref()?;
        Some(Authenticator { keys, audience })
    }
}

/// The length of a mark in bytes.
pub(super) const MARK: usize = 16;
