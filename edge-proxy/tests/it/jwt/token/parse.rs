//! Parsing the compact form strictly.

use super::{ISSUER, claims, jwt, keys_with_ids, raw, token, validate};
use edge_proxy::jwt::{Discovery, Jwt, JwtError, KeySet, NotBefore};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn rejects_duplicate_names() {
    let es256 = r#"{"alg":"ES256"}"#;
    for (header, claims) in [
        (es256, r#"{"iss":"a","iss":"b"}"#),
        (es256, r#"{"exp":1,"sub":"x","exp":2}"#),
        (es256, r#"{"iss":"a","\u0069ss":"b"}"#),
        (r#"{"alg":"none","alg":"ES256"}"#, "{}"),
        (r#"{"alg":"ES256","kid":"a","kid":"b"}"#, "{}"),
    ] {
        assert!(
            matches!(
                Jwt::parse(&raw(header, claims, 64)),
                Err(JwtError::Malformed(_))
            ),
            "{header} {claims}"
        );
    }
}

#[test]
fn rejects_headers_with_critical_extensions_or_wrong_types() {
    for header in [
        r#"{"alg":"ES256","crit":["exp"]}"#,
        r#"{"alg":"ES256","crit":[]}"#,
        r#"{"alg":"ES256","b64":true}"#,
        r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#,
        r#"{"kid":"a"}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["ES256"]}"#,
        r#"{"alg":"ES256","kid":1}"#,
        r#""ES256""#,
        r#"{"alg":"ES256"} {}"#,
    ] {
        assert!(
            matches!(
                Jwt::parse(&raw(header, "{}", 64)),
                Err(JwtError::Malformed(_))
            ),
            "{header}"
        );
    }
}

#[test]
fn rejects_malformed_compact_forms() {
    let good = raw(r#"{"alg":"ES256"}"#, r#"{"a":1}"#, 64);
    assert!(Jwt::parse(&good).is_ok());
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    for bad in [
        format!("{header}.{claims}"),
        format!("{good}.{signature}"),
        format!("{good}="),
        format!("{good} "),
        format!(" {good}"),
        format!("{header}.{claims}==.{signature}"),
        format!("{header}..{signature}"),
        format!(".{claims}.{signature}"),
        format!("{header}.{claims}.{}+", &signature[1..]),
        format!("{header}.{claims}.{}/", &signature[1..]),
        format!("{header}.{claims}.{signature}é"),
        // The last character has unused bits set; each byte string has only one encoding.
        format!("{header}.{claims}.{}B", &signature[..85]),
        String::new(),
        "..".to_owned(),
    ] {
        assert!(
            matches!(Jwt::parse(&bad), Err(JwtError::Malformed(_))),
            "{bad}"
        );
    }
}

#[test]
fn rejects_tokens_longer_than_sts_accepts() {
    let of_length = |length: usize| {
        let short = raw(r#"{"alg":"RS256"}"#, "{}", 0);
        // Three more bytes of signature are four more characters.
        let text = raw(r#"{"alg":"RS256"}"#, "{}", (length - short.len()) * 3 / 4);
        assert_eq!(text.len(), length);
        Jwt::parse(&text)
    };
    assert!(of_length(20_000).is_ok());
    assert!(matches!(of_length(20_001), Err(JwtError::Malformed(said)) if said.contains("20,000")));
}

#[test]
fn recognises_the_shape_of_a_token() {
    for text in [
        "",
        "eyJ",
        "eyJhbGciOiJub25lIn0.e30",
        "eyJhbGciOiJub25lIn0..",
        "eyJhbGciOiJub25lIn0.e30.a.b",
        "eyJhbGciOiJub25lIn0.e30.a=",
        "eyJhbGciOiJub25lIn0.e 0.a",
        "EyJhbGciOiJub25lIn0.e30.a",
        "cces_eyJhbGciOiJub25lIn0.e30.a",
        "20261123T060000Z0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ] {
        assert!(!Jwt::is_shaped(text), "{text}");
    }
    assert!(Jwt::is_shaped("eyJhbGciOiJub25lIn0.e30."));
}

#[test]
fn compares_by_text_and_hides_claims_in_debug_output() {
    let token = |sub: &str| {
        jwt(
            json!({ "alg": "ES256", "kid": "key-1" }),
            claims(json!({ "sub": sub })),
            64,
        )
    };
    assert_eq!(token("alice@example.com"), token("alice@example.com"));
    assert_ne!(token("alice@example.com"), token("bob@example.com"));

    let jwt = token("alice@example.com");
    let printed = format!("{jwt:?} {:?} {jwt:#?}", jwt.claims());
    for shown in ["ES256", "key-1", ISSUER] {
        assert!(printed.contains(shown), "{printed}");
    }
    for part in jwt.text().split('.').chain(["alice"]) {
        assert!(!printed.contains(part), "{printed}");
    }
}

#[test]
fn truncates_and_cleans_what_an_error_quotes() {
    let hostile = format!("\u{1b}[31m\r\nSet-Cookie: a\u{202e}{}", "x".repeat(5000));
    let validated = |wrong: Value| validate(&claims(wrong), NotBefore::Nbf).unwrap_err();
    let selected = |header: Value| {
        let token = jwt(header, json!({}), 64);
        keys_with_ids().select(&token).unwrap_err()
    };
    for refusal in [
        validated(json!({ "iss": hostile })),
        validated(json!({ "aud": hostile })),
        selected(json!({ "alg": hostile })),
        selected(json!({ "alg": "ES256", "kid": hostile })),
    ] {
        let text = refusal.to_string();
        assert!(text.contains("[31m??Set-Cookie: a?xxx"), "{text}");
        assert!(text.len() < 300, "{text}");
        assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'));
    }
}

proptest! {
    #[test]
    fn parses_any_text_without_a_panic(text in any::<String>()) {
        let _ = Jwt::parse(&text);
        let _ = Jwt::is_shaped(&text);
        let _ = KeySet::parse(text.as_bytes());
        let _ = Discovery::parse(text.as_bytes(), &text);
    }

    #[test]
    fn every_parsed_token_has_the_shape_of_one(header in "\\{\"[a-z]{1,4}\":\"[A-Za-z0-9]{0,6}\"\\}", claims in "\\{(\"[a-z]{1,3}\":(0|[1-9][0-9]{0,3}))?\\}", length in 0_usize..80) {
        let text = raw(&header, &claims, length);
        prop_assert!(Jwt::is_shaped(&text));
        prop_assert_eq!(Jwt::parse(&text).is_ok(), header.starts_with("{\"alg\""));
    }

    #[test]
    fn a_changed_character_never_yields_an_equal_token(at in 0_usize..1000, to in "[A-Za-z0-9_.=-]") {
        let good = token(&json!({ "alg": "ES256" }), &claims(json!({})), 64);
        let at = at % good.len();
        let mut changed = good.clone();
        changed.replace_range(at..=at, &to);
        if let Ok(read) = Jwt::parse(&changed) {
            let original = Jwt::parse(&good).unwrap();
            prop_assert_eq!(read == original, changed == good);
            // Either the signing input or the signature has changed.
            let same = read.signing_input() == original.signing_input() && read.signature() == original.signature();
            prop_assert_eq!(same, changed == good);
        }
    }
}

#[test]
fn rejects_headers_and_claims_that_are_not_objects() {
    let object = r#"{"alg":"RS256"}"#;
    assert!(Jwt::parse(&raw(object, object, 256)).is_ok());
    for value in ["true", "1", "-1", "1.5", "\"text\"", "null", "[]"] {
        for (header, claims) in [(value, object), (object, value)] {
            assert!(
                matches!(
                    Jwt::parse(&raw(header, claims, 256)),
                    Err(JwtError::Malformed(_))
                ),
                "{header} {claims}"
            );
        }
    }
}
