//! The identity providers' keys at hand: when they are asked for, and how often.

use std::rc::Rc;

use edge_proxy::Error;
use edge_proxy::auth::key_set_store::{FoundKeys, KeySetStore};
use edge_proxy::error::Upstream;
use edge_proxy::jwt::KeySet;
use serde_json::json;

const ISSUER: &str = "https://login.example.com";
const START: u64 = 1_795_413_600_000;
const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

/// A set of one key, of this name.
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

/// A store with keys, fetched at the start.
fn with(kid: &str) -> KeySetStore {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    store.keep(ISSUER, keys(kid), START);
    store
}

#[test]
fn one_fetches_and_the_others_wait() {
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
fn keys_are_their_own_issuers_alone() {
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
fn a_lease_whose_holder_vanished_ends_by_itself() {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    assert_eq!(store.find(ISSUER, None, START + 14_999), FoundKeys::Wait);
    assert_eq!(store.find(ISSUER, None, START + 15_000), FoundKeys::Fetch);
    assert_eq!(store.find(ISSUER, None, START + 15_001), FoundKeys::Wait);
}

#[test]
fn keys_are_fresh_for_ten_minutes_and_then_renewed_by_one() {
    let mut store = with("one");
    assert_eq!(
        store.find(ISSUER, None, START + 10 * MINUTE - 1),
        found("one")
    );
    assert_eq!(
        store.find(ISSUER, None, START + 10 * MINUTE),
        FoundKeys::Fetch
    );
    // The others go on with those at hand.
    assert_eq!(store.find(ISSUER, None, START + 10 * MINUTE), found("one"));

    store.keep(ISSUER, keys("two"), START + 10 * MINUTE + 5);
    assert_eq!(
        store.find(ISSUER, None, START + 10 * MINUTE + 6),
        found("two")
    );
}

#[test]
fn an_unknown_key_has_the_set_fetched_once_for_all_who_miss_it() {
    let mut store = with("one");
    let now = START + MINUTE;
    let since = store.fetched_ms(ISSUER);
    assert_eq!(store.find(ISSUER, Some(since), now), FoundKeys::Fetch);
    assert_eq!(store.find(ISSUER, Some(since), now), FoundKeys::Wait);
    // Who has its key needs not wait for it.
    assert_eq!(store.find(ISSUER, None, now), found("one"));

    store.keep(ISSUER, keys("two"), now + 50);
    assert_eq!(store.find(ISSUER, Some(since), now + 60), found("two"));
}

#[test]
fn however_many_unknown_keys_are_named_the_provider_is_asked_once_in_ten_seconds() {
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
fn an_unknown_key_right_after_the_first_fetch_is_not_fetched_for() {
    let mut store = with("one");
    assert_eq!(store.find(ISSUER, Some(START), START + 9_999), found("one"));
    assert_eq!(
        store.find(ISSUER, Some(START), START + 10_000),
        FoundKeys::Fetch
    );
}

#[test]
fn a_provider_that_fails_has_its_keys_used_on_for_a_day() {
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
fn without_keys_a_failure_is_everyones_who_waited_and_soon_forgotten() {
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
fn a_lease_given_back_without_a_failure_is_the_next_ones() {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    store.release(ISSUER);
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
}

#[test]
fn keys_that_come_after_a_failure_are_everyones() {
    let mut store = KeySetStore::default();
    assert_eq!(store.find(ISSUER, None, START), FoundKeys::Fetch);
    store.fail(ISSUER, failure(), START);
    assert_eq!(store.find(ISSUER, None, START + 1_000), FoundKeys::Fetch);
    store.keep(ISSUER, keys("one"), START + 1_001);
    assert_eq!(store.find(ISSUER, None, START + 1_002), found("one"));
}
