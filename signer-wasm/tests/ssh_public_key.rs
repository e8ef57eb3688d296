//! SSH public keys: which texts are accepted, and what is said of the others.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

#[path = "support/ssh.rs"]
#[allow(dead_code, unreachable_pub)]
mod ssh;

use proptest::prelude::*;
use signer_wasm::ssh_keys::{KeyFormat, SshKeyError, SshPublicKey};
use ssh::{
    EXPONENT, RSA, algorithm, base64, blob, der, line, line_of, mpint, number, pem, pkcs1, pkcs8,
    private_numbers, spki, string, wrapped,
};

#[track_caller]
fn accepted(text: &str) -> SshPublicKey {
    SshPublicKey::parse(text).unwrap_or_else(|error| panic!("{error:?}: {text}"))
}

#[track_caller]
fn rejected(text: &str, code: &str) {
    match SshPublicKey::parse(text) {
        Ok(key) => panic!("accepted {text:?} as {key}"),
        Err(error) => assert_eq!(error.code(), code, "{text:?}"),
    }
}

fn rfc4716(blob: &[u8], headers: &str) -> String {
    format!(
        "---- BEGIN SSH2 PUBLIC KEY ----\n{headers}{}---- END SSH2 PUBLIC KEY ----\n",
        wrapped(&base64(blob), 70, "\n")
    )
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

fn with_nuls(text: &str) -> String {
    text.chars().flat_map(|c| [c, '\0']).collect()
}

#[test]
fn accepts_2048_to_16384_bits() {
    for bits in [2048, 2049, 3072, 4096, 16_383, 16_384] {
        assert_eq!(accepted(&line(bits)).bits() as usize, bits);
    }
    for bits in [512, 1024, 2040, 2047] {
        rejected(&line(bits), "ssh_key_too_few_bits");
    }
    for bits in [16_385, 16_392, 32_768] {
        rejected(&line(bits), "ssh_key_too_many_bits");
    }
    let message = SshPublicKey::parse(&line(1024)).unwrap_err().to_string();
    assert!(message.contains("1024"), "{message}");
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
