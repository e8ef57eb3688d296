//! What is said of texts that are not public keys for IAM.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "support/ssh.rs"]
#[allow(dead_code, unreachable_pub)]
mod ssh;

use signer_wasm::ssh_keys::{SshKeyError, SshPublicKey};
use ssh::{
    EXPONENT, RSA, algorithm, base64, blob, der, line, line_of, mpint, number, pem, pkcs1, pkcs8,
    private_numbers, rfc4716, spki, string, with_nuls, wrapped,
};

#[track_caller]
fn rejected(text: &str, code: &str) {
    match SshPublicKey::parse(text) {
        Ok(key) => panic!("accepted {text:?} as {key}"),
        Err(error) => assert_eq!(error.code(), code, "{text:?}"),
    }
}

#[test]
fn rejects_fewer_than_2048_and_more_than_16384_bits_with_their_number() {
    for (bits, said, code) in [
        (512, "has 512 bits", "ssh_key_too_few_bits"),
        (1024, "has 1,024 bits", "ssh_key_too_few_bits"),
        (2047, "has 2,047 bits", "ssh_key_too_few_bits"),
        (16_385, "has 16,385 bits", "ssh_key_too_many_bits"),
        (32_008, "has 32,008 bits", "ssh_key_too_many_bits"),
    ] {
        rejected(&line(bits), code);
        let message = SshPublicKey::parse(&line(bits)).unwrap_err().to_string();
        assert!(message.contains(said), "{message}");
    }
}

#[test]
fn names_each_type_of_key_that_iam_refuses() {
    for (name, code) in [
        ("ssh-ed25519", "ssh_key_ed25519"),
        ("ecdsa-sha2-nistp256", "ssh_key_ecdsa"),
        ("ecdsa-sha2-nistp521", "ssh_key_ecdsa"),
        ("ssh-dss", "ssh_key_dsa"),
        ("sk-ssh-ed25519@openssh.com", "ssh_key_security_key"),
        ("sk-ecdsa-sha2-nistp256@openssh.com", "ssh_key_security_key"),
        ("ssh-rsa-cert-v01@openssh.com", "ssh_key_ssh_certificate"),
        (
            "sk-ssh-ed25519-cert-v01@openssh.com",
            "ssh_key_ssh_certificate",
        ),
        ("ssh-ed448", "ssh_key_unsupported_type"),
        ("rsa-sha2-256", "ssh_key_unsupported_type"),
        ("ssh-falcon512", "ssh_key_unsupported_type"),
    ] {
        let data = [string(name.as_bytes()), string(&[7; 32])].concat();
        rejected(&format!("{name} {}", base64(&data)), code);
        rejected(&rfc4716(&data, ""), code);
    }
    for (oid, code) in [
        (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1][..], "ssh_key_ecdsa"),
        (&[0x2b, 0x65, 0x70], "ssh_key_ed25519"),
        (&[0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1], "ssh_key_dsa"),
        // RSASSA-PSS, whose keys are only for that.
        (
            &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10],
            "ssh_key_unsupported_type",
        ),
    ] {
        let der = spki(oid, &pkcs1(&number(2048, 0), EXPONENT));
        rejected(&pem("PUBLIC KEY", &der), code);
    }
    for (label, code) in [
        ("CERTIFICATE", "ssh_key_x509_certificate"),
        ("TRUSTED CERTIFICATE", "ssh_key_x509_certificate"),
        ("CERTIFICATE REQUEST", "ssh_key_x509_certificate"),
        ("PKCS7", "ssh_key_x509_certificate"),
        ("PGP PUBLIC KEY BLOCK", "ssh_key_unsupported_type"),
        ("EC PARAMETERS", "ssh_key_ecdsa"),
        ("DSA PARAMETERS", "ssh_key_dsa"),
        ("X509 CRL", "ssh_key_unrecognized"),
    ] {
        rejected(&pem(label, &[0x30, 0]), code);
    }
    let chain = pem("CERTIFICATE", &[0x30, 0]).repeat(2);
    rejected(&chain, "ssh_key_x509_certificate");
}

