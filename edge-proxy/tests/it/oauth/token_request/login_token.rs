//! The form of codes, device codes and refresh tokens.

use super::{KINDS, edge, text_of, token};
use crate::support::{EDGE, KEYS};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::oauth::{
    Authenticator, LoginToken, TokenKind, UserCode, hex, login_object, sign_in_object,
};
use edge_proxy::session::SessionKeys;
use proptest::prelude::*;

#[test]
fn recognises_its_own_tokens_and_codes_by_any_of_its_keys() {
    let keys = |text: &str| SessionKeys::parse(text).unwrap();
    let new = "two:IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=";
    let (rotated, replaced) = (keys(&format!("{new},{KEYS}")), keys(new));
    let of = |keys, audience| Authenticator { keys, audience };
    let code = UserCode::from_random(&[7; 32], edge()).unwrap();
    for (authenticator, is_known) in [
        (edge(), true),
        (of(&rotated, EDGE), true),
        (of(&replaced, EDGE), false),
        (of(&rotated, "https://edge.example.org"), false),
    ] {
        for (kind, _) in KINDS {
            let read = LoginToken::parse(kind, &text_of(kind), authenticator);
            assert_eq!(read, is_known.then(|| token(kind)));
        }
        let read = UserCode::parse(&code.to_string(), authenticator);
        assert_eq!(read, is_known.then_some(code));
    }
}

#[test]
fn rejects_a_token_with_a_changed_character() {
    let text = text_of(TokenKind::Refresh);
    for at in 0..text.len() {
        let other = if text.as_bytes()[at] == b'g' {
            "Q"
        } else {
            "g"
        };
        let changed = [&text[..at], other, &text[at + 1..]].concat();
        let read = LoginToken::parse(TokenKind::Refresh, &changed, edge());
        assert_eq!(read, None, "changed at {at}");
    }
}

#[test]
fn reads_a_token_only_as_its_own_kind() {
    for (kind, prefix) in KINDS {
        let text = text_of(kind);
        assert!(text.starts_with(prefix), "{text}");
        assert_eq!(text.len(), prefix.len() + 86);
        for (other, _) in KINDS {
            let read = LoginToken::parse(other, &text, edge());
            assert_eq!(read, (other == kind).then(|| token(kind)), "{text}");
        }
        let read = LoginToken::parse(kind, &text, edge()).unwrap();
        assert_eq!((read.kind(), read.id()), (kind, &[7; 16]));
    }
}

#[test]
fn rejects_malformed_tokens() {
    let text = text_of(TokenKind::Code);
    let of_length = |length| {
        format!(
            "ccec_{}",
            Base64UrlUnpadded::encode_string(&vec![7; length])
        )
    };
    for bad in [
        String::new(),
        "ccec_".to_owned(),
        of_length(16),
        of_length(47),
        of_length(48),
        of_length(49),
        of_length(64),
        of_length(96),
        of_length(4096),
        text.replace("ccec_", ""),
        text.replace("ccec_", "CCEC_"),
        text.replace("ccec_", "cces_"),
        format!("{text}="),
        format!("{text} "),
        format!(" {text}"),
        format!("{text}\n"),
        format!("ccec_{}", "+".repeat(86)),
        format!("ccec_{}", "ü".repeat(43)),
    ] {
        assert_eq!(
            LoginToken::parse(TokenKind::Code, &bad, edge()),
            None,
            "{bad}"
        );
    }
}

#[test]
fn stores_a_hash_that_depends_on_the_kind_and_reveals_nothing() {
    let hashes: Vec<String> = KINDS
        .iter()
        .map(|(kind, _)| token(*kind).hash())
        .chain([LoginToken::new(TokenKind::Code, [7; 16], [8; 32]).hash()])
        .collect();
    for (index, hash) in hashes.iter().enumerate() {
        assert_eq!(Base64UrlUnpadded::decode_vec(hash).unwrap().len(), 32);
        assert!(!hashes[..index].contains(hash), "{hash}");
        for (kind, _) in KINDS {
            assert!(!text_of(kind).contains(hash));
        }
    }
    let shown = format!("{:?}", token(TokenKind::Code));
    assert_eq!(shown, "LoginToken { kind: Code, .. }");
}

#[test]
fn names_the_durable_object_after_the_id() {
    let id = "07".repeat(16);
    for (kind, object) in [
        (TokenKind::Code, format!("login-{id}")),
        (TokenKind::Refresh, format!("login-{id}")),
        (TokenKind::Device, format!("device-{id}")),
    ] {
        assert_eq!(token(kind).object(), object);
    }
    assert_eq!(login_object(&[7; 16]), format!("login-{id}"));
    assert_eq!(sign_in_object(&[7; 16]), format!("flow-{id}"));
    assert_eq!(hex(&[0, 1, 0xab, 0xff]), "0001abff");
}

#[test]
fn derives_one_successor_for_each_salt() {
    let first = token(TokenKind::Refresh);
    let next = first.successor(&[1; 32]);
    assert_eq!(next, first.successor(&[1; 32]));
    assert_eq!((next.kind(), next.id()), (TokenKind::Refresh, first.id()));
    assert_eq!(next.object(), first.object());
    let other_secret = LoginToken::new(TokenKind::Refresh, [7; 16], [8; 32]);
    let other_id = LoginToken::new(TokenKind::Refresh, [8; 16], [9; 32]);
    let all = [
        first.hash(),
        next.hash(),
        first.successor(&[2; 32]).hash(),
        next.successor(&[1; 32]).hash(),
        other_secret.successor(&[1; 32]).hash(),
        other_id.successor(&[1; 32]).hash(),
    ];
    for (index, hash) in all.iter().enumerate() {
        assert!(!all[..index].contains(hash), "{index}");
    }
}

proptest! {
    #[test]
    fn rejects_forged_tokens(text in "cce[cdr]_[A-Za-z0-9_-]{85,87}") {
        for (kind, _) in KINDS {
            prop_assert_eq!(LoginToken::parse(kind, &text, edge()), None);
        }
    }

    #[test]
    fn reads_any_token_as_it_was_made(id: [u8; 16], secret: [u8; 32]) {
        for (kind, _) in KINDS {
            let token = LoginToken::new(kind, id, secret);
            prop_assert_eq!(LoginToken::parse(kind, &token.text(edge()), edge()), Some(token));
        }
    }
}
