//! Sealed sessions: who opens one, what fits into its token, and what is kept elsewhere.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use edge_proxy::http::{Cors, EdgeResponse};
use edge_proxy::session::{
    SealedSession, Session, SessionError, SessionKeys, SessionSubject, SessionToken, StateSecret,
    VerifiedIdentity, credentials_from_bytes, credentials_to_bytes,
};
use edge_proxy::util::seal::SealingKey;
use proptest::prelude::*;
use signer_wasm::{Credentials, Timestamp};

const NOW: u64 = 1_795_413_600;
const EDGE: &str = "https://edge.example.com";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const ONE: &str = "one:ERERERERERERERERERERERERERERERERERERERERERE=";
const TWO: &str = "two:IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=";
/// Made with OpenSSL after the documented layout, under the key of thirty-two bytes 0x11.
const KNOWN: &str = "cces_AQNrLTEAAQIDBAUGBwgJCgsMDQ4PCQkJCQkJCQkJCQkJ_I99IDk3FBevP3quhoONgKXFqULhgs-BrhxNoOrsWfB4RZGeESSK7FJ89VKUQ_RTIO8OXFv0x62ivV_oAFczTK2tBh-RZmpcJ6p2wmnc4W0D-9S6mGFe9NbLU2HYJk8zVnS0jpSJrAtaRLFXEUVL_w";

#[test]
fn a_token_of_this_version_opens_in_every_later_one() {
    let keys = SessionKeys::parse(&ONE.replace("one", "k-1")).unwrap();
    let session = Session {
        id: std::array::from_fn(|index| index as u8),
        profile: Some("payments".to_owned()),
        read_only: true,
        expires_at: at(NOW + 3600),
        subject: SessionSubject::Credentials(
            Credentials::new(
                "ASIAIOSFODNN7EXAMPLE",
                SECRET,
                Some("IQoJb3JpZ2luX2VjEXAMPLE="),
                Some(at(NOW + 3600)),
            )
            .unwrap(),
        ),
    };
    assert_eq!(
        SessionToken::open(&keys, EDGE, KNOWN, at(NOW)),
        Ok(session.clone())
    );
    assert_eq!(
        SessionToken::seal(&keys, [9; 12], EDGE, &session).as_str(),
        KNOWN
    );
}

#[test]
fn a_session_opens_as_it_was_sealed() {
    for session in [
        session(credentials(300)),
        session(identity(0)),
        session(identity(3)),
        Session {
            profile: None,
            read_only: true,
            ..session(identity(1))
        },
        session(SessionSubject::Reference(StateSecret::new(&[5; 32]))),
        session(SessionSubject::Credentials(
            Credentials::new("AKIAIOSFODNN7EXAMPLE", "not-base64!", None, None).unwrap(),
        )),
    ] {
        let token = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session);
        assert!(SessionToken::is_shaped(token.as_str()));
        assert!(
            token
                .as_str()
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        );
        assert_eq!(open(&keys(ONE), token.as_str()), Ok(session));
    }
}

#[test]
fn a_changed_character_anywhere_keeps_it_closed() {
    let session = session(credentials(100));
    let token = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session);
    let text = token.as_str();
    for at in 0..text.len() {
        for replacement in ["A", "B", "_", "z", "="] {
            let mut changed = text.to_owned();
            changed.replace_range(at..=at, replacement);
            if changed == text {
                continue;
            }
            let refusal = open(&keys(ONE), &changed).unwrap_err();
            assert!(
                matches!(
                    refusal,
                    SessionError::Malformed | SessionError::Rejected | SessionError::UnknownKey
                ),
                "{at}"
            );
        }
    }
}

#[test]
fn every_changed_byte_of_what_is_sealed_is_noticed() {
    let token = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session(identity(1)));
    let bytes = Base64UrlUnpadded::decode_vec(&token.as_str()[5..]).unwrap();
    let head = 2 + "one".len();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let expected = match at {
            // The version; then the length and the characters of the key's id.
            0 => SessionError::Malformed,
            _ if at < head => SessionError::UnknownKey,
            // The session's id, too, is bound to what is sealed.
            _ => SessionError::Rejected,
        };
        let text = format!("cces_{}", Base64UrlUnpadded::encode_string(&changed));
        assert_eq!(open(&keys(ONE), &text), Err(expected), "{at}");
    }
}

