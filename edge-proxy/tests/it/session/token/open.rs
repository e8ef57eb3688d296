//! Opening a session token.

use super::{TWO, credentials, identity, keys, open, seal, sealed_by_hand, session};
use crate::support::{EDGE, KEYS, NOW, SECRET, at};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::http::{Cors, EdgeResponse};
use edge_proxy::session::{
    Session, SessionError, SessionKeys, SessionSubject, SessionToken, StateSecret,
};
use signer_wasm::Credentials;

/// Made with OpenSSL from the documented layout, with a key of 32 bytes 0x11.
const KNOWN: &str = "cces_AQNrLTEAAQIDBAUGBwgJCgsMDQ4PCQkJCQkJCQkJCQkJ_I99IDk3FBevP3quhoONgKXFqULhgs-BrhxNoOrsWfB4RZGeESSK7FJ89VKUQ_RTIO8OXFv0x62ivV_oAFczTK2tBh-RZmpcJ6p2wmnc4W0D-9S6mGFe9NbLU2HYJk8zVnS0jpSJrAtaRLFXEUVL_w";

#[test]
fn opens_a_known_token_of_version_1() {
    let keys = SessionKeys::parse(&KEYS.replace("one", "k-1")).unwrap();
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
fn opens_a_session_as_it_was_sealed() {
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
        let token = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session);
        assert!(SessionToken::is_shaped(token.as_str()));
        assert!(
            token
                .as_str()
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        );
        assert_eq!(open(&keys(KEYS), token.as_str()), Ok(session));
    }
}

#[test]
fn rejects_a_changed_character_anywhere() {
    let session = session(credentials(100));
    let token = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session);
    let text = token.as_str();
    for at in 0..text.len() {
        for replacement in ["A", "B", "_", "z", "="] {
            let mut changed = text.to_owned();
            changed.replace_range(at..=at, replacement);
            if changed == text {
                continue;
            }
            let refusal = open(&keys(KEYS), &changed).unwrap_err();
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
fn rejects_every_changed_byte() {
    let token = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session(identity(1)));
    let bytes = Base64UrlUnpadded::decode_vec(&token.as_str()[5..]).unwrap();
    let head = 2 + "one".len();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let expected = match at {
            // The version, then the length and the characters of the key id.
            0 => SessionError::Malformed,
            _ if at < head => SessionError::UnknownKey,
            // The session's id is authenticated as well.
            _ => SessionError::Rejected,
        };
        let text = format!("cces_{}", Base64UrlUnpadded::encode_string(&changed));
        assert_eq!(open(&keys(KEYS), &text), Err(expected), "{at}");
    }
}

#[test]
fn rejects_malformed_tokens() {
    let token = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session(identity(1)));
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
            open(&keys(KEYS), &bad),
            Err(SessionError::Malformed),
            "{bad}"
        );
    }
    assert!(!SessionToken::is_shaped("eyJhbGciOiJub25lIn0.e30."));
}

#[test]
fn rejects_tokens_of_another_edge() {
    let token = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session(identity(1)));
    for other in [
        "https://edge.example.net",
        "http://edge.example.com",
        "https://edge.example.com:8443",
        "",
    ] {
        assert_eq!(
            SessionToken::open(&keys(KEYS), other, token.as_str(), at(NOW)),
            Err(SessionError::Rejected)
        );
    }
}

#[test]
fn opens_with_the_previous_key_after_rotation() {
    let session = session(identity(1));
    let old = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session);

    let rotated = SessionKeys::parse(&format!("{TWO},{KEYS}")).unwrap();
    assert_eq!(open(&rotated, old.as_str()), Ok(session.clone()));
    let new = SessionToken::seal(&rotated, [2; 12], EDGE, &session);
    assert_eq!(open(&keys(TWO), new.as_str()), Ok(session.clone()));
    assert_eq!(
        open(&keys(KEYS), new.as_str()),
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
fn rejects_an_expired_session() {
    let token = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session(identity(1)));
    let open = |now| SessionToken::open(&keys(KEYS), EDGE, token.as_str(), at(now));
    assert!(open(NOW + 3599).is_ok());
    assert_eq!(open(NOW + 3600), Err(SessionError::Expired { seconds: 0 }));
    assert_eq!(open(NOW + 3690), Err(SessionError::Expired { seconds: 90 }));
}

#[test]
fn rejects_tokens_longer_than_16_kib() {
    let of_length = |length: usize| {
        let session = Session {
            profile: Some("p".repeat(length)),
            ..session(identity(1))
        };
        let token = SessionToken::seal(&keys(KEYS), [1; 12], EDGE, &session);
        (token.as_str().len(), open(&keys(KEYS), token.as_str()))
    };
    let (length, opened) = of_length(12_000);
    assert!(length < 16 << 10 && opened.is_ok());
    let (length, opened) = of_length(12_200);
    assert!(length > 16 << 10);
    assert_eq!(opened, Err(SessionError::Malformed));
}

#[test]
fn rejects_truncated_or_changed_payloads() {
    // Read and write, ends in a year, no profile, refers to a stored state.
    let payload = [&[0, 0xe0, 0x93, 0x94, 0xe7, 0x06, 0, 2], [7; 32].as_slice()].concat();
    let session = open(&keys(KEYS), &sealed_by_hand(&payload)).unwrap();
    assert_eq!(
        session.subject,
        SessionSubject::Reference(StateSecret::new(&[7; 32]))
    );
    for length in 0..payload.len() {
        let cut = sealed_by_hand(&payload[..length]);
        assert_eq!(
            open(&keys(KEYS), &cut),
            Err(SessionError::Malformed),
            "{length}"
        );
    }
    for (at, value) in [(0, 2), (6, 2), (7, 3)] {
        let mut changed = payload.clone();
        changed[at] = value;
        let changed = sealed_by_hand(&changed);
        assert_eq!(open(&keys(KEYS), &changed), Err(SessionError::Malformed));
    }
    let longer = sealed_by_hand(&[&*payload, &[0]].concat());
    assert_eq!(open(&keys(KEYS), &longer), Err(SessionError::Malformed));
}

#[test]
fn debug_output_hides_secrets() {
    let keys = SessionKeys::parse(&format!("{KEYS},{TWO}")).unwrap();
    assert_eq!(format!("{keys:?}"), r#"["one", "two"]"#);

    for length in [100, 2000] {
        let session = session(credentials(length));
        let sealed = seal(&session);
        let reference = open(&self::keys(KEYS), sealed.token().as_str()).unwrap();
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
fn errors_tell_the_caller_to_open_a_new_session() {
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

#[test]
fn answers_a_new_session_with_its_limits_uncached() {
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
