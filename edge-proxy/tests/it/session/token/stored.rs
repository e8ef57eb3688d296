//! Sessions that are too long for their token.

use super::{credentials, identity, keys, open, seal, session};
use crate::support::{EDGE, KEYS, SECRET};
use edge_proxy::session::{
    SealedSession, Session, SessionError, SessionSubject, SessionToken, StateSecret,
};
use signer_wasm::Credentials;

#[test]
fn keeps_a_short_session_in_its_token() {
    let session = session(credentials(800));
    let sealed = seal(&session);
    let SealedSession::Inline(token) = &sealed else {
        panic!("stored");
    };
    assert!(token.as_str().len() <= 1280, "{}", token.as_str().len());
    assert_eq!(sealed.token(), token);
    assert_eq!(open(&keys(KEYS), token.as_str()), Ok(session));
}

#[test]
fn stores_a_long_session_that_its_token_opens() {
    for session in [
        session(credentials(2000)),
        session(credentials(8000)),
        session(identity(50)),
        Session {
            profile: Some("p".repeat(64)),
            read_only: true,
            ..session(credentials(2000))
        },
    ] {
        let SealedSession::Stored { token, id, state } = seal(&session) else {
            panic!("inline");
        };
        assert!(token.as_str().len() <= 1280);
        assert_eq!(id, session.id);

        let reference = open(&keys(KEYS), token.as_str()).unwrap();
        assert_eq!(
            (
                &reference.profile,
                reference.read_only,
                reference.expires_at
            ),
            (&session.profile, session.read_only, session.expires_at)
        );
        let SessionSubject::Reference(secret) = &reference.subject else {
            panic!("no reference");
        };
        assert_eq!(secret.open(reference.id, EDGE, &state), Ok(session.clone()));
    }
}

#[test]
fn stores_a_session_exactly_when_its_token_exceeds_1280_characters() {
    let mut lengths = Vec::new();
    for length in 700..900 {
        let token = "-".repeat(length);
        let subject = Credentials::new("ASIAIOSFODNN7EXAMPLE", SECRET, Some(&token), None);
        let session = session(SessionSubject::Credentials(subject.unwrap()));
        let whole = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session);
        let whole = whole.as_str().len();
        let is_stored = matches!(seal(&session), SealedSession::Stored { .. });
        assert_eq!(is_stored, whole > 1280, "{whole}");
        lengths.push(whole);
    }
    assert!(lengths.contains(&1280) && lengths.contains(&1281));
}

#[test]
fn renews_a_stored_state_under_the_same_token() {
    let SealedSession::Stored { token, .. } = seal(&session(credentials(2000))) else {
        panic!("inline");
    };
    let reference = open(&keys(KEYS), token.as_str()).unwrap();
    let SessionSubject::Reference(secret) = &reference.subject else {
        panic!("no reference");
    };
    let renewed = session(credentials(3000));
    let state = secret.seal([8; 12], EDGE, &renewed);
    assert_eq!(secret.open(reference.id, EDGE, &state), Ok(renewed));
}

#[test]
fn opens_a_stored_state_only_with_its_token() {
    let session = session(credentials(2000));
    let SealedSession::Stored { state, id, .. } = seal(&session) else {
        panic!("inline");
    };
    let secret = StateSecret::new(&[3; 32]);
    assert_eq!(secret.open(id, EDGE, &state), Ok(session));
    for (secret, id, audience) in [
        (StateSecret::new(&[4; 32]), id, EDGE),
        (secret.clone(), [0; 16], EDGE),
        (secret.clone(), id, "https://edge.example.net"),
    ] {
        assert_eq!(
            secret.open(id, audience, &state),
            Err(SessionError::Rejected)
        );
    }
    for at in 0..state.len() {
        let mut changed = state.clone();
        changed[at] ^= 0x80;
        assert_eq!(
            secret.open(id, EDGE, &changed),
            Err(SessionError::Rejected),
            "{at}"
        );
    }
}

#[test]
fn stores_base64_as_bytes() {
    let length = |token: &str| {
        let subject = Credentials::new("ASIAIOSFODNN7EXAMPLE", SECRET, Some(token), None);
        let session = session(SessionSubject::Credentials(subject.unwrap()));
        let sealed = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session);
        sealed.as_str().len()
    };
    // Base64 of 400 characters is 300 bytes; the token encodes each saved byte in 4/3 characters.
    let saved = length(&"-".repeat(400)) - length(&"A".repeat(400));
    assert!((132..=136).contains(&saved), "{saved}");
}
