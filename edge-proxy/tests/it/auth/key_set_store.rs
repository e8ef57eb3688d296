//! The cached keys of identity providers: when and how often they are fetched.

use crate::support::ISSUER;
use std::rc::Rc;

use edge_proxy::Error;
use edge_proxy::auth::key_set_store::{FoundKeys, KeySetStore};
use edge_proxy::error::Upstream;
use edge_proxy::jwt::KeySet;
use serde_json::json;

const START: u64 = 1_795_413_600_000;
const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

/// A set of one key with this id.
fn keys(kid: &str) -> KeySet {
    let document = json!({ "keys": [{
        "kty": "OKP", "crv": "Ed25519", "kid": kid,
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }] });
    let keys = KeySet::parse(document.to_string().as_bytes()).unwrap();
    assert_eq!(keys.keys().len(), 1);
    keys
}

fn found(kid: &str) -> FoundKeys {
    FoundKeys::Keys(Rc::new(keys(kid)))
}

fn failure() -> Error {
    Error::UpstreamUnreachable {
        upstream: Upstream::IdentityProvider,
        detail: "reset".to_owned(),
    }
}

/// A store with keys fetched at time 0.
fn with(kid: &str) -> KeySetStore {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    store.keep(ISSUER, keys(kid), START);
    store
}

#[test]
fn one_caller_fetches_while_the_others_wait() {
    let mut store = KeySetStore::default();
    assert_eq!(store.fetched_ms(ISSUER), 0);
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    assert_eq!(store.find(ISSUER, None, START + 10), FoundKeys::Wait);
    assert_eq!(
        store.find("https://other.example.com", None, START),
        FoundKeys::Fetch
    );

    store.keep(ISSUER, keys("one"), START + 20);
    assert_eq!(store.find(ISSUER, None, START + 30), found("one"));
    assert_eq!(store.fetched_ms(ISSUER), START + 20);
}

#[test]
fn keeps_the_keys_of_each_issuer_apart() {
    let mut store = with("one");
    store.keep("https://other.example.com", keys("two"), START);
    assert_eq!(store.find(ISSUER, None, START), found("one"));
    assert_eq!(
        store.find("https://other.example.com", None, START),
        found("two")
    );
    assert_eq!(
        store.find("https://login.example.com/", None, START),
        FoundKeys::Fetch
    );
}

#[test]
fn ends_a_lease_whose_holder_vanished() {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    assert_eq!(store.find(ISSUER, None, START + 14_999), FoundKeys::Wait);
    assert_eq!(store.find(ISSUER, None, START + 15_000), FoundKeys::Fetch);
    assert_eq!(store.find(ISSUER, None, START + 15_001), FoundKeys::Wait);
}

#[test]
fn keeps_keys_fresh_for_ten_minutes_and_lets_one_caller_renew() {
    let mut store = with("one");
    assert_eq!(
        store.find(ISSUER, None, START + 10 * MINUTE - 1),
        found("one")
    );
    assert_eq!(
        store.find(ISSUER, None, START + 10 * MINUTE),
        FoundKeys::Fetch
    );
    // The others use the cached keys.
    assert_eq!(store.find(ISSUER, None, START + 10 * MINUTE), found("one"));

    store.keep(ISSUER, keys("two"), START + 10 * MINUTE + 5);
    assert_eq!(
        store.find(ISSUER, None, START + 10 * MINUTE + 6),
        found("two")
    );
}

#[test]
fn fetches_once_for_all_callers_with_an_unknown_key() {
    let mut store = with("one");
    let now = START + MINUTE;
    let since = store.fetched_ms(ISSUER);
    assert_eq!(store.find(ISSUER, Some(since), now), FoundKeys::Fetch);
    assert_eq!(store.find(ISSUER, Some(since), now), FoundKeys::Wait);
    // Callers whose key is cached do not wait.
    assert_eq!(store.find(ISSUER, None, now), found("one"));

    store.keep(ISSUER, keys("two"), now + 50);
    assert_eq!(store.find(ISSUER, Some(since), now + 60), found("two"));
}

#[test]
fn fetches_for_unknown_keys_at_most_once_in_ten_seconds() {
    let mut store = with("one");
    let mut fetches = 0;
    for second in 0..60 {
        let now = START + MINUTE + second * 1000;
        for _ in 0..100 {
            let since = store.fetched_ms(ISSUER);
            match store.find(ISSUER, Some(since), now) {
                FoundKeys::Fetch => {
                    fetches += 1;
                    store.keep(ISSUER, keys("one"), now);
                }
                found => assert_eq!(found, self::found("one")),
            }
        }
    }
    assert_eq!(fetches, 6);
}

#[test]
fn does_not_fetch_for_an_unknown_key_right_after_a_fetch() {
    let mut store = with("one");
    assert_eq!(store.find(ISSUER, Some(START), START + 9_999), found("one"));
    assert_eq!(
        store.find(ISSUER, Some(START), START + 10_000),
        FoundKeys::Fetch
    );
}

#[test]
fn uses_old_keys_for_a_day_while_the_provider_fails() {
    let mut store = with("one");
    let now = START + 11 * MINUTE;
    assert_eq!(store.find(ISSUER, None, now), FoundKeys::Fetch);
    store.fail(ISSUER, failure(), now);
    assert_eq!(store.find(ISSUER, None, now + 9_999), found("one"));
    assert_eq!(store.find(ISSUER, None, now + 10_000), FoundKeys::Fetch);
    store.fail(ISSUER, failure(), now + 10_000);
    assert_eq!(store.find(ISSUER, None, now + 10_001), found("one"));

    let last = START + DAY - 1;
    assert_eq!(store.find(ISSUER, None, last), FoundKeys::Fetch);
    store.fail(ISSUER, failure(), last);
    assert_eq!(store.find(ISSUER, None, last), found("one"));
    assert_eq!(
        store.find(ISSUER, None, last + 1),
        FoundKeys::Failed(failure())
    );
    assert_eq!(store.find(ISSUER, None, last + 1_000), FoundKeys::Fetch);
}

#[test]
fn shares_a_failure_with_waiting_callers_and_soon_forgets_it() {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    store.fail(ISSUER, failure(), START + 4_000);
    for unknown_since in [None, Some(0)] {
        assert_eq!(
            store.find(ISSUER, unknown_since, START + 4_999),
            FoundKeys::Failed(failure())
        );
    }
    assert_eq!(store.find(ISSUER, None, START + 5_000), FoundKeys::Fetch);
}

#[test]
fn gives_a_released_lease_to_the_next_caller() {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    store.release(ISSUER);
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
}

#[test]
fn uses_keys_that_arrive_after_a_failure() {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    store.fail(ISSUER, failure(), START);
    assert_eq!(store.find(ISSUER, None, START + 1_000), FoundKeys::Fetch);
    store.keep(ISSUER, keys("one"), START + 1_001);
    assert_eq!(store.find(ISSUER, None, START + 1_002), found("one"));
}