/// Private keys in all their forms, whole and damaged, with a canary in their data.
fn private_keys() -> Vec<String> {
    let openssh = [&b"openssh-key-v1\0"[..], &string(b"none"), &[9; 90]].concat();
    let numbers = private_numbers(2048);
    let pkcs8 = pkcs8(RSA, &numbers);
    let pkcs1 = der(0x30, &[&[2, 1, 0], &ssh::integer(&numbers[0]), &[2, 1, 3]]);
    // PBES2
    let pbes2 = der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13]]);
    let encrypted = der(
        0x30,
        &[&der(0x30, &[&pbes2, &[0x30, 0]]), &der(4, &[&[7; 200]])],
    );
    let sec1 = der(0x30, &[&[2, 1, 1], &der(4, &[&[7; 32]])]);

    let mut keys = Vec::new();
    for (label, der) in [
        ("OPENSSH PRIVATE KEY", &openssh),
        ("RSA PRIVATE KEY", &pkcs1),
        ("PRIVATE KEY", &pkcs8),
        ("ENCRYPTED PRIVATE KEY", &encrypted),
        ("EC PRIVATE KEY", &sec1),
        ("DSA PRIVATE KEY", &pkcs1),
        ("ANY PRIVATE KEY", &pkcs1),
    ] {
        let whole = pem(label, der);
        keys.extend([
            whole.replace('\n', "\r\n"),
            whole.replace('\n', ""),
            whole.to_lowercase(),
            whole.replace("-----", "\u{2014}"),
            with_nuls(&whole),
            whole.chars().take(50).collect(),
            format!("{}\n{whole}", line(2048)),
            format!("{whole}\n{}", line(2048)),
            // The data in the wrong place, or without its first line.
            pem("PUBLIC KEY", der),
            pem("RSA PUBLIC KEY", der),
            rfc4716(der, ""),
            base64(der),
            wrapped(&base64(der), 64, "\n"),
            format!("ssh-rsa {}", base64(der)),
            whole,
        ]);
    }
    keys.push("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56wAAA\n---- END SSH2 ENCRYPTED PRIVATE KEY ----".into());
    keys.push(format!("PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\nComment: x\r\nPublic-Lines: 1\r\n{}\r\nPrivate-Lines: 1\r\nAAAB\r\nPrivate-MAC: 00\r\n", base64(&blob(&number(2048, 0), EXPONENT))));
    keys.push("Private-Lines: 14\nAAABAQ".into());
    keys.push(r#"{"kty":"RSA","n":"abc","e":"AQAB","d":"abc"}"#.into());
    keys
}

#[test]
fn recognises_private_keys_in_every_form_and_quotes_nothing() {
    for text in private_keys() {
        let error = SshPublicKey::parse(&text).expect_err(&text);
        assert_eq!(error.code(), "ssh_key_private", "{text}");
        let shown = format!("{error} {error:?}");
        for word in text.split_whitespace().filter(|word| word.len() > 12) {
            assert!(!shown.contains(word), "{shown}");
        }
        assert!(shown.contains("ssh-keygen -y"), "{shown}");
    }
}

