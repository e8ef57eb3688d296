//! RSA private keys in OpenSSH's form.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::expect_used, clippy::unwrap_used)]

#[path = "support/ssh.rs"]
#[allow(dead_code, unreachable_pub)]
mod ssh;

use proptest::prelude::*;
use signer_wasm::ssh_keys::{SshKeyError, SshPrivateKey};
use ssh::{RSA, blob, decode_base64, mpint, pkcs8, private_numbers, string};

const RANDOM: [u8; SshPrivateKey::RANDOM_LEN] = *b"0123456789abcdefCHCK";

fn key(comment: &str) -> SshPrivateKey {
    SshPrivateKey::from_pkcs8(&pkcs8(RSA, &private_numbers(3072)), comment).unwrap()
}

/// The contents of the file, without its magic.
fn contents(file: &str) -> Vec<u8> {
    let body = file
        .strip_prefix("-----BEGIN OPENSSH PRIVATE KEY-----\n")
        .and_then(|rest| rest.strip_suffix("-----END OPENSSH PRIVATE KEY-----\n"))
        .expect("a block");
    assert!(body.lines().all(|line| line.len() <= 70));
    decode_base64(body)
        .strip_prefix(b"openssh-key-v1\0")
        .expect("the magic")
        .to_vec()
}

/// Splits a `string` off.
fn take<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
    let (len, rest) = bytes.split_first_chunk().expect("a length");
    let (value, rest) = rest.split_at(u32::from_be_bytes(*len) as usize);
    *bytes = rest;
    value
}

#[test]
fn writes_the_numbers_in_openssh_order() {
    let [n, e, d, p, q, _, _, coefficient] = private_numbers(3072);
    let file = key("jane@laptop").to_openssh(None, &RANDOM).unwrap();
    let contents = contents(&file);
    let mut rest = &contents[..];
    assert_eq!(
        [take(&mut rest), take(&mut rest), take(&mut rest)],
        [&b"none"[..], b"none", b""]
    );
    let (count, mut rest) = rest.split_first_chunk::<4>().unwrap();
    assert_eq!(*count, [0, 0, 0, 1]);
    assert_eq!(take(&mut rest), blob(&n, &e));
    let private = take(&mut rest);
    assert!(rest.is_empty());

    let expected = [
        b"CHCKCHCK".to_vec(),
        string(b"ssh-rsa"),
        mpint(&n),
        mpint(&e),
        mpint(&d),
        mpint(&coefficient),
        mpint(&p),
        mpint(&q),
        string(b"jane@laptop"),
    ]
    .concat();
    let padding = private.strip_prefix(&expected[..]).expect("the numbers");
    assert_eq!(private.len() % 8, 0);
    assert_eq!(padding, &[1, 2, 3, 4, 5, 6, 7][..padding.len()]);
}

#[test]
fn encrypts_under_a_passphrase_with_the_given_salt() {
    let key = key("");
    let plain = key.to_openssh(None, &RANDOM).unwrap();
    let file = key.to_openssh(Some("hunter2"), &RANDOM).unwrap();
    let contents = contents(&file);
    let mut rest = &contents[..];
    assert_eq!(
        [take(&mut rest), take(&mut rest)],
        [&b"aes256-ctr"[..], b"bcrypt"]
    );
    let options = take(&mut rest);
    assert_eq!(
        options,
        [string(b"0123456789abcdef"), 16_u32.to_be_bytes().to_vec()].concat()
    );
    let (_, mut rest) = rest.split_first_chunk::<4>().unwrap();
    take(&mut rest);
    let private = take(&mut rest);
    assert_eq!(private.len() % 16, 0);
    assert!(!private.starts_with(b"CHCK"));

    assert_eq!(*file, *key.to_openssh(Some("hunter2"), &RANDOM).unwrap());
    assert_ne!(*file, *key.to_openssh(Some("hunter3"), &RANDOM).unwrap());
    assert_ne!(*file, *plain);
}

#[test]
fn gives_the_public_key_with_the_comment() {
    let key = key("jane@laptop");
    let [n, e, ..] = private_numbers(3072);
    let expected = format!("ssh-rsa {} jane@laptop", ssh::base64(&blob(&n, &e)));
    assert_eq!(key.public_key().to_openssh(), expected);
    assert_eq!(key.public_key().bits(), 3072);
}

#[test]
fn rejects_comments_that_iam_would_refuse() {
    let der = pkcs8(RSA, &private_numbers(2048));
    for comment in ["a\nb", "a\rb", "\0", "\u{1f511}", &"x".repeat(257)] {
        let error = SshPrivateKey::from_pkcs8(&der, comment).unwrap_err();
        assert_eq!(error, SshKeyError::InvalidComment, "{comment:?}");
    }
    for comment in ["", " a b ", "M\u{fc}ller", &"\u{fc}".repeat(256)] {
        let key = SshPrivateKey::from_pkcs8(&der, comment).unwrap();
        assert_eq!(key.public_key().comment(), comment.trim());
    }
}

#[test]
fn rejects_passphrases_that_ssh_keygen_would_refuse() {
    let key = key("");
    for passphrase in ["", "1234", "12345\n", "\u{7}12345"] {
        let error = key.to_openssh(Some(passphrase), &RANDOM).unwrap_err();
        assert_eq!(error, SshKeyError::InvalidPassphrase, "{passphrase:?}");
    }
    assert!(
        key.to_openssh(Some("\u{e4}\u{f6}\u{fc}\u{df}\u{1f511}"), &RANDOM)
            .is_ok()
    );
}

#[test]
fn rejects_what_is_not_an_rsa_key_in_pkcs8() {
    let numbers = private_numbers(2048);
    let good = pkcs8(RSA, &numbers);
    let mut multi_prime = numbers.to_vec();
    multi_prime.push(vec![7]);
    for (der, code) in [
        (vec![], "invalid_pkcs8"),
        (good[..good.len() - 1].to_vec(), "invalid_pkcs8"),
        ([&good[..], &[0]].concat(), "invalid_pkcs8"),
        (pkcs8(&[0x2b, 0x65, 0x70], &numbers), "invalid_pkcs8"),
        (pkcs8(RSA, &numbers[..5]), "invalid_pkcs8"),
        (pkcs8(RSA, &multi_prime), "invalid_pkcs8"),
        (pkcs8(RSA, &private_numbers(1024)), "ssh_key_too_few_bits"),
    ] {
        let error = SshPrivateKey::from_pkcs8(&der, "").unwrap_err();
        assert_eq!(error.code(), code);
    }
}

#[test]
fn debug_output_hides_the_private_numbers() {
    let shown = format!("{:?}", key("jane"));
    assert!(shown.contains("section: \"[redacted]\""), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn never_panics(bytes: Vec<u8>, comment: String) {
        let _ = SshPrivateKey::from_pkcs8(&bytes, &comment);
    }

    #[test]
    fn never_panics_on_a_damaged_key(at in 0_usize..1_000, byte: u8) {
        let mut der = pkcs8(RSA, &private_numbers(2048));
        let len = der.len();
        der[at % len] = byte;
        if let Ok(key) = SshPrivateKey::from_pkcs8(&der, "") {
            prop_assert!(key.to_openssh(None, &RANDOM).is_ok());
        }
    }
}