#[test]
fn what_is_no_token_is_malformed() {
    let token = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session(identity(1)));
    let text = token.as_str();
    for bad in [
        String::new(),
        "cces_".to_owned(),
        "cces_AQ".to_owned(),
        text.replacen("cces_", "", 1),
        text.replacen("cces_", "CCES_", 1),
        format!("{text}="),
        format!(" {text}"),
        format!("{text}\n"),
        format!("cces_{}", "A".repeat(64)),
        format!("cces_{}", "A".repeat(16 << 10)),
    ] {
        assert_eq!(
            open(&keys(ONE), &bad),
            Err(SessionError::Malformed),
            "{bad}"
        );
    }
    assert!(!SessionToken::is_shaped("eyJhbGciOiJub25lIn0.e30."));
}

#[test]
fn a_token_is_for_one_edge() {
    let token = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session(identity(1)));
    for other in [
        "https://edge.example.net",
        "http://edge.example.com",
        "https://edge.example.com:8443",
        "",
    ] {
        assert_eq!(
            SessionToken::open(&keys(ONE), other, token.as_str(), at(NOW)),
            Err(SessionError::Rejected)
        );
    }
}

#[test]
fn keys_rotate_without_logging_anyone_out() {
    let session = session(identity(1));
    let old = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session);

    let rotated = SessionKeys::parse(&format!("{TWO},{ONE}")).unwrap();
    assert_eq!(open(&rotated, old.as_str()), Ok(session.clone()));
    let new = SessionToken::seal(&rotated, [2; 12], EDGE, &session);
    assert_eq!(open(&keys(TWO), new.as_str()), Ok(session.clone()));
    assert_eq!(
        open(&keys(ONE), new.as_str()),
        Err(SessionError::UnknownKey)
    );

    assert_eq!(
        open(&keys(TWO), old.as_str()),
        Err(SessionError::UnknownKey)
    );
    let same_name = keys(&TWO.replace("two", "one"));
    assert_eq!(open(&same_name, old.as_str()), Err(SessionError::Rejected));
}

#[test]
fn a_session_ends() {
    let token = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session(identity(1)));
    let open = |now| SessionToken::open(&keys(ONE), EDGE, token.as_str(), at(now));
    assert!(open(NOW + 3599).is_ok());
    assert_eq!(open(NOW + 3600), Err(SessionError::Expired { seconds: 0 }));
    assert_eq!(open(NOW + 3690), Err(SessionError::Expired { seconds: 90 }));
}

#[test]
fn a_short_session_is_all_in_its_token() {
    let session = session(credentials(800));
    let sealed = seal(&session);
    let SealedSession::Inline(token) = &sealed else {
        panic!("stored");
    };
    assert!(token.as_str().len() <= 1280, "{}", token.as_str().len());
    assert_eq!(sealed.token(), token);
    assert_eq!(open(&keys(ONE), token.as_str()), Ok(session));
}

#[test]
fn a_long_session_is_kept_elsewhere_and_its_token_opens_it() {
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

        let reference = open(&keys(ONE), token.as_str()).unwrap();
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
fn a_session_is_stored_exactly_when_its_token_would_be_too_long() {
    let mut lengths = Vec::new();
    for length in 700..900 {
        let token = "-".repeat(length);
        let subject = Credentials::new("ASIAIOSFODNN7EXAMPLE", SECRET, Some(&token), None);
        let session = session(SessionSubject::Credentials(subject.unwrap()));
        let whole = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session);
        let whole = whole.as_str().len();
        let is_stored = matches!(seal(&session), SealedSession::Stored { .. });
        assert_eq!(is_stored, whole > 1280, "{whole}");
        lengths.push(whole);
    }
    assert!(lengths.contains(&1280) && lengths.contains(&1281));
}

#[test]
fn a_token_has_an_end_somewhere() {
    let of_length = |length: usize| {
        let session = Session {
            profile: Some("p".repeat(length)),
            ..session(identity(1))
        };
        let token = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session);
        (token.as_str().len(), open(&keys(ONE), token.as_str()))
    };
    let (length, opened) = of_length(12_000);
    assert!(length < 16 << 10 && opened.is_ok());
    let (length, opened) = of_length(12_200);
    assert!(length > 16 << 10);
    assert_eq!(opened, Err(SessionError::Malformed));
}

