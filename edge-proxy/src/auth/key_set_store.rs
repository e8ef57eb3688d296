//! The identity providers' keys that an isolate has cached.

use std::rc::Rc;

use crate::Error;
use crate::jwt::KeySet;

/// Key sets by issuer. As in [`crate::aws::credential_store`], one request at a time holds a lease while it fetches.
#[derive(Debug, Default)]
pub struct KeySetStore {
    /// A list: the configuration names only a few issuers.
    issuers: Vec<Held>,
}

#[derive(Debug, Default)]
struct Held {
    issuer: String,
    keys: Option<Rc<KeySet>>,
    fetched_ms: u64,
    /// When the last attempt began, whether it succeeded or not.
    attempted_ms: Option<u64>,
    failure: Option<(Error, u64)>,
    is_leased: bool,
}

/// The result of a look-up.
#[derive(Debug, PartialEq)]
pub enum FoundKeys {
    /// The last attempt failed a moment ago.
    Failed(Error),
    /// The caller now holds the lease and has to fetch the keys.
    Fetch,
    /// The keys.
    Keys(Rc<KeySet>),
    /// Another request is fetching them: look again in a moment.
    Wait,
}

impl KeySetStore {
    /// Looks up an issuer's keys. `now_ms` is in milliseconds.
    ///
    /// `unknown_since` is when the caller last fetched keys and did not find the one it needs among them.
    pub fn find(&mut self, issuer: &str, unknown_since: Option<u64>, now_ms: u64) -> FoundKeys {
        let held = self.held(issuer);
        let age = now_ms.saturating_sub(held.fetched_ms);
        let since_attempt = held.attempted_ms.map(|at| now_ms.saturating_sub(at));
        let is_leased = held.is_leased && since_attempt.is_some_and(|since| since < LEASE_MS);

        let usable = held.keys.as_ref().filter(|_| age < LONGEST_MS);
        let wanted = match unknown_since {
            Some(at) => held.fetched_ms <= at,
            None => age >= FRESH_MS,
        };
        match (usable, wanted) {
            (Some(keys), false) => return FoundKeys::Keys(Rc::clone(keys)),
            // A caller that does not need newer keys uses the cached ones.
            (Some(keys), true) if unknown_since.is_none() && is_leased => {
                return FoundKeys::Keys(Rc::clone(keys));
            }
            (_, _) if is_leased => return FoundKeys::Wait,
            // However many unknown keys tokens name, the provider is asked only once per pause.
            (Some(keys), true) if since_attempt.is_some_and(|since| since < PAUSE_MS) => {
                return FoundKeys::Keys(Rc::clone(keys));
            }
            (None, _) => {
                if let Some((error, at)) = &held.failure
                    && now_ms.saturating_sub(*at) < FAILURE_MS
                {
                    return FoundKeys::Failed(error.clone());
                }
            }
            _ => {}
        }
        held.is_leased = true;
        held.attempted_ms = Some(now_ms);
        FoundKeys::Fetch
    }

    /// When the cached keys were fetched, in milliseconds.
    pub fn fetched_ms(&self, issuer: &str) -> u64 {
        self.issuers
            .iter()
            .find(|held| held.issuer == issuer)
            .map_or(0, |held| held.fetched_ms)
    }

    /// Stores keys and ends the lease.
    pub fn keep(&mut self, issuer: &str, keys: KeySet, now_ms: u64) {
        let held = self.held(issuer);
        held.keys = Some(Rc::new(keys));
        held.fetched_ms = now_ms;
        held.failure = None;
        held.is_leased = false;
    }

    /// Ends the lease without keys, and remembers the error for a moment. Older keys stay in use for a while: a
    /// provider that cannot be reached has not revoked them.
    pub fn fail(&mut self, issuer: &str, error: Error, now_ms: u64) {
        let held = self.held(issuer);
        held.is_leased = false;
        held.failure = Some((error, now_ms));
    }

    /// Ends a lease whose holder was cancelled.
    pub fn release(&mut self, issuer: &str) {
        self.held(issuer).is_leased = false;
    }

    fn held(&mut self, issuer: &str) -> &mut Held {
        let index = match self.issuers.iter().position(|held| held.issuer == issuer) {
            Some(index) => index,
            None => {
                self.issuers.push(Held {
                    issuer: issuer.to_owned(),
                    ..Held::default()
                });
                self.issuers.len() - 1
            }
        };
        &mut self.issuers[index]
    }
}

/// Milliseconds for which keys are used without fetching them again.
const FRESH_MS: u64 = 10 * 60_000;
/// Milliseconds for which they are used while fetching fails.
const LONGEST_MS: u64 = 24 * 3_600_000;
/// Milliseconds between two attempts to fetch newer keys.
const PAUSE_MS: u64 = 10_000;
const FAILURE_MS: u64 = 1_000;
const LEASE_MS: u64 = 15_000;
