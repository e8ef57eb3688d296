//! The code that a user types for a device.

use super::edge;
use edge_proxy::oauth::{LoginToken, TokenKind, UserCode, device_id, device_object};
use proptest::prelude::*;

#[test]
fn shares_a_durable_object_between_device_code_and_user_code() {
    let code = UserCode::from_bytes(b"BCDFGHJKLM").unwrap();
    let token = LoginToken::for_device(&code, [9; 32]);
    assert_eq!(token.kind(), TokenKind::Device);
    assert_eq!(token.id(), &device_id(&code));
    assert_eq!(token.object(), device_object(&code));
    let other = UserCode::from_bytes(b"BCDFGHJKLN").unwrap();
    assert_ne!(device_object(&code), device_object(&other));
}

#[test]
fn reads_a_user_code_in_any_spelling() {
    let code = UserCode::from_random(&[7; 32], edge()).unwrap();
    let shown = code.to_string();
    assert_eq!((shown.len(), &shown[5..6]), (11, "-"));
    let letters = shown.replace('-', "");
    assert_eq!(code.as_bytes()[..], *letters.as_bytes());
    let (front, back) = letters.split_at(5);
    for typed in [
        shown.clone(),
        shown.to_lowercase(),
        letters.clone(),
        format!(" {front} {back} "),
        format!("{front}.{back}"),
        format!("{front}\t{back}"),
        format!("--{letters}--"),
    ] {
        assert_eq!(UserCode::parse(&typed, edge()), Some(code), "{typed}");
    }
    for typed in [
        String::new(),
        front.to_owned(),
        letters[1..].to_owned(),
        format!("{letters}B"),
        format!("A{}", &letters[1..]),
        format!("0{}", &letters[1..]),
        format!("{front}_{back}"),
        format!("{front}\n{back}"),
        format!("{front}–{back}"),
        format!("Ｗ{}", &letters[1..]),
        format!("{}\0", &letters[1..]),
        format!("{}ﬁ", &letters[1..]),
    ] {
        assert_eq!(UserCode::parse(&typed, edge()), None, "{typed}");
    }
}

#[test]
fn draws_letters_without_bias() {
    let mut seen = std::collections::BTreeMap::new();
    for byte in 0..=255 {
        let code = UserCode::from_random(&[byte; 32], edge());
        assert_eq!(code.is_some(), byte < 240, "{byte}");
        if let Some(code) = code {
            *seen.entry(code.as_bytes()[0]).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), 20);
    assert!(seen.values().all(|count| *count == 12));
    assert!(!seen.keys().any(|letter| b"AEIOUY".contains(letter)));

    // Biased bytes are skipped, up to the last byte.
    let mut random = [255; 32];
    random[26..].copy_from_slice(&[0, 1, 2, 3, 4, 5]);
    let code = UserCode::from_random(&random, edge()).unwrap();
    assert!(code.to_string().starts_with("BCDFG-H"), "{code}");
    random[26] = 240;
    assert_eq!(UserCode::from_random(&random, edge()), None);
}

proptest! {
    #[test]
    fn reads_any_user_code_as_it_is_shown(random: [u8; 32], text in "[BCDFGbcdfg .-]{0,12}|\\PC{0,10}") {
        if let Some(code) = UserCode::from_random(&random, edge()) {
            prop_assert_eq!(UserCode::parse(&code.to_string(), edge()), Some(code));
        }
        if let Some(code) = UserCode::parse(&text, edge()) {
            prop_assert_eq!(UserCode::parse(&code.to_string(), edge()), Some(code));
        }
    }
}
