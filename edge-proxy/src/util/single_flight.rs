//! A cache in which one request fetches a value for all.
//!
//! When many requests need the same value, one of them takes a lease and fetches it. The others look again a little
//! later, because the runtime cancels requests that wait on another request's promise. No request waits while the
//! cached value is still valid.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Values, failures and leases by key. Times are in milliseconds.
#[derive(Debug)]
pub struct SingleFlight<K, V, E> {
    policy: Policy,
    slots: HashMap<K, Slot<V, E>>,
}

/// The limits of a [`SingleFlight`].
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The most keys that have an entry.
    pub capacity: usize,
    /// How long a lease lasts: longer than its holder can take.
    pub lease_ms: u64,
    /// How long a failure is remembered: long enough for callers that wait on it, short enough for an operator who is
    /// fixing it.
    pub failure_ms: u64,
    /// How long after a failed renewal, or an attempt to fetch something newer, the next attempt may begin.
    pub pause_ms: u64,
}

/// How long a value is used.
#[derive(Clone, Copy, Debug)]
pub struct Lifetime {
    /// When to renew it; until then it is used without fetching it again.
    pub renew_at_ms: u64,
    /// When it expires.
    pub until_ms: u64,
}

/// The result of a look-up.
#[derive(Debug, PartialEq)]
pub enum Found<V, E> {
    /// A failure so recent that it would happen again.
    Failed(E),
    /// Nothing is cached. The caller now holds the lease: it has to fetch the value and end the lease.
    Missing,
    /// A value to renew. The caller now holds the lease, and can use the value if it gets no other.
    Stale(V),
    /// A valid value.
    Valid(V),
    /// Nothing is cached, but another request holds the lease: look again in a moment.
    Wait,
}

#[derive(Debug)]
struct Slot<V, E> {
    held: Option<Held<V>>,
    failed: Option<(E, u64)>,
    /// When the last lease began.
    attempted_ms: u64,
    /// The time until which a request holds the lease.
    leased_until_ms: u64,
    /// The name of the last value that was rejected.
    rejected: Option<String>,
}

#[derive(Debug)]
struct Held<V> {
    value: V,
    kept_ms: u64,
    lifetime: Lifetime,
}

