//! Tokens that were opened before with the same keys.

use super::{identity, keys, open, session};
use crate::support::{EDGE, KEYS, NOW, at};
use edge_proxy::session::{Session, SessionError, SessionToken};

fn token(id: u16) -> (Session, String) {
    let mut session = session(identity(1));
    session.id[..2].copy_from_slice(&id.to_be_bytes());
    let token = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session);
    (session, token.as_str().to_owned())
}

#[test]
fn opens_a_token_again_as_it_was_sealed() {
    let keys = keys(KEYS);
    let (session, text) = token(1);
    for _ in 0..3 {
        assert_eq!(open(&keys, &text), Ok(session.clone()));
    }
}

#[test]
fn rejects_an_expired_token_that_was_opened_before() {
    let keys = keys(KEYS);
    let (_, text) = token(1);
    assert!(open(&keys, &text).is_ok());
    let later = SessionToken::open(&keys, EDGE, &text, at(NOW + 3600));
    assert_eq!(later, Err(SessionError::Expired { seconds: 0 }));
}

#[test]
fn rejects_a_token_at_another_edge_that_was_opened_before() {
    let keys = keys(KEYS);
    let (_, text) = token(1);
    assert!(open(&keys, &text).is_ok());
    let elsewhere = SessionToken::open(&keys, "https://edge.example.net", &text, at(NOW));
    assert_eq!(elsewhere, Err(SessionError::Rejected));
}

#[test]
fn rejects_changes_to_a_token_that_was_opened_before() {
    let keys = keys(KEYS);
    let (_, text) = token(1);
    assert!(open(&keys, &text).is_ok());
    for at in 5..text.len() {
        let other = if text.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        let mut changed = text.clone();
        changed.replace_range(at..=at, other);
        assert!(open(&keys, &changed).is_err(), "character {at}");
        assert!(open(&keys, &text[..at]).is_err(), "length {at}");
    }
}

#[test]
fn keeps_the_tokens_of_different_sessions_apart() {
    let keys = keys(KEYS);
    // More than are kept, twice.
    for _ in 0..2 {
        for id in 0..1200 {
            let (session, text) = token(id);
            assert_eq!(open(&keys, &text), Ok(session));
        }
    }
}