#[test]
fn a_payload_is_read_whole_or_not_at_all() {
    // May write, ends a year from now, has no profile, and refers to a state.
    let payload = [&[0, 0xe0, 0x93, 0x94, 0xe7, 0x06, 0, 2], [7; 32].as_slice()].concat();
    let session = open(&keys(ONE), &sealed_by_hand(&payload)).unwrap();
    assert_eq!(
        session.subject,
        SessionSubject::Reference(StateSecret::new(&[7; 32]))
    );
    for length in 0..payload.len() {
        let cut = sealed_by_hand(&payload[..length]);
        assert_eq!(
            open(&keys(ONE), &cut),
            Err(SessionError::Malformed),
            "{length}"
        );
    }
    for (at, value) in [(0, 2), (6, 2), (7, 3)] {
        let mut changed = payload.clone();
        changed[at] = value;
        let changed = sealed_by_hand(&changed);
        assert_eq!(open(&keys(ONE), &changed), Err(SessionError::Malformed));
    }
    let longer = sealed_by_hand(&[&*payload, &[0]].concat());
    assert_eq!(open(&keys(ONE), &longer), Err(SessionError::Malformed));
}

#[test]
fn a_stored_state_can_be_renewed_under_the_same_token() {
    let SealedSession::Stored { token, .. } = seal(&session(credentials(2000))) else {
        panic!("inline");
    };
    let reference = open(&keys(ONE), token.as_str()).unwrap();
    let SessionSubject::Reference(secret) = &reference.subject else {
        panic!("no reference");
    };
    let renewed = session(credentials(3000));
    let state = secret.seal([8; 12], EDGE, &renewed);
    assert_eq!(secret.open(reference.id, EDGE, &state), Ok(renewed));
}

