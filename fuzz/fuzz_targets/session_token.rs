//! Sessions: opening returns the sealed contents, and only at the same edge.
//!
//! The input is a token, and also the bytes inside one.

#![no_main]

use std::sync::LazyLock;

use codecommit_edge_fuzz::{CANARY, now, with_canary};
use edge_proxy::session::{
    SealedSession, Session, SessionError, SessionKeys, SessionSubject, SessionToken, StateSecret,
    credentials_from_bytes, credentials_to_bytes,
};
use edge_proxy::util::seal::SealingKey;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        // A tag of 128 bits cannot be guessed.
        assert!(SessionToken::open(&KEYS, AUDIENCE, text, now()).is_err());
        let with_prefix = format!("cces_{text}");
        assert!(SessionToken::open(&KEYS, AUDIENCE, &with_prefix, now()).is_err());
        check_keys(text);
    }

    if let Some(credentials) = credentials_from_bytes(bytes) {
        let written = credentials_to_bytes(&credentials);
        assert_eq!(
            credentials_from_bytes(&written).as_ref(),
            Some(&credentials)
        );
        assert!(written.len() <= bytes.len());
    }

    // Sealed as a state first, so that opening reaches the decoder.
    let secret = StateSecret::new(&SECRET);
    let key = SealingKey::derive(&SECRET, &ID, &[b"codecommit-edge session state"]);
    let sealed = key.seal(NONCE, AUDIENCE.as_bytes(), bytes);
    match secret.open(ID, AUDIENCE, &sealed) {
        Ok(session) => {
            check_state(&session, &secret, &key, bytes);
            check_token(&session, bytes);
        }
        Err(error) => assert_eq!(error, SessionError::Malformed),
    }
});

fn check_state(session: &Session, secret: &StateSecret, key: &SealingKey, bytes: &[u8]) {
    assert_eq!(session.id, ID);
    let state = secret.seal(NONCE, AUDIENCE, session);
    assert_eq!(secret.open(ID, AUDIENCE, &state).as_ref(), Ok(session));
    assert!(secret.open([0; 16], AUDIENCE, &state).is_err());
    assert!(secret.open(ID, ELSEWHERE, &state).is_err());

    let written = key
        .open(AUDIENCE.as_bytes(), &state)
        .expect("what was sealed");
    assert!(written.len() <= bytes.len());
}

fn check_token(session: &Session, bytes: &[u8]) {
    let sealed = SealedSession::seal(&KEYS, NONCE, &SECRET, AUDIENCE, session);
    let token = sealed.token();
    let is_short = session.profile.as_ref().is_none_or(|name| name.len() <= 64);
    if is_short {
        assert!(token.as_str().len() <= SealedSession::MAX_TOKEN_CHARACTERS);
    }

    let opened = SessionToken::open(&KEYS, AUDIENCE, token.as_str(), now());
    if session.expires_at <= now() {
        let seconds = u64::from(now().seconds_since(session.expires_at));
        assert!(
            matches!(opened, Err(SessionError::Expired { seconds: ago }) if ago == seconds || !is_short)
        );
        return;
    }
    match (&sealed, opened) {
        (SealedSession::Inline(_), opened) => assert_eq!(opened.as_ref(), Ok(session)),
        (SealedSession::Stored { id, state, .. }, Ok(reference)) => {
            let SessionSubject::Reference(secret) = &reference.subject else {
                panic!("the token has no secret");
            };
            assert_eq!(secret.open(*id, AUDIENCE, state).as_ref(), Ok(session));
            assert_eq!(reference.expires_at, session.expires_at);
            assert_eq!(
                (reference.read_only, &reference.profile),
                (session.read_only, &session.profile)
            );
        }
        (SealedSession::Stored { .. }, Err(_)) => assert!(!is_short),
    }

    let elsewhere = SessionToken::open(&KEYS, ELSEWHERE, token.as_str(), now());
    assert!(elsewhere.is_err());
    let changed = changed(token.as_str(), bytes);
    assert!(SessionToken::open(&KEYS, AUDIENCE, &changed, now()).is_err());
}

/// The token with one character changed, at an offset from the input.
fn changed(token: &str, bytes: &[u8]) -> String {
    let place = bytes.iter().fold(0_usize, |place, b| {
        place.wrapping_mul(31).wrapping_add((*b).into())
    });
    let mut changed = token.as_bytes().to_vec();
    let place = place % changed.len();
    changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
    String::from_utf8(changed).expect("ASCII")
}

fn check_keys(text: &str) {
    for text in [text.to_owned(), with_canary(text)] {
        let shown = match SessionKeys::parse(&text) {
            Ok(keys) => format!("{keys:?}"),
            Err(error) => {
                let shown = error.to_string();
                assert!(shown.len() <= 512);
                shown
            }
        };
        assert!(!shown.contains(CANARY), "{shown}");
    }
}

static KEYS: LazyLock<SessionKeys> = LazyLock::new(|| {
    SessionKeys::parse("one:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").expect("keys")
});
const AUDIENCE: &str = "https://edge.example.com";
const ELSEWHERE: &str = "https://edge.example.org";
const ID: [u8; 16] = [1; 16];
const NONCE: [u8; 12] = [2; 12];
const SECRET: [u8; 32] = [3; 32];
