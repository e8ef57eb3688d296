//! SSH public keys that are accepted, in every form.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "support/ssh.rs"]
#[allow(dead_code, unreachable_pub)]
mod ssh;

use proptest::prelude::*;
use signer_wasm::ssh_keys::{KeyFormat, SshPublicKey};
use ssh::{
    EXPONENT, RSA, blob, line, line_of, number, pem, pkcs1, rfc4716, spki, with_nuls, wrapped,
};

#[track_caller]
fn accepted(text: &str) -> SshPublicKey {
    SshPublicKey::parse(text).unwrap_or_else(|error| panic!("{error:?}: {text}"))
}

#[test]
fn computes_the_fingerprints_that_ssh_keygen_prints() {
    // `ssh-keygen -l -E md5` and `-E sha256` of OpenSSH 9.2.
    let key = accepted(&format!("{} jane@laptop", line(2048)));
    assert_eq!(key.md5_fingerprint(), MD5);
    assert_eq!(key.sha256_fingerprint(), SHA256);
    assert_eq!(key.md5_fingerprint().len(), 47);
    assert_eq!(key.bits(), 2048);
    assert_eq!(key.comment(), "jane@laptop");
    assert_eq!(key.format(), KeyFormat::OpenSsh);
}

#[test]
fn accepts_every_form_of_the_same_key() {
    let modulus = number(3072, 7);
    let data = blob(&modulus, EXPONENT);
    let openssh = line_of(&data);
    let pkcs1 = pkcs1(&modulus, EXPONENT);
    let spki = spki(RSA, &pkcs1);
    for (text, format) in [
        (openssh.clone(), KeyFormat::OpenSsh),
        (pem("PUBLIC KEY", &spki), KeyFormat::Spki),
        (pem("RSA PUBLIC KEY", &pkcs1), KeyFormat::Pkcs1),
        (rfc4716(&data, ""), KeyFormat::Rfc4716),
        (
            rfc4716(&data, "Subject: jane\nx-command: /home/me/\\\nbin\n"),
            KeyFormat::Rfc4716,
        ),
    ] {
        let key = accepted(&text);
        assert_eq!(key.format(), format, "{text}");
        assert_eq!(key.to_openssh(), openssh);
        assert_eq!(key.bits(), 3072);
        assert_eq!(key.to_pem(), pem("PUBLIC KEY", &spki));
    }
}

#[test]
fn takes_the_comment_of_a_line_and_of_an_ssh2_block() {
    let key = line(2048);
    for (text, comment) in [
        (format!("{key} jane@laptop"), "jane@laptop"),
        (format!("{key}   two words\t "), "two words"),
        (format!("{key} my ssh-rsa key"), "my ssh-rsa key"),
        (format!("{key} # not a note"), "# not a note"),
        (format!("{key} BEGIN x--y"), "BEGIN x--y"),
        (format!("{key} M\u{fc}ller"), "M\u{fc}ller"),
        // IAM's pattern ends at U+00FF.
        (format!("{key} \u{142}\u{1f511}\u{7f}"), "???"),
        (format!("{key}\n"), ""),
    ] {
        assert_eq!(accepted(&text).comment(), comment, "{text:?}");
        let line = accepted(&text).to_openssh();
        assert_eq!(line.strip_prefix(&key).unwrap().trim_start(), comment);
    }

    let data = blob(&number(2048, 0), EXPONENT);
    for (headers, comment) in [
        ("Comment: jane@laptop\n", "jane@laptop"),
        ("Comment: \"rsa-key-20260101\"\n", "rsa-key-20260101"),
        ("COMMENT: a long\\\n one\nSubject: x\n", "a long one"),
    ] {
        assert_eq!(accepted(&rfc4716(&data, headers)).comment(), comment);
    }
}