#[test]
fn says_what_is_wrong_with_a_text_around_a_key() {
    let key = line(2048);
    let ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB";
    let block = pem("PUBLIC KEY", &spki(RSA, &pkcs1(&number(2048, 0), EXPONENT)));
    for (text, code) in [
        (String::new(), "ssh_key_empty"),
        (" \r\n\t\u{feff}".into(), "ssh_key_empty"),
        ("hello".into(), "ssh_key_unrecognized"),
        (
            "https://example.com/id_rsa.pub".into(),
            "ssh_key_unrecognized",
        ),
        ("ssh-keygen -t rsa".into(), "ssh_key_unrecognized"),
        ("2048 35 123456789".into(), "ssh_key_unrecognized"),
        (
            "SHA256:eLMY1j0DKA4uvDZcl/KgtIayZANwX6t8".into(),
            "ssh_key_unrecognized",
        ),
        ("AKIAIOSFODNN7EXAMPLE".into(), "ssh_key_unrecognized"),
        (format!("{key} a\n{key} b"), "ssh_key_several"),
        (format!("{key} a {key} b"), "ssh_key_several"),
        (format!("{ed25519} a\n{key} b"), "ssh_key_several"),
        (format!("{block}{block}"), "ssh_key_several"),
        (format!("{block}{key}"), "ssh_key_several"),
        (
            format!("no-pty,command=\"echo ssh-rsa\" {key} a"),
            "ssh_key_options",
        ),
        (format!("restrict {key}"), "ssh_key_options"),
        (
            format!("git-codecommit.eu-west-1.amazonaws.com {key}"),
            "ssh_key_options",
        ),
        (format!("\"{key}\""), "ssh_key_unrecognized"),
        (format!("$ cat id_rsa.pub\n{key}"), "ssh_key_extra_text"),
        (format!("{key} jane\n$ "), "ssh_key_extra_text"),
        (key[8..].into(), "ssh_key_type_missing"),
        (
            base64(&spki(RSA, &pkcs1(&number(2048, 0), EXPONENT))),
            "ssh_key_type_missing",
        ),
        (format!("{key} {}", "x".repeat(16_384)), "ssh_key_too_long"),
        ("x".repeat(70_000), "ssh_key_too_long"),
    ] {
        rejected(&text, code);
    }
}

