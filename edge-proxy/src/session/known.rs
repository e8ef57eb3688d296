use std::convert::Infallible;

use crate::util::single_flight::{Lifetime, Policy, SingleFlight};

/// The sessions that an isolate has looked up recently, so that it need not ask their store with every request.
///
/// The store is authoritative: an entry is dropped after [`KnownSessions::LIFETIME_MS`], or earlier if there are too
/// many, and then looked up again. A full table therefore loses no revocation, and a slow response from the store
/// undoes none.
#[derive(Debug)]
pub struct KnownSessions(SingleFlight<[u8; 16], KnownSession, Infallible>);

/// The store's entry for a session.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KnownSession {
    /// The stored state, sealed, if the token does not contain it.
    pub state: Option<Vec<u8>>,
    /// Whether the session was revoked.
    pub is_revoked: bool,
}

impl Default for KnownSessions {
    fn default() -> Self {
        Self(SingleFlight::new(Policy {
            capacity: Self::CAPACITY,
            // Requests do not share look-ups.
            lease_ms: 0,
            failure_ms: 0,
            pause_ms: 0,
        }))
    }
}

impl KnownSessions {
    /// Milliseconds for which an entry is used, and for which another isolate can still accept a revoked session.
    pub const LIFETIME_MS: u64 = 60_000;
    /// The largest number of entries.
    pub const CAPACITY: usize = 2000;

    /// The entry of a session. `now_ms` is in milliseconds.
    pub fn get(&self, id: &[u8; 16], now_ms: u64) -> Option<&KnownSession> {
        self.0.peek(id, now_ms)
    }

    /// Caches the entry that the store returned when it was asked at `asked_ms`.
    pub fn remember(&mut self, id: [u8; 16], known: KnownSession, asked_ms: u64) {
        let is_revoked_meanwhile = self
            .get(&id, asked_ms)
            .is_some_and(|before| before.is_revoked);
        if !is_revoked_meanwhile {
            self.insert(&id, known, asked_ms);
        }
    }

    /// Records that a session was revoked.
    pub fn revoke(&mut self, id: [u8; 16], now_ms: u64) {
        let known = KnownSession {
            state: None,
            is_revoked: true,
        };
        self.insert(&id, known, now_ms);
    }

    fn insert(&mut self, id: &[u8; 16], known: KnownSession, now_ms: u64) {
        let until_ms = now_ms.saturating_add(Self::LIFETIME_MS);
        let lifetime = Lifetime {
            renew_at_ms: until_ms,
            until_ms,
        };
        self.0.keep(id, known, lifetime, now_ms);
    }
}
