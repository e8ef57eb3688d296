//! The keys are OpenSSH's: `ssh-keygen -t rsa`, `-e -m PEM`, `-e -m PKCS8`; the fingerprint is that of `-l -E md5`.

use super::{Encoding, KeyError, SshPublicKey};

const LINE: &str = include_str!("../../tests/fixtures/ssh-keys/alice.pub");
const PKCS1: &str = include_str!("../../tests/fixtures/ssh-keys/alice.pkcs1.pem");
const SPKI: &str = include_str!("../../tests/fixtures/ssh-keys/alice.spki.pem");
const FINGERPRINT: &str = "a2:75:a3:9f:f5:3e:74:dd:6c:f6:28:5e:4a:21:e2:51";

/// A line whose key has this many bits.
fn of_length(bits: usize) -> String {
    let mut modulus = vec![0xff; bits.div_ceil(8)];
    modulus[0] = 0xff >> (modulus.len() * 8 - bits);
    let exponent = vec![1, 0, 1];
    SshPublicKey { modulus, exponent }.to_line()
}

#[test]
fn reads_openssh_keys_in_each_encoding() {
    for (text, expected) in [
        (LINE, Encoding::Ssh),
        (PKCS1, Encoding::Pem),
        (SPKI, Encoding::Pem),
    ] {
        let windows = text.replace('\n', "\r\n");
        for text in [text, &format!("\n  {text}\n\n"), &windows] {
            let (key, encoding) = SshPublicKey::parse(text).unwrap();
            assert_eq!(encoding, expected);
            assert_eq!(key.fingerprint(), FINGERPRINT);
        }
    }
}

#[test]
fn writes_keys_as_openssh_does() {
    let (key, _) = SshPublicKey::parse(PKCS1).unwrap();
    assert_eq!(key.to_pem(), SPKI);
    assert_eq!(
        Some(key.to_line().as_str()),
        LINE.rsplit_once(' ').map(|it| it.0)
    );
}

#[test]
fn accepts_from_2048_to_16384_bits() {
    for bits in [2048, 2049, 3072, 16_384] {
        assert!(SshPublicKey::parse(&of_length(bits)).is_ok(), "{bits}");
    }
    for bits in [1024, 2047, 16_385] {
        let error = SshPublicKey::parse(&of_length(bits)).unwrap_err();
        assert_eq!(error, KeyError::Length(bits));
    }
}

#[test]
fn rejects_other_kinds_of_key() {
    for text in [
        "",
        "alice",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDPmVA85FLZr777cKyw4RHTn+WzLWKB1djLkwf0ZTPhM c",
        "ssh-dss AAAAB3NzaC1kc3M=",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----",
    ] {
        let error = SshPublicKey::parse(text).unwrap_err();
        assert_eq!(error, KeyError::Unrecognized, "{text}");
    }
}

#[test]
fn rejects_malformed_keys() {
    let blob = LINE.split(' ').nth(1).unwrap();
    let shorter = &blob[..blob.len() - 4];
    let broken_line = LINE.replacen("AAAA", "AAAA\n", 1);
    let two_keys = format!("{LINE}{LINE}");
    let truncated = SPKI.replacen("MIIB", "MIIC", 1);
    let wrong_label = PKCS1.replace("RSA PUBLIC", "PUBLIC");
    for text in [
        "ssh-rsa",
        "ssh-rsa !",
        &format!("ssh-rsa {shorter}"),
        &format!("ssh-rsa {}", blob.replacen('A', "B", 1)),
        &broken_line,
        &two_keys,
        &truncated,
        &wrong_label,
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
    ] {
        let error = SshPublicKey::parse(text).unwrap_err();
        assert_eq!(error, KeyError::Malformed, "{text}");
    }
}
