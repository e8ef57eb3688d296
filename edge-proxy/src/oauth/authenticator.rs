use subtle::ConstantTimeEq;

use crate::Config;
use crate::session::SessionKeys;

/// Marks the codes and tokens that this edge hands out, so that it knows its own before it looks for what is kept
/// of them. No made-up one reaches a Durable Object.
#[derive(Clone, Copy, Debug)]
pub struct Authenticator<'a> {
    /// The first marks, and every one recognises.
    pub keys: &'a SessionKeys,
    /// The edge's origin.
    pub audience: &'a str,
}

impl Authenticator<'_> {
    /// The mark of bytes of a kind.
    pub(super) fn mark(self, kind: &str, bytes: &[u8]) -> [u8; MARK] {
        self.keys.mark(self.audience, kind, bytes)
    }

    /// Whether a mark is that of bytes of a kind.
    pub(super) fn is_mark(self, kind: &str, bytes: &[u8], mark: &[u8; MARK]) -> bool {
        self.keys
            .marks(self.audience, kind, bytes)
            .any(|good| bool::from(good.ct_eq(mark)))
    }

    /// The marks that bytes of a kind can have.
    pub(super) fn marks(self, kind: &str, bytes: &[u8]) -> impl Iterator<Item = [u8; MARK]> {
        self.keys.marks(self.audience, kind, bytes)
    }
}

impl Config {
    /// What marks the codes and tokens of the edge at an origin; `None` where it has no keys.
    pub fn authenticator<'a>(&'a self, audience: &'a str) -> Option<Authenticator<'a>> {
        let keys = self.session_keys.as_ref()?;
        Some(Authenticator { keys, audience })
    }
}

/// Its length in bytes.
pub(super) const MARK: usize = 16;
