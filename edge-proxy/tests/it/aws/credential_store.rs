//! The credentials at hand: who fetches, who waits, and what is kept for how long.

use crate::support::{ACCESS_KEY_ID, NOW, SECRET, TOKEN, at};
use edge_proxy::Error;
use edge_proxy::aws::credential_store::{CredentialStore, Found, Id};
use signer_wasm::Credentials;

const START: u64 = NOW * 1000;
const MINUTE: u64 = 60_000;
const ID: Id = [1; 32];

fn credentials(seconds: u64) -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), Some(at(NOW + seconds))).unwrap()
}

/// A store that was given credentials for so many seconds.
fn with(seconds: u64) -> CredentialStore {
    let mut store = CredentialStore::default();
    assert_eq!(store.find(&ID, START), Found::Missing);
    store.keep(&ID, credentials(seconds), START);
    store
}

fn denied() -> Error {
    Error::AccessDenied("no".into())
}

#[test]
fn one_fetches_and_the_others_wait() {
    let mut store = CredentialStore::default();
    assert_eq!(store.find(&ID, START), Found::Missing);
    for later in [0, 1, 20_000] {
        assert_eq!(store.find(&ID, START + later), Found::Wait);
    }
    assert_eq!(store.find(&[2; 32], START), Found::Missing);

    store.keep(&ID, credentials(3600), START + 100);
    assert_eq!(
        store.find(&ID, START + 101),
        Found::Valid(credentials(3600))
    );
}

#[test]
fn a_lease_whose_holder_vanished_ends_by_itself() {
    let mut store = CredentialStore::default();
    assert_eq!(store.find(&ID, START), Found::Missing);
    assert_eq!(store.find(&ID, START + 29_999), Found::Wait);
    assert_eq!(store.find(&ID, START + 30_000), Found::Missing);
    // The next one has a whole lease.
    assert_eq!(store.find(&ID, START + 59_999), Found::Wait);
}

#[test]
fn a_released_lease_is_the_next_ones() {
    let mut store = CredentialStore::default();
    assert_eq!(store.find(&ID, START), Found::Missing);
    store.release(&ID);
    assert_eq!(store.find(&ID, START), Found::Missing);
    assert_eq!(store.find(&ID, START), Found::Wait);
}

#[test]
fn while_one_renews_nobody_waits() {
    let mut store = with(3600);
    let late = START + 55 * MINUTE;
    assert_eq!(store.find(&ID, late - 1), Found::Valid(credentials(3600)));
    assert_eq!(store.find(&ID, late), Found::Stale(credentials(3600)));
    for later in [0, 1, 10_000] {
        assert_eq!(
            store.find(&ID, late + later),
            Found::Valid(credentials(3600))
        );
    }

    store.keep(&ID, credentials(7200), late + 10_000);
    assert_eq!(
        store.find(&ID, late + 10_001),
        Found::Valid(credentials(7200))
    );
}

#[test]
fn short_lived_credentials_are_renewed_in_their_last_quarter() {
    let mut store = with(60);
    assert_eq!(
        store.find(&ID, START + 44_999),
        Found::Valid(credentials(60))
    );
    assert_eq!(
        store.find(&ID, START + 45_000),
        Found::Stale(credentials(60))
    );
}

#[test]
fn a_renewal_that_fails_is_not_tried_again_at_once() {
    let mut store = with(3600);
    let late = START + 56 * MINUTE;
    assert_eq!(store.find(&ID, late), Found::Stale(credentials(3600)));
    store.fail(&ID, denied(), late);
    for later in [0, 500, 14_999] {
        assert_eq!(
            store.find(&ID, late + later),
            Found::Valid(credentials(3600))
        );
    }
    assert_eq!(
        store.find(&ID, late + 15_000),
        Found::Stale(credentials(3600))
    );
}

#[test]
fn credentials_are_used_until_their_last_second() {
    let mut store = with(3600);
    let end = START + 60 * MINUTE;
    // Whoever renews is still at it.
    assert_eq!(
        store.find(&ID, end - 2_000),
        Found::Stale(credentials(3600))
    );
    assert_eq!(
        store.find(&ID, end - 1_001),
        Found::Valid(credentials(3600))
    );
    assert_eq!(store.peek(&ID, end - 1_001), Some(credentials(3600)));
    assert_eq!(store.find(&ID, end - 1_000), Found::Wait);
    assert_eq!(store.peek(&ID, end - 1_000), None);
}

#[test]
fn credentials_that_have_ended_are_fetched_anew() {
    let mut store = with(3600);
    assert_eq!(store.find(&ID, START + 60 * MINUTE), Found::Missing);

    // Those that come already ended are kept for nobody.
    let mut store = CredentialStore::default();
    store.keep(&ID, credentials(0), START + MINUTE);
    assert_eq!(store.find(&ID, START + MINUTE), Found::Missing);
}

#[test]
fn credentials_without_end_are_not_kept() {
    let mut store = CredentialStore::default();
    store.keep(
        &ID,
        Credentials::new("AKIAIOSFODNN7EXAMPLE", SECRET, None, None).unwrap(),
        START,
    );
    assert_eq!(store.find(&ID, START), Found::Missing);
}