impl<K, V, E> SingleFlight<K, V, E>
where
    K: Clone + Eq + Hash,
    V: Clone,
    E: Clone,
{
    /// An empty store.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            slots: HashMap::new(),
        }
    }

    /// Looks up a value, and takes the lease if nothing valid is cached. A caller that could not use a value passes the
    /// time at which that value was stored as `newer_than_ms`.
    pub fn find<Q>(&mut self, key: &Q, newer_than_ms: Option<u64>, now_ms: u64) -> Found<V, E>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let policy = self.policy;
        let slot = self.slot(key, now_ms);
        let is_leased = slot.leased_until_ms > now_ms;
        let found = match slot.usable(now_ms) {
            Some(held) => {
                let value = held.value.clone();
                let is_enough = match newer_than_ms {
                    // However many callers need something newer, it is fetched only once per pause.
                    Some(at) => {
                        let since_attempt = now_ms.saturating_sub(slot.attempted_ms);
                        held.kept_ms > at || !is_leased && since_attempt < policy.pause_ms
                    }
                    None => is_leased || held.lifetime.renew_at_ms > now_ms,
                };
                match is_enough {
                    true => return Found::Valid(value),
                    false if is_leased => return Found::Wait,
                    false => Found::Stale(value),
                }
            }
            None => match &slot.failed {
                Some((error, until_ms)) if *until_ms > now_ms => {
                    return Found::Failed(error.clone());
                }
                _ if is_leased => return Found::Wait,
                _ => Found::Missing,
            },
        };
        slot.attempted_ms = now_ms;
        slot.leased_until_ms = now_ms.saturating_add(policy.lease_ms);
        found
    }

    /// A value that needs no renewal yet, without taking a lease.
    pub fn fresh<Q>(&self, key: &Q, now_ms: u64) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let slot = self.slots.get(key)?;
        let held = slot.usable(now_ms)?;
        let is_fresh = held.lifetime.renew_at_ms > now_ms || slot.leased_until_ms > now_ms;
        is_fresh.then_some(&held.value)
    }

    /// A cached value, even if it needs renewal, without taking a lease.
    pub fn peek<Q>(&self, key: &Q, now_ms: u64) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.slots.get(key)?.usable(now_ms).map(|held| &held.value)
    }

    /// When the cached value was stored.
    pub fn kept_ms<Q>(&self, key: &Q) -> Option<u64>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.slots.get(key)?.held.as_ref().map(|held| held.kept_ms)
    }

    /// Stores a value and ends the lease.
    pub fn keep<Q>(&mut self, key: &Q, value: V, lifetime: Lifetime, now_ms: u64)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let slot = self.slot(key, now_ms);
        slot.leased_until_ms = 0;
        slot.failed = None;
        slot.held = Some(Held {
            value,
            kept_ms: now_ms,
            lifetime,
        });
    }

    /// Remembers a failure for a moment, and ends the lease. A value that is still valid stays; it is only not renewed
    /// for a while.
    pub fn fail<Q>(&mut self, key: &Q, error: E, now_ms: u64)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        let Policy {
            failure_ms,
            pause_ms,
            ..
        } = self.policy;
        let slot = self.slot(key, now_ms);
        slot.leased_until_ms = 0;
        slot.failed = Some((error, now_ms.saturating_add(failure_ms)));
        if let Some(held) = &mut slot.held {
            held.lifetime.renew_at_ms = now_ms.saturating_add(pause_ms);
        }
    }

    /// Ends a lease whose holder was cancelled.
    pub fn release<Q>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if let Some(slot) = self.slots.get_mut(key) {
            slot.leased_until_ms = 0;
        }
    }

    /// Drops a value that was rejected when it was used, and remembers its name, because another cache may return it
    /// again.
    pub fn reject<Q>(&mut self, key: &Q, name: impl FnOnce(&V) -> String)
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if let Some(slot) = self.slots.get_mut(key)
            && let Some(held) = slot.held.take()
        {
            slot.rejected = Some(name(&held.value));
        }
    }

    /// The name of the last value that was rejected.
    pub fn rejected<Q>(&self, key: &Q) -> Option<&str>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.slots.get(key)?.rejected.as_deref()
    }

    fn slot<Q>(&mut self, key: &Q, now_ms: u64) -> &mut Slot<V, E>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
    {
        if !self.slots.contains_key(key) {
            self.make_room(now_ms);
        }
        self.slots.entry(key.to_owned()).or_default()
    }

    /// Drops expired entries; if all are in use, drops the one that expires first. Leases are never dropped.
    fn make_room(&mut self, now_ms: u64) {
        let capacity = self.policy.capacity;
        if self.slots.len() < capacity {
            return;
        }
        self.slots.retain(|_, slot| slot.is_of_use(now_ms));
        if self.slots.len() < capacity {
            return;
        }
        let first = self
            .slots
            .iter()
            .filter(|(_, slot)| slot.leased_until_ms <= now_ms)
            .min_by_key(|(_, slot)| slot.until_ms())
            .map(|(key, _)| key.clone());
        if let Some(key) = first {
            self.slots.remove(&key);
        }
    }
}

impl<V, E> Slot<V, E> {
    fn usable(&self, now_ms: u64) -> Option<&Held<V>> {
        self.held
            .as_ref()
            .filter(|held| held.lifetime.until_ms > now_ms)
    }

    fn is_of_use(&self, now_ms: u64) -> bool {
        self.leased_until_ms > now_ms || self.usable(now_ms).is_some()
    }

    fn until_ms(&self) -> u64 {
        self.held.as_ref().map_or(0, |held| held.lifetime.until_ms)
    }
}

impl<V, E> Default for Slot<V, E> {
    fn default() -> Self {
        Self {
            held: None,
            failed: None,
            attempted_ms: 0,
            leased_until_ms: 0,
            rejected: None,
        }
    }
}
