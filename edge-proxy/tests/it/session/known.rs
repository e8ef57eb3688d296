//! The sessions that an isolate has looked up: cached for a minute, and never valid after a revocation.

use edge_proxy::session::{KnownSession, KnownSessions};
use proptest::prelude::*;

const NOW: u64 = 1_795_413_600_000;
const MINUTE: u64 = KnownSessions::LIFETIME_MS;

fn id(number: usize) -> [u8; 16] {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(number as u64).to_be_bytes());
    id
}

fn good() -> KnownSession {
    KnownSession::default()
}

/// A full table whose sessions are all good; higher numbers are younger.
fn full() -> KnownSessions {
    let mut known = KnownSessions::default();
    for number in 0..KnownSessions::CAPACITY {
        known.remember(id(number), good(), NOW + number as u64);
    }
    known
}

fn is_revoked(known: &KnownSessions, number: usize, now_ms: u64) -> Option<bool> {
    known.get(&id(number), now_ms).map(|known| known.is_revoked)
}

#[test]
fn remembers_a_session_for_a_minute_from_the_lookup() {
    let mut known = KnownSessions::default();
    let state = Some(vec![1, 2, 3]);
    let kept = KnownSession {
        state: state.clone(),
        is_revoked: false,
    };
    known.remember(id(1), kept, NOW);
    let found = |now_ms| known.get(&id(1), now_ms).map(|it| it.state.clone());
    assert_eq!(found(NOW), Some(state.clone()));
    assert_eq!(found(NOW + MINUTE - 1), Some(state));
    assert_eq!(found(NOW + MINUTE), None);
    assert_eq!(known.get(&id(2), NOW), None);
}

#[test]
fn a_revocation_replaces_an_entry_even_in_a_full_table() {
    let mut known = full();
    let last = KnownSessions::CAPACITY - 1;
    let now = NOW + last as u64;
    known.revoke(id(last), now);
    assert_eq!(is_revoked(&known, last, now), Some(true));
    // An unknown session replaces the oldest one.
    known.revoke(id(last + 1), now);
    assert_eq!(is_revoked(&known, last + 1, now), Some(true));
    assert_eq!(is_revoked(&known, 0, now), None);
    assert_eq!(is_revoked(&known, 1, now), Some(false));
}

#[test]
fn a_table_full_of_revocations_still_accepts_entries() {
    let mut known = KnownSessions::default();
    for number in 0..2 * KnownSessions::CAPACITY {
        known.revoke(id(number), NOW);
    }
    known.remember(id(9_999), good(), NOW + 1);
    assert_eq!(is_revoked(&known, 9_999, NOW + 1), Some(false));
    let later = NOW + MINUTE;
    for number in 0..2 * KnownSessions::CAPACITY {
        // Unknown: the store is asked, which knows of the revocation.
        assert_eq!(is_revoked(&known, number, later), None);
    }
}

#[test]
fn a_late_lookup_does_not_undo_a_revocation() {
    let mut known = KnownSessions::default();
    known.revoke(id(1), NOW + 5);
    known.remember(id(1), good(), NOW);
    assert_eq!(is_revoked(&known, 1, NOW + 10), Some(true));
}

proptest! {
    /// Whatever happens in a table, after a revocation only a later lookup in the store reports the session as good.
    #[test]
    fn never_reports_a_revoked_session_as_good(
        events in proptest::collection::vec((0..2_100_usize, any::<bool>(), 0..50_u64), 0..4_000),
    ) {
        let mut known = KnownSessions::default();
        let mut now = NOW;
        known.revoke(id(7), now);
        for (number, is_revocation, later) in events {
            now += later;
            if is_revocation {
                known.revoke(id(number), now);
            } else if number != 7 {
                known.remember(id(number), good(), now);
            } else {
                // Looked up before the revocation.
                known.remember(id(number), good(), NOW - 1);
            }
            prop_assert_ne!(is_revoked(&known, 7, now), Some(false));
        }
    }
}
