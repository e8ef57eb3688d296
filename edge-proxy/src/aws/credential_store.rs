//! The credentials that an isolate has cached.
//!
//! When many requests need the same credentials, one of them takes a lease and fetches them. The others look again a
//! little later, because the runtime cancels requests that wait on another request's promise. No request waits while
//! the cached credentials are still valid.

use std::collections::HashMap;

use signer_wasm::{Credentials, Timestamp};

use crate::Error;

/// Credentials, failures and leases, by credential id.
#[derive(Debug, Default)]
pub struct CredentialStore {
    slots: HashMap<Id, Slot>,
}

/// See [`crate::aws::sts::AssumeRole::id`].
pub type Id = [u8; 32];

#[derive(Debug, Default)]
struct Slot {
    held: Option<Held>,
    failed: Option<Failed>,
    /// The time until which a request holds the lease.
    leased_until_ms: u64,
    /// The access key id of credentials that CodeCommit rejected.
    refused: Option<String>,
}

#[derive(Debug)]
struct Held {
    credentials: Credentials,
    expiration_ms: u64,
    renew_at_ms: u64,
}

#[derive(Debug)]
struct Failed {
    error: Error,
    until_ms: u64,
}

/// The result of a look-up.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// A failure so recent that it would happen again.
    Failed(Error),
    /// Nothing is cached. The caller now holds the lease: it has to fetch the credentials and end the lease.
    Missing,
    /// Credentials that expire soon. The caller now holds the lease, and can use them if it gets no others.
    Stale(Credentials),
    /// Valid credentials.
    Valid(Credentials),
    /// Nothing is cached, but another request holds the lease: look again in a moment.
    Wait,
}

impl CredentialStore {
    /// Looks up credentials, taking the lease if there is none. `now_ms` is in milliseconds.
    pub fn find(&mut self, id: &Id, now_ms: u64) -> Found {
        if !self.slots.contains_key(id) {
            self.make_room(now_ms);
        }
        let slot = self.slots.entry(*id).or_default();
        let is_leased = slot.leased_until_ms > now_ms;
        let found = match (slot.usable(now_ms), &slot.failed) {
            (Some(held), _) if is_leased || held.renew_at_ms > now_ms => {
                return Found::Valid(held.credentials.clone());
            }
            (Some(held), _) => Found::Stale(held.credentials.clone()),
            (None, Some(failed)) if failed.until_ms > now_ms => {
                return Found::Failed(failed.error.clone());
            }
            (None, _) if is_leased => return Found::Wait,
            (None, _) => Found::Missing,
        };
        slot.leased_until_ms = now_ms + LEASE_MS;
        found
    }

    /// Credentials that need no renewal yet, without taking a lease.
    pub fn fresh(&self, id: &Id, now_ms: u64) -> Option<Credentials> {
        let slot = self.slots.get(id)?;
        let held = slot.usable(now_ms)?;
        let is_fresh = held.renew_at_ms > now_ms || slot.leased_until_ms > now_ms;
        is_fresh.then(|| held.credentials.clone())
    }

    /// Cached credentials, even if they need renewal, without taking a lease.
    pub fn peek(&self, id: &Id, now_ms: u64) -> Option<Credentials> {
        let held = self.slots.get(id)?.usable(now_ms)?;
        Some(held.credentials.clone())
    }

    /// Stores credentials, which must have an expiration, and ends the lease.
    pub fn keep(&mut self, id: &Id, credentials: Credentials, now_ms: u64) {
        let slot = self.slots.entry(*id).or_default();
        slot.leased_until_ms = 0;
        slot.failed = None;
        slot.held = credentials.expiration().map(|expiration| {
            let expiration_ms = milliseconds(expiration);
            let left = expiration_ms.saturating_sub(now_ms);
            Held {
                credentials,
                expiration_ms,
                renew_at_ms: expiration_ms - (left / 4).min(RENEWAL_MS),
            }
        });
    }

    /// Remembers a failure for a moment, and ends the lease. Credentials that are still valid stay; they are only not
    /// renewed for that moment.
    pub fn fail(&mut self, id: &Id, error: Error, now_ms: u64) {
        let slot = self.slots.entry(*id).or_default();
        slot.leased_until_ms = 0;
        if let Some(held) = &mut slot.held {
            held.renew_at_ms = now_ms + RENEWAL_PAUSE_MS;
        }
        slot.failed = Some(Failed {
            error,
            until_ms: now_ms + FAILURE_MS,
        });
    }

    /// Ends a lease whose holder was cancelled.
    pub fn release(&mut self, id: &Id) {
        if let Some(slot) = self.slots.get_mut(id) {
            slot.leased_until_ms = 0;
        }
    }

    /// Drops credentials that CodeCommit rejected. [`CredentialStore::is_refused`] recognises them if another cache
    /// returns them.
    pub fn forget(&mut self, id: &Id) {
        if let Some(slot) = self.slots.get_mut(id)
            && let Some(held) = slot.held.take()
        {
            slot.refused = Some(held.credentials.access_key_id().to_owned());
        }
    }

    /// Whether these are credentials that were dropped with [`CredentialStore::forget`].
    pub fn is_refused(&self, id: &Id, credentials: &Credentials) -> bool {
        self.slots
            .get(id)
            .and_then(|slot| slot.refused.as_deref())
            .is_some_and(|refused| refused == credentials.access_key_id())
    }

    /// Drops expired entries; if all are in use, drops half of them, which will be fetched again.
    fn make_room(&mut self, now_ms: u64) {
        if self.slots.len() < MAX_SLOTS {
            return;
        }

        self.slots.retain(|_, slot| slot.is_of_use(now_ms));
        if self.slots.len() >= MAX_SLOTS {
            let mut keep = false;
            self.slots.retain(|_, slot| {
                keep = !keep;
                keep || slot.leased_until_ms > now_ms
            });
        }
    }
}

impl Slot {
    fn usable(&self, now_ms: u64) -> Option<&Held> {
        self.held
            .as_ref()
            .filter(|held| held.expiration_ms > now_ms + MIN_LEFT_MS)
    }

    fn is_of_use(&self, now_ms: u64) -> bool {
        self.leased_until_ms > now_ms || self.usable(now_ms).is_some()
    }
}

fn milliseconds(time: Timestamp) -> u64 {
    time.unix_seconds() * 1000
}

/// A few kilobytes each: far below an isolate's memory.
const MAX_SLOTS: usize = 2000;
/// Longer than the holder of a lease can take: see [`crate::aws::sts::DEADLINE_MS`].
const LEASE_MS: u64 = 30_000;
/// Credentials that expire sooner could expire on their way.
const MIN_LEFT_MS: u64 = 1_000;
/// How long before their expiration credentials are renewed; less for short-lived ones.
const RENEWAL_MS: u64 = 5 * 60_000;
const RENEWAL_PAUSE_MS: u64 = 15_000;
/// Long enough for callers that wait on the same failure, short enough for an operator who is fixing it.
const FAILURE_MS: u64 = 1_000;
