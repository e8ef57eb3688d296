//! The store of credentials: which caller fetches, which callers wait, and how long credentials are cached.

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

/// A store with credentials that last so many seconds.
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
fn one_caller_fetches_while_the_others_wait() {
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
fn ends_a_lease_whose_holder_vanished() {
    let mut store = CredentialStore::default();
    assert_eq!(store.find(&ID, START), Found::Missing);
    assert_eq!(store.find(&ID, START + 29_999), Found::Wait);
    assert_eq!(store.find(&ID, START + 30_000), Found::Missing);
    // The next caller has a full lease.
    assert_eq!(store.find(&ID, START + 59_999), Found::Wait);
}

#[test]
fn gives_a_released_lease_to_the_next_caller() {
    let mut store = CredentialStore::default();
    assert_eq!(store.find(&ID, START), Found::Missing);
    store.release(&ID);
    assert_eq!(store.find(&ID, START), Found::Missing);
    assert_eq!(store.find(&ID, START), Found::Wait);
}

#[test]
fn no_caller_waits_during_a_renewal() {
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
fn renews_short_lived_credentials_in_their_last_quarter() {
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
fn delays_the_next_renewal_after_a_failed_one() {
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
fn uses_credentials_until_they_expire() {
    let mut store = with(3600);
    let end = START + 60 * MINUTE;
    // The renewal is still in progress.
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
fn fetches_again_after_expiry() {
    let mut store = with(3600);
    assert_eq!(store.find(&ID, START + 60 * MINUTE), Found::Missing);

    // Credentials that arrive expired are not stored.
    let mut store = CredentialStore::default();
    store.keep(&ID, credentials(0), START + MINUTE);
    assert_eq!(store.find(&ID, START + MINUTE), Found::Missing);
}

#[test]
fn does_not_keep_credentials_without_expiration() {
    let mut store = CredentialStore::default();
    store.keep(
        &ID,
        Credentials::new("AKIAIOSFODNN7EXAMPLE", SECRET, None, None).unwrap(),
        START,
    );
    assert_eq!(store.find(&ID, START), Found::Missing);
}

#[test]
fn shares_a_failure_with_waiting_callers_and_soon_forgets_it() {
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
fn a_success_clears_a_failure() {
    let mut store = CredentialStore::default();
    store.fail(&ID, denied(), START);
    store.keep(&ID, credentials(3600), START + 1);
    store.forget(&ID);
    assert_eq!(store.find(&ID, START + 2), Found::Missing);
}

#[test]
fn forgets_credentials_that_codecommit_rejected() {
    let mut store = with(3600);
    store.forget(&ID);
    assert_eq!(store.peek(&ID, START), None);
    assert_eq!(store.find(&ID, START), Found::Missing);
}

#[test]
fn recognises_credentials_that_codecommit_rejected() {
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
fn peeking_takes_no_lease() {
    let mut store = CredentialStore::default();
    assert_eq!(store.peek(&ID, START), None);
    assert_eq!(store.find(&ID, START), Found::Missing);
}

#[test]
fn keeps_credentials_of_different_ids_apart() {
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
fn drops_the_credentials_that_expire_first_when_the_store_is_full() {
    let mut store = CredentialStore::default();
    for number in 0..2000 {
        let seconds = if number == 7 { 1800 } else { 3600 };
        store.keep(&id(number), credentials(seconds), START);
    }
    assert_eq!(held(&store, 0..2000, START), 2000);

    assert_eq!(store.find(&id(2000), START), Found::Missing);
    assert_eq!(held(&store, 0..2000, START), 1999);
    assert_eq!(store.peek(&id(7), START), None);
}

#[test]
fn removes_expired_credentials_first() {
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
fn keeps_leases_when_it_makes_room() {
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
fn removes_expired_failures() {
    let mut store = CredentialStore::default();
    store.keep(&id(0), credentials(3600), START);
    for number in 1..10_000 {
        assert_eq!(store.find(&id(number), START), Found::Missing);
        store.fail(&id(number), denied(), START);
    }
    assert_eq!(store.peek(&id(0), START), Some(credentials(3600)));
}

#[test]
fn debug_output_hides_secrets() {
    let shown = format!("{:?} {:?}", with(3600), Found::Valid(credentials(3600)));
    for secret in [SECRET, TOKEN] {
        assert!(!shown.contains(secret));
    }
}

#[test]
fn peeks_at_credentials_until_they_are_due_for_renewal() {
    let mut store = with(3600);
    assert_eq!(store.fresh(&[2; 32], START), None);
    assert_eq!(store.fresh(&ID, START), Some(credentials(3600)));
    let due = START + 55 * MINUTE;
    assert_eq!(store.fresh(&ID, due - 1), Some(credentials(3600)));
    assert_eq!(store.fresh(&ID, due), None);

    // While one request renews them, the others use the cached ones.
    assert!(matches!(store.find(&ID, due), Found::Stale(_)));
    assert_eq!(store.fresh(&ID, due + 1), Some(credentials(3600)));
}