#[test]
fn accepts_what_editors_and_terminals_do_to_a_key() {
    let key = line(2048);
    let expected = accepted(&key).to_openssh();
    let (kind, data) = key.split_once(' ').unwrap();
    let block = pem("PUBLIC KEY", &spki(RSA, &pkcs1(&number(2048, 0), EXPONENT)));
    for text in [
        format!("\u{feff}{key}"),
        format!("\n\n   {key}  \r\n\r\n"),
        format!("{kind}\t{data}"),
        format!("{kind}\u{a0}{data}"),
        format!("{kind}\n{data}"),
        format!("# my key\n\n# of 2026\n{key}\n# end\n"),
        format!("{kind} {}", wrapped(data, 80, "\n")),
        format!("{kind} {}", wrapped(data, 64, "\r\n")),
        format!("{kind} {}", wrapped(data, 76, "\r")),
        format!("{kind} {}", wrapped(data, 31, "  \n   ")),
        // UTF-16 of PowerShell's `>`, read as UTF-8.
        format!("\u{fffd}\u{fffd}{}", with_nuls(&key)),
        block.clone(),
        block.replace('\n', "\r\n"),
        block.replace('\n', " "),
        block.replace('\n', ""),
        format!("writing RSA key\n{block}"),
        with_nuls(&block),
    ] {
        assert_eq!(accepted(&text).to_openssh(), expected, "{text:?}");
    }

    // What wraps the data wraps the comment.
    let (front, tail) = data.split_at(data.len() - 60);
    let text = format!("{kind} {front}\n{tail} jane@lap\ntop");
    assert_eq!(accepted(&text).comment(), "jane@laptop");
}

#[test]
fn accepts_2048_to_16384_bits() {
    for bits in [2048, 2049, 3072, 4096, 16_383, 16_384] {
        assert_eq!(accepted(&line(bits)).bits() as usize, bits);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn converts_between_all_forms_without_loss(bits in 2048_usize..4096, seed: u8, exponent in 1_u32..0x4000_0000) {
        let modulus = number(bits, seed);
        let bytes = (exponent * 2 + 1).to_be_bytes();
        let exponent = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
        let key = accepted(&line_of(&blob(&modulus, exponent)));
        prop_assert_eq!(key.bits() as usize, bits);
        let pkcs1 = pkcs1(&modulus, exponent);
        prop_assert_eq!(key.to_pem(), pem("PUBLIC KEY", &spki(RSA, &pkcs1)));
        for text in [key.to_openssh(), key.to_pem(), pem("RSA PUBLIC KEY", &pkcs1)] {
            prop_assert_eq!(accepted(&text).to_openssh(), key.to_openssh());
        }
    }

    #[test]
    fn reads_a_key_wrapped_at_any_width(width in 1_usize..900, indent in " {0,3}", line_break in "\n|\r\n|\r") {
        let key = line(2048);
        let text = wrapped(&key[8..], width, &format!("{line_break}{indent}"));
        prop_assert_eq!(accepted(&format!("ssh-rsa {text}")).to_openssh(), key);
    }

    #[test]
    fn accepts_no_part_of_a_key(cut in 0_usize..380) {
        let key = line(2048);
        prop_assert!(SshPublicKey::parse(&key[..cut]).is_err());
        let block = pem("PUBLIC KEY", &spki(RSA, &pkcs1(&number(2048, 0), EXPONENT)));
        prop_assert!(SshPublicKey::parse(&block[..cut]).is_err());
        // Nor a part with a comment that could be data.
        let joined = format!("{} AAAA", &key[..cut]);
        prop_assert!(SshPublicKey::parse(&joined).is_err());
    }

    #[test]
    fn accepts_only_what_it_prints(text in "(ssh-rsa |-----BEGIN |PUBLIC KEY-----|AAAAB3NzaC1yc2EAAAADAQAB|AAABAQ|[A-Za-z0-9+/=]{0,40}|\\PC{0,9}|[ \n\r\t\0])*") {
        match SshPublicKey::parse(&text) {
            Ok(key) => {
                let again = accepted(&key.to_openssh());
                prop_assert_eq!(again.to_openssh(), key.to_openssh());
            }
            Err(error) => prop_assert!(!error.code().is_empty() && error.to_string().len() < 400),
        }
    }
}

const MD5: &str = "08:f0:22:1e:e0:60:4c:b4:18:16:73:11:a7:ec:7d:62";
const SHA256: &str = "SHA256:D4JGVMMJ+mGvPC8jQQo8NgZbdk0oAJ4sV9Y5LNLa97s";
