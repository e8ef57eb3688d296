//! The identity providers' keys that an isolate has cached.

use std::rc::Rc;

use crate::Error;
use crate::jwt::KeySet;
use crate::util::single_flight::{Found, Lifetime, Policy, SingleFlight};

/// Key sets by issuer.
#[derive(Debug)]
pub struct KeySetStore(SingleFlight<String, Rc<KeySet>, Error>);

/// The result of a look-up.
#[derive(Debug, PartialEq)]
pub enum FoundKeys {
    /// The last attempt failed a moment ago.
    Failed(Error),
    /// The caller now holds the lease and has to fetch the keys.
    Fetch,
    /// The cached keys.
    Keys(Rc<KeySet>),
    /// Another request is fetching them: look again in a moment.
    Wait,
}

impl Default for KeySetStore {
    fn default() -> Self {
        Self(SingleFlight::new(POLICY))
    }
}

impl KeySetStore {
    /// Looks up an issuer's keys. `now_ms` is in milliseconds.
    ///
    /// `unknown_since` is when the caller last fetched keys and did not find the one it needs among them.
    pub fn find(&mut self, issuer: &str, unknown_since: Option<u64>, now_ms: u64) -> FoundKeys {
        match self.0.find(issuer, unknown_since, now_ms) {
            Found::Failed(error) => FoundKeys::Failed(error),
            Found::Missing | Found::Stale(_) => FoundKeys::Fetch,
            Found::Valid(keys) => FoundKeys::Keys(keys),
            Found::Wait => FoundKeys::Wait,
        }
    }

    /// When the cached keys were fetched, in milliseconds.
    pub fn fetched_ms(&self, issuer: &str) -> u64 {
        self.0.kept_ms(issuer).unwrap_or(0)
    }

    /// Stores keys and ends the lease.
    pub fn keep(&mut self, issuer: &str, keys: KeySet, now_ms: u64) {
        let lifetime = Lifetime {
            renew_at_ms: now_ms + FRESH_MS,
            until_ms: now_ms + LONGEST_MS,
        };
        self.0.keep(issuer, Rc::new(keys), lifetime, now_ms);
    }

    /// Ends the lease without keys, and remembers the error for a moment. Older keys stay in use for a while: a
    /// provider that cannot be reached has not revoked them.
    pub fn fail(&mut self, issuer: &str, error: Error, now_ms: u64) {
        self.0.fail(issuer, error, now_ms);
    }

    /// Ends a lease whose holder was cancelled.
    pub fn release(&mut self, issuer: &str) {
        self.0.release(issuer);
    }
}

const POLICY: Policy = Policy {
    // More issuers than any configuration names.
    capacity: 1000,
    lease_ms: 15_000,
    failure_ms: 1_000,
    pause_ms: 10_000,
};
/// Milliseconds for which keys are used without fetching them again.
const FRESH_MS: u64 = 10 * 60_000;
/// Milliseconds for which they are used while fetching fails.
const LONGEST_MS: u64 = 24 * 3_600_000;
