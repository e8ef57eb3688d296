//! The credentials that an isolate has cached.

use signer_wasm::Credentials;

use crate::Error;
use crate::util::single_flight::{self, Lifetime, Policy, SingleFlight};

/// Credentials, failures and leases, by credential id.
#[derive(Debug)]
pub struct CredentialStore(SingleFlight<Id, Credentials, Error>);

/// The id of credentials: see [`crate::aws::sts::AssumeRole::id`].
pub type Id = [u8; 32];

/// The result of a look-up.
pub type Found = single_flight::Found<Credentials, Error>;

impl Default for CredentialStore {
    fn default() -> Self {
        Self(SingleFlight::new(POLICY))
    }
}

impl CredentialStore {
    /// Looks up credentials, and takes the lease if no valid ones are cached. `now_ms` is in milliseconds.
    pub fn find(&mut self, id: &Id, now_ms: u64) -> Found {
        self.0.find(id, None, now_ms)
    }

    /// Credentials that need no renewal yet, without taking a lease.
    pub fn fresh(&self, id: &Id, now_ms: u64) -> Option<Credentials> {
        self.0.fresh(id, now_ms).cloned()
    }

    /// Cached credentials, even if they need renewal, without taking a lease.
    pub fn peek(&self, id: &Id, now_ms: u64) -> Option<Credentials> {
        self.0.peek(id, now_ms).cloned()
    }

    /// Stores credentials, which must have an expiration, and ends the lease.
    pub fn keep(&mut self, id: &Id, credentials: Credentials, now_ms: u64) {
        let expiration = credentials.expiration();
        let expiration_ms = expiration.map_or(0, |time| time.unix_seconds() * 1000);
        let left_ms = expiration_ms.saturating_sub(now_ms);
        let lifetime = Lifetime {
            renew_at_ms: expiration_ms - (left_ms / 4).min(RENEWAL_MS),
            until_ms: expiration_ms.saturating_sub(MIN_LEFT_MS),
        };
        self.0.keep(id, credentials, lifetime, now_ms);
    }

    /// Remembers a failure for a moment, and ends the lease. Credentials that are still valid stay; they are only not
    /// renewed for that moment.
    pub fn fail(&mut self, id: &Id, error: Error, now_ms: u64) {
        self.0.fail(id, error, now_ms);
    }

    /// Ends a lease whose holder was cancelled.
    pub fn release(&mut self, id: &Id) {
        self.0.release(id);
    }

    /// Drops credentials that CodeCommit rejected. [`CredentialStore::is_refused`] recognises them if another cache
    /// returns them.
    pub fn forget(&mut self, id: &Id) {
        let name = |credentials: &Credentials| credentials.access_key_id().to_owned();
        self.0.reject(id, name);
    }

    /// Whether these are credentials that were dropped with [`CredentialStore::forget`].
    pub fn is_refused(&self, id: &Id, credentials: &Credentials) -> bool {
        self.0.rejected(id) == Some(credentials.access_key_id())
    }
}

const POLICY: Policy = Policy {
    // A few kilobytes each: far below an isolate's memory.
    capacity: 2000,
    // Longer than the holder of a lease can take: see `sts::DEADLINE_MS`.
    lease_ms: 30_000,
    failure_ms: 1_000,
    pause_ms: 15_000,
};
/// Credentials that expire sooner could expire on the way to CodeCommit.
const MIN_LEFT_MS: u64 = 1_000;
/// How long before their expiration credentials are renewed; less for short-lived ones.
const RENEWAL_MS: u64 = 5 * 60_000;