#[test]
fn says_what_is_wrong_with_the_data_of_a_key() {
    let modulus = number(2048, 0);
    let good = blob(&modulus, EXPONENT);
    let spki_der = spki(RSA, &pkcs1(&modulus, EXPONENT));
    let with = |data: Vec<u8>| line_of(&data);
    let padded = line_of(&blob(&modulus, &[3]));
    let mut even = modulus.clone();
    *even.last_mut().unwrap() &= 0xfe;

    for (text, code) in [
        ("ssh-rsa".into(), "ssh_key_incomplete"),
        ("ssh-rsa AAAA".into(), "ssh_key_incomplete"),
        (with(good[..good.len() - 1].into()), "ssh_key_incomplete"),
        (padded.trim_end_matches('=').into(), "ssh_key_incomplete"),
        (with([&good[..], &[0]].concat()), "ssh_key_trailing_bytes"),
        (
            with([string(b"ssh-ed25519"), string(&[7; 32])].concat()),
            "ssh_key_type_mismatch",
        ),
        (
            with([string(b"rsa-sha2-512"), mpint(EXPONENT), mpint(&modulus)].concat()),
            "ssh_key_type_mismatch",
        ),
        (
            line(2048).replace("ssh-rsa AAAA", "ssh-rsa AAA!"),
            "ssh_key_malformed",
        ),
        (
            line(2048).replace("ssh-rsa AAAAB3", "ssh-rsa AAAA\u{2026}3"),
            "ssh_key_malformed",
        ),
        // A negative number, one with a needless zero, and zero.
        (
            with(
                [
                    string(b"ssh-rsa"),
                    mpint(EXPONENT),
                    string(&[&[0x80], &modulus[1..]].concat()),
                ]
                .concat(),
            ),
            "ssh_key_malformed",
        ),
        (
            with([string(b"ssh-rsa"), string(&[0, 3]), mpint(&modulus)].concat()),
            "ssh_key_malformed",
        ),
        (
            with([string(b"ssh-rsa"), string(&[]), mpint(&modulus)].concat()),
            "ssh_key_malformed",
        ),
        (with(blob(&even, EXPONENT)), "ssh_key_malformed"),
        (with(blob(&modulus, &[1])), "ssh_key_exponent"),
        (with(blob(&modulus, &[2])), "ssh_key_exponent"),
        (with(blob(&modulus, &[1, 0, 0])), "ssh_key_exponent"),
        (with(blob(&modulus, &number(2048, 9))), "ssh_key_exponent"),
        // The bits that base64 does not use must be zero.
        (noncanonical(&padded), "ssh_key_malformed"),
        (pem("PUBLIC KEY", &spki_der[..200]), "ssh_key_incomplete"),
        (
            pem("PUBLIC KEY", &[&spki_der[..], &[0]].concat()),
            "ssh_key_trailing_bytes",
        ),
        (
            pem("PUBLIC KEY", &pkcs1(&modulus, EXPONENT)),
            "ssh_key_malformed",
        ),
        (pem("RSA PUBLIC KEY", &spki_der), "ssh_key_malformed"),
        (
            pem("RSA PUBLIC KEY", &pkcs1(&modulus, &[4])),
            "ssh_key_exponent",
        ),
        (
            pem("RSA PUBLIC KEY", &pkcs1(&number(1024, 0), EXPONENT)),
            "ssh_key_too_few_bits",
        ),
        (
            pem(
                "PUBLIC KEY",
                &der(
                    0x30,
                    &[
                        &der(0x30, &[&der(6, &[RSA])]),
                        &der(3, &[&[0], &pkcs1(&modulus, EXPONENT)]),
                    ],
                ),
            ),
            "ssh_key_malformed",
        ),
        (
            pem(
                "PUBLIC KEY",
                &der(
                    0x30,
                    &[
                        &algorithm(RSA),
                        &der(3, &[&[1], &pkcs1(&modulus, EXPONENT)]),
                    ],
                ),
            ),
            "ssh_key_malformed",
        ),
        (
            pem("PUBLIC KEY", &spki_der).replace("END PUBLIC", "END RSA PUBLIC"),
            "ssh_key_incomplete",
        ),
        (
            pem("PUBLIC KEY", &spki_der).replace("-----END", ""),
            "ssh_key_incomplete",
        ),
        (
            pem("PUBLIC KEY", &spki_der).replace("KEY-----\nMII", "KEY-----\nProc-Type: 4\n\nMII"),
            "ssh_key_malformed",
        ),
        (rfc4716(&good[..100], ""), "ssh_key_incomplete"),
        (rfc4716(&[0, 0, 0, 9], ""), "ssh_key_incomplete"),
        (rfc4716(&string(b"x25519"), ""), "ssh_key_unsupported_type"),
    ] {
        rejected(&text, code);
    }
}

/// The line with a bit set that is not part of the data.
fn noncanonical(line: &str) -> String {
    let at = line.find("==").expect("a length that needs padding") - 1;
    let last = char::from(line.as_bytes()[at]);
    assert!("AQgw".contains(last), "the last four bits are unused");
    let other = char::from(line.as_bytes()[at] + 1);
    format!("{}{other}==", &line[..at])
}

#[test]
fn every_message_says_what_was_seen_and_what_to_do() {
    for error in [
        SshKeyError::Dsa,
        SshKeyError::Empty,
        SshKeyError::Exponent,
        SshKeyError::InvalidComment,
        SshKeyError::InvalidPassphrase,
        SshKeyError::InvalidPkcs8,
        SshKeyError::Private("OpenSSH"),
        SshKeyError::Several,
        SshKeyError::TooFewBits { bits: 1024 },
        SshKeyError::TooManyBits { bits: 16_385 },
        SshKeyError::X509Certificate,
    ] {
        let message = error.to_string();
        assert!(message.ends_with('.'), "{message}");
        assert!(
            message.contains(". ") || message.contains(": "),
            "{message}"
        );
        assert!(!message.contains('\n'), "{message}");
        assert!(message.starts_with(char::is_uppercase), "{message}");
    }
}
