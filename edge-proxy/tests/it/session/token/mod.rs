//! Sealed sessions: their tokens, and the state stored for long ones.

mod keys;
mod open;
mod opened_again;
mod round_trip;
mod stored;

use crate::support::{EDGE, KEYS, NOW, SECRET, at};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::session::{
    SealedSession, Session, SessionError, SessionKeys, SessionSubject, SessionToken,
    VerifiedIdentity,
};
use edge_proxy::util::seal::SealingKey;
use signer_wasm::Credentials;

const TWO: &str = "two:IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=";

#[track_caller]
fn keys(text: &str) -> SessionKeys {
    SessionKeys::parse(text).unwrap()
}

fn open(keys: &SessionKeys, text: &str) -> Result<Session, SessionError> {
    SessionToken::open(keys, EDGE, text, at(NOW))
}

/// A token with any payload, sealed with the key of [`KEYS`].
fn sealed_by_hand(payload: &[u8]) -> String {
    let id = [0xa5; 16];
    let head = [&[1, 3], "one".as_bytes(), &id].concat();
    let key = SealingKey::derive(&[0x11; 32], &id, &[b"codecommit-edge session token"]);
    let aad = [&head, EDGE.as_bytes()].concat();
    let sealed = key.seal([1; 12], &aad, payload);
    let bytes = [head, sealed].concat();
    format!("cces_{}", Base64UrlUnpadded::encode_string(&bytes))
}

fn seal(session: &Session) -> SealedSession {
    SealedSession::seal(&keys(KEYS), [1; 12], &[3; 32], EDGE, session)
}

fn session(subject: SessionSubject) -> Session {
    Session {
        id: [0xa5; 16],
        profile: Some("payments".to_owned()),
        read_only: false,
        expires_at: at(NOW + 3600),
        subject,
    }
}

/// Credentials with a session token of `length` characters of base64.
fn credentials(length: usize) -> SessionSubject {
    let token = "A".repeat(length);
    SessionSubject::Credentials(
        Credentials::new(
            "ASIAIOSFODNN7EXAMPLE",
            SECRET,
            Some(&token),
            Some(at(NOW + 3600)),
        )
        .unwrap(),
    )
}

fn identity(tags: usize) -> SessionSubject {
    SessionSubject::Identity(VerifiedIdentity {
        issuer: "https://id.example.com".to_owned(),
        subject: "248289761001".to_owned(),
        session_name: "alice@example.com".to_owned(),
        source_identity: (tags > 1).then(|| "alice".to_owned()),
        tags: (0..tags)
            .map(|n| (format!("tag-{n}"), "value of the tag".repeat(2)))
            .collect(),
    })
}