#[test]
fn a_stored_state_is_of_no_use_without_its_token() {
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
fn base64_is_stored_as_the_bytes_it_stands_for() {
    let length = |token: &str| {
        let subject = Credentials::new("ASIAIOSFODNN7EXAMPLE", SECRET, Some(token), None);
        let session = session(SessionSubject::Credentials(subject.unwrap()));
        let sealed = SessionToken::seal(&keys(ONE), [1; 12], EDGE, &session);
        sealed.as_str().len()
    };
    // A quarter of 400 bytes, and a third more for each that is left.
    let saved = length(&"-".repeat(400)) - length(&"A".repeat(400));
    assert!((132..=136).contains(&saved), "{saved}");
}

#[test]
fn keys_are_read_in_both_spellings_of_base64() {
    let key = [[0xfb; 30].as_slice(), &[0xff; 2]].concat();
    let session = session(identity(1));
    let standard = Base64::encode_string(&key);
    let url = Base64UrlUnpadded::encode_string(&key);
    assert!(standard.contains('/') && url.contains('_'));
    let token = SessionToken::seal(&keys(&format!("k:{standard}")), [1; 12], EDGE, &session);
    for spelling in [
        format!("k:{standard}"),
        format!("k:{}", standard.trim_end_matches('=')),
        format!("k:{url}"),
        format!("k:{url}="),
        format!(" {ONE}, k:{url} \n"),
    ] {
        assert_eq!(open(&keys(&spelling), token.as_str()), Ok(session.clone()));
    }
}

#[test]
fn a_wrong_text_of_keys_says_which_entry_and_how_to_make_a_right_one() {
    let key = ONE.split_once(':').unwrap().1;
    for (text, entry) in [
        (String::new(), 1),
        (key.to_owned(), 1),
        (format!(":{key}"), 1),
        (format!("One:{key}"), 1),
        (format!("seventeen-letters:{key}"), 1),
        (format!("a b:{key}"), 1),
        ("one:".to_owned(), 1),
        (format!("one:{}", &key[4..]), 1),
        (format!("one:AAAA{key}"), 1),
        (format!("one:{}!=", &key[..42]), 1),
        (format!("{ONE},"), 2),
        (format!("{ONE},{TWO};{TWO}"), 2),
        (format!("{ONE},{ONE}"), 2),
        (format!("{ONE},{TWO},{ONE}"), 3),
    ] {
        let said = SessionKeys::parse(&text).unwrap_err().to_string();
        assert!(
            said.starts_with(&format!("entry {entry} ")),
            "{text}: {said}"
        );
        assert!(said.contains("openssl rand -base64 32"), "{said}");
        assert!(!said.contains("ERER") && !said.contains("IiIi"), "{said}");
    }
}

#[test]
fn nothing_secret_is_printed() {
    let keys = SessionKeys::parse(&format!("{ONE},{TWO}")).unwrap();
    assert_eq!(format!("{keys:?}"), r#"["one", "two"]"#);

    for length in [100, 2000] {
        let session = session(credentials(length));
        let sealed = seal(&session);
        let reference = open(&self::keys(ONE), sealed.token().as_str()).unwrap();
        let printed = format!("{session:?} {:?} {reference:?}", sealed.token());
        assert!(printed.contains("[redacted]"));
        for secret in [
            SECRET,
            "AAAAAAAA",
            "3, 3, 3",
            &sealed.token().as_str()[5..40],
        ] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }
}

#[test]
fn a_refusal_says_what_to_do() {
    for refusal in [
        SessionError::Expired { seconds: 42 },
        SessionError::Malformed,
        SessionError::Rejected,
        SessionError::UnknownKey,
    ] {
        assert!(refusal.to_string().contains("POST /session"));
    }
    assert!(
        SessionError::Expired { seconds: 42 }
            .to_string()
            .contains("42 seconds")
    );
}

proptest! {
    #[test]
    fn every_session_opens_as_it_was_sealed(session in sessions(), nonce in any::<[u8; 12]>(), secret in any::<[u8; 32]>()) {
        let token = SessionToken::seal(&keys(ONE), nonce, EDGE, &session);
        prop_assert_eq!(open(&keys(ONE), token.as_str()), Ok(session.clone()));
        let secret = StateSecret::new(&secret);
        let state = secret.seal(nonce, EDGE, &session);
        prop_assert_eq!(secret.open(session.id, EDGE, &state), Ok(session));
    }

    #[test]
    fn credentials_are_read_as_they_were_written(session in sessions(), bytes in any::<Vec<u8>>()) {
        if let SessionSubject::Credentials(credentials) = &session.subject {
            let written = credentials_to_bytes(credentials);
            prop_assert_eq!(credentials_from_bytes(&written), Some(credentials.clone()));
            prop_assert_eq!(credentials_from_bytes(&written[1..]), None);
            prop_assert_eq!(credentials_from_bytes(&[&written, [0].as_slice()].concat()), None);
        }
        let _ = credentials_from_bytes(&bytes);
    }

    #[test]
    fn no_payload_breaks_the_reader_though_it_is_sealed(kind in 0_u8..4, subject in "\\PC{0,8}|[\0-\x14]{0,30}", bytes in any::<Vec<u8>>()) {
        let of_kind = [&[0, 0xe0, 0x93, 0x94, 0xe7, 0x06, 0, kind], subject.as_bytes()].concat();
        for payload in [of_kind, bytes] {
            let opened = open(&keys(ONE), &sealed_by_hand(&payload));
            let is_read_or_refused = match opened {
                Ok(_) => true,
                Err(refusal) => matches!(refusal, SessionError::Malformed | SessionError::Expired { .. }),
            };
            prop_assert!(is_read_or_refused);
        }
    }

    #[test]
    fn no_text_breaks_the_opener(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        for text in [&text, &format!("cces_{text}"), &format!("cces_{}", Base64UrlUnpadded::encode_string(&bytes))] {
            prop_assert!(open(&keys(ONE), text).is_err());
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
    // Texts that are base64, nearly base64, and nothing like it.
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
    let reference =
        any::<[u8; 32]>().prop_map(|secret| SessionSubject::Reference(StateSecret::new(&secret)));
    (
        any::<[u8; 16]>(),
        prop::option::of(text),
        any::<bool>(),
        NOW + 1..253_402_300_799,
        prop_oneof![identity, credentials, reference],
    )
        .prop_map(|(id, profile, read_only, expires_at, subject)| Session {
            id,
            profile,
            read_only,
            expires_at: at(expires_at),
            subject,
        })
}

#[test]
fn who_opens_a_session_is_told_what_it_is_good_for_and_nothing_may_keep_it() {
    for (read_only, access) in [(true, "read"), (false, "write")] {
        let session = Session {
            id: [7; 16],
            profile: Some("payments".to_owned()),
            read_only,
            expires_at: at(NOW + 3600),
            subject: SessionSubject::Credentials(
                Credentials::new("ASIAIOSFODNN7EXAMPLE", SECRET, None, None).unwrap(),
            ),
        };
        let answer = EdgeResponse::session("cces_token", &session, at(NOW + 60), &Cors::NONE);
        assert_eq!((answer.status, answer.code), (201, None));
        assert!(
            answer
                .headers
                .contains(&("cache-control", "no-store".into()))
        );
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(
            body,
            serde_json::json!({
                "token": "cces_token",
                "profile": "payments",
                "access": access,
                "expires_at": NOW + 3600,
                "expires_in": 3540,
            })
        );
    }
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds).unwrap()
}

#[track_caller]
fn keys(text: &str) -> SessionKeys {
    SessionKeys::parse(text).unwrap()
}

fn open(keys: &SessionKeys, text: &str) -> Result<Session, SessionError> {
    SessionToken::open(keys, EDGE, text, at(NOW))
}

/// A token with any payload under the key of [`ONE`].
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
    SealedSession::seal(&keys(ONE), [1; 12], &[3; 32], EDGE, session)
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
