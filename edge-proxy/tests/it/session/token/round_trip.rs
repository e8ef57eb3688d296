//! Every session opens as it was sealed, and arbitrary bytes never panic.

use super::{keys, open, sealed_by_hand};
use crate::support::{EDGE, KEYS, NOW, at};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::session::{
    Session, SessionError, SessionKeys, SessionSubject, SessionToken, StateSecret,
    VerifiedIdentity, credentials_from_bytes, credentials_to_bytes,
};
use proptest::prelude::*;
use signer_wasm::Credentials;

proptest! {
    #[test]
    fn opens_any_session_as_it_was_sealed(session in sessions(), nonce in any::<[u8; 12]>(), secret in any::<[u8; 32]>()) {
        let token = SessionToken::seal(&keys(KEYS), nonce, EDGE, &session);
        prop_assert_eq!(open(&keys(KEYS), token.as_str()), Ok(session.clone()));
        let secret = StateSecret::new(&secret);
        let state = secret.seal(nonce, EDGE, &session);
        prop_assert_eq!(secret.open(session.id, EDGE, &state), Ok(session));
    }

    #[test]
    fn reads_any_credentials_as_they_were_written(session in sessions(), bytes in any::<Vec<u8>>()) {
        if let SessionSubject::Credentials(credentials) = &session.subject {
            let written = credentials_to_bytes(credentials);
            prop_assert_eq!(credentials_from_bytes(&written), Some(credentials.clone()));
            prop_assert_eq!(credentials_from_bytes(&written[1..]), None);
            prop_assert_eq!(credentials_from_bytes(&[&written, [0].as_slice()].concat()), None);
        }
        let _ = credentials_from_bytes(&bytes);
    }

    #[test]
    fn reads_any_sealed_payload_without_a_panic(kind in 0_u8..7, subject in "\\PC{0,8}|[\0-\x14]{0,30}", bytes in any::<Vec<u8>>()) {
        let of_kind = [&[0, 0xe0, 0x93, 0x94, 0xe7, 0x06, 0, kind], subject.as_bytes()].concat();
        for payload in [of_kind, bytes] {
            let opened = open(&keys(KEYS), &sealed_by_hand(&payload));
            let is_read_or_refused = match opened {
                Ok(_) => true,
                Err(refusal) => matches!(refusal, SessionError::Malformed | SessionError::Expired { .. }),
            };
            prop_assert!(is_read_or_refused);
        }
    }

    #[test]
    fn opens_any_text_without_a_panic(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        for text in [&text, &format!("cces_{text}"), &format!("cces_{}", Base64UrlUnpadded::encode_string(&bytes))] {
            prop_assert!(open(&keys(KEYS), text).is_err());
            let _ = SessionToken::is_shaped(text);
            let _ = SessionKeys::parse(text);
        }
    }
}

fn sessions() -> impl Strategy<Value = Session> {
    let text = "[a-zA-Z0-9/+=._:@é -]{0,40}";
    let identity = (
        text,
        text,
        text,
        prop::option::of(text),
        prop::collection::vec((text, text), 0..6),
    )
        .prop_map(|(issuer, subject, session_name, source_identity, tags)| {
            SessionSubject::Identity(VerifiedIdentity {
                issuer,
                subject,
                session_name,
                source_identity,
                tags,
            })
        });
    // Text that is base64, almost base64, or neither.
    let secret = "[A-Za-z0-9+/]{1,60}={0,2}|[!-~]{1,60}|([A-Za-z0-9+/]{4}){1,300}";
    let credentials = (
        "[A-Z0-9_]{1,30}",
        secret,
        prop::option::of(secret),
        prop::option::of(0_u64..253_402_300_799),
    )
        .prop_map(|(id, secret, token, expiration)| {
            SessionSubject::Credentials(
                Credentials::new(&id, &secret, token.as_deref(), expiration.map(at)).unwrap(),
            )
        });
    let user = (text, credentials.clone()).prop_map(|(name, subject)| match subject {
        SessionSubject::Credentials(credentials) => SessionSubject::User(name, credentials),
        other => other,
    });
    let reference =
        any::<[u8; 32]>().prop_map(|secret| SessionSubject::Reference(StateSecret::new(&secret)));
    (
        any::<[u8; 16]>(),
        prop::option::of(text),
        any::<bool>(),
        NOW + 1..253_402_300_799,
        prop_oneof![identity, credentials, user, reference],
    )
        .prop_map(|(id, profile, read_only, expires_at, subject)| Session {
            id,
            profile,
            read_only,
            expires_at: at(expires_at),
            subject,
        })
}
