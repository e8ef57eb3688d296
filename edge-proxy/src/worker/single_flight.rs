//! Values that one request fetches for all requests of an isolate.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::hash::Hash;
use std::thread::LocalKey;

use super::clock::Clock;
use super::{Result, environment};
use crate::Error;
use crate::util::single_flight::{Found, Lifetime, Policy, SingleFlight};

/// A store of this isolate.
pub(super) type Store<K, V> = RefCell<SingleFlight<K, V, Error>>;

/// An empty store for the few values that the configuration needs.
pub(super) fn new<K, V>() -> Store<K, V>
where
    K: Clone + Eq + Hash,
    V: Clone,
{
    RefCell::new(SingleFlight::new(POLICY))
}

/// Finds a value, or fetches it for this request and for all others that wait for it.
pub(super) async fn get<K, V, Q>(
    store: &'static LocalKey<Store<K, V>>,
    key: &Q,
    clock: &Clock,
    fetch: impl AsyncFnOnce() -> Result<(V, Lifetime)>,
) -> Result<V>
where
    K: Borrow<Q> + Clone + Eq + Hash,
    V: Clone,
    Q: Eq + Hash + ToOwned<Owned = K> + ?Sized,
{
    let stale = loop {
        match store.with_borrow_mut(|store| store.find(key, None, clock.now_ms())) {
            Found::Valid(value) => return Ok(value),
            Found::Failed(error) => return Err(error),
            Found::Wait => environment::pause(POLL_MS).await,
            Found::Missing => break None,
            Found::Stale(value) => break Some(value),
        }
    };
    let lease = Lease(|| store.with_borrow_mut(|store| store.release(key)));
    let fetched = fetch().await;
    drop(lease);
    store.with_borrow_mut(|store| match fetched {
        Ok((value, lifetime)) => {
            store.keep(key, value.clone(), lifetime, clock.now_ms());
            Ok(value)
        }
        Err(error) => {
            store.fail(key, error.clone(), clock.now_ms());
            stale.ok_or(error)
        }
    })
}

/// Ends a lease, also if the request that holds it is cancelled.
pub(super) struct Lease<F: FnMut()>(pub(super) F);

impl<F: FnMut()> Drop for Lease<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Milliseconds between two look-ups of a value that another request is fetching.
pub(super) const POLL_MS: u32 = 20;
const POLICY: Policy = Policy {
    capacity: 1000,
    // Longer than the time limit of any service.
    lease_ms: 15_000,
    // Failures are not cached: a user who tries again at once gets a new attempt.
    failure_ms: 0,
    pause_ms: 10_000,
};