#[test]
fn a_failure_is_everyones_who_waited_and_soon_forgotten() {
    let mut store = CredentialStore::default();
    assert_eq!(store.find(&ID, START), Found::Missing);
    store.fail(&ID, denied(), START + 5_000);
    for later in [5_000, 5_999] {
        assert_eq!(store.find(&ID, START + later), Found::Failed(denied()));
    }
    assert_eq!(store.find(&[2; 32], START + 5_000), Found::Missing);
    assert_eq!(store.find(&ID, START + 6_000), Found::Missing);
}

#[test]
fn success_ends_the_memory_of_a_failure() {
    let mut store = CredentialStore::default();
    store.fail(&ID, denied(), START);
    store.keep(&ID, credentials(3600), START + 1);
    store.forget(&ID);
    assert_eq!(store.find(&ID, START + 2), Found::Missing);
}

#[test]
fn what_codecommit_refused_is_forgotten() {
    let mut store = with(3600);
    store.forget(&ID);
    assert_eq!(store.peek(&ID, START), None);
    assert_eq!(store.find(&ID, START), Found::Missing);
}

#[test]
fn what_codecommit_refused_is_known_again() {
    let mut store = with(3600);
    let refused = credentials(3600);
    assert!(!store.is_refused(&ID, &refused));
    store.forget(&ID);
    assert!(store.is_refused(&ID, &refused));
    assert!(!store.is_refused(&[2; 32], &refused));

    let other = Credentials::new("ASIAOTHER", "secret", None, refused.expiration()).unwrap();
    assert!(!store.is_refused(&ID, &other));
    store.keep(&ID, other, START);
    assert!(store.is_refused(&ID, &refused));
}

#[test]
fn a_look_takes_no_lease() {
    let mut store = CredentialStore::default();
    assert_eq!(store.peek(&ID, START), None);
    assert_eq!(store.find(&ID, START), Found::Missing);
}

#[test]
fn nobody_is_given_what_is_anothers() {
    let mut store = CredentialStore::default();
    for number in 0..100_u8 {
        assert_eq!(store.find(&[number; 32], START), Found::Missing);
        store.keep(&[number; 32], credentials(1000 + u64::from(number)), START);
    }
    for number in 0..100_u8 {
        assert_eq!(
            store.find(&[number; 32], START),
            Found::Valid(credentials(1000 + u64::from(number)))
        );
    }
}

fn id(number: u64) -> Id {
    let mut id = [0; 32];
    id[..8].copy_from_slice(&number.to_be_bytes());
    id
}

fn held(store: &CredentialStore, numbers: std::ops::Range<u64>, now_ms: u64) -> usize {
    numbers
        .filter(|number| store.peek(&id(*number), now_ms).is_some())
        .count()
}

#[test]
fn two_thousand_are_kept_and_then_half_of_them() {
    let mut store = CredentialStore::default();
    for number in 0..2000 {
        store.keep(&id(number), credentials(3600), START);
    }
    assert!(matches!(store.find(&id(7), START), Found::Valid(_)));
    assert_eq!(held(&store, 0..2000, START), 2000);

    assert_eq!(store.find(&id(2000), START), Found::Missing);
    assert_eq!(held(&store, 0..2000, START), 1000);
}

#[test]
fn room_is_made_of_what_has_ended_first() {
    let mut store = CredentialStore::default();
    for number in 0..1999 {
        store.keep(&id(number), credentials(60), START);
    }
    store.keep(&id(1999), credentials(3600), START);
    let later = START + 2 * MINUTE;
    assert_eq!(store.find(&id(2000), later), Found::Missing);
    assert_eq!(store.peek(&id(1999), later), Some(credentials(3600)));
}

#[test]
fn room_is_not_made_of_leases() {
    let mut store = CredentialStore::default();
    for number in 0..2000 {
        assert_eq!(store.find(&id(number), START), Found::Missing);
    }
    assert_eq!(store.find(&id(2000), START), Found::Missing);
    for number in 0..2000 {
        assert_eq!(store.find(&id(number), START), Found::Wait, "{number}");
    }
}

#[test]
fn failures_leave_their_room_at_once() {
    let mut store = CredentialStore::default();
    store.keep(&id(0), credentials(3600), START);
    for number in 1..10_000 {
        assert_eq!(store.find(&id(number), START), Found::Missing);
        store.fail(&id(number), denied(), START);
    }
    assert_eq!(store.peek(&id(0), START), Some(credentials(3600)));
}

#[test]
fn no_secret_is_in_its_debug_text() {
    let shown = format!("{:?} {:?}", with(3600), Found::Valid(credentials(3600)));
    for secret in [SECRET, TOKEN] {
        assert!(!shown.contains(secret));
    }
}

#[test]
fn credentials_are_fresh_until_they_are_due_for_renewal() {
    let mut store = with(3600);
    assert_eq!(store.fresh(&[2; 32], START), None);
    assert_eq!(store.fresh(&ID, START), Some(credentials(3600)));
    let due = START + 55 * MINUTE;
    assert_eq!(store.fresh(&ID, due - 1), Some(credentials(3600)));
    assert_eq!(store.fresh(&ID, due), None);

    // While one request renews them, the others go on with what there is.
    assert!(matches!(store.find(&ID, due), Found::Stale(_)));
    assert_eq!(store.fresh(&ID, due + 1), Some(credentials(3600)));
}
