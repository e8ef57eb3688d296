//! SSH keys: another parser reads the same public key, no message quotes the input, and written private keys can be
//! read.

#![no_main]

use codecommit_edge_fuzz::{CANARY, with_canary};
use libfuzzer_sys::fuzz_target;
use signer_wasm::ssh_keys::{SshPrivateKey, SshPublicKey};
use ssh_key::{HashAlg, PrivateKey, PublicKey};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        check_text(text);
    }
    if let Ok(key) = SshPrivateKey::from_pkcs8(bytes, "jane@laptop") {
        check_private_key(&key);
    }
});

fn check_text(text: &str) {
    let parsed = SshPublicKey::parse(text);
    // Whatever surrounds it.
    if text.contains("-----BEGIN OPENSSH PRIVATE KEY-----") {
        let code = parsed.as_ref().map_err(|error| error.code());
        assert_eq!(code.err(), Some("ssh_key_private"));
    }

    match parsed {
        Ok(key) => check_public_key(&key),
        Err(error) => assert!(error.to_string().len() <= 512),
    }
    if let Err(error) = SshPublicKey::parse(&with_canary(text)) {
        assert!(!format!("{error} {error:?}").contains(CANARY));
    }
}

fn check_public_key(key: &SshPublicKey) {
    let line = key.to_openssh();
    assert!(line.chars().count() <= 16_384);
    assert!(
        line.chars()
            .all(|c| matches!(c, ' '..='~' | '\u{a0}'..='\u{ff}'))
    );
    assert!((2_048..=16_384).contains(&key.bits()));
    assert_eq!(key.md5_fingerprint().len(), 47);

    let seen = PublicKey::from_openssh(&line).expect("another reader accepts it");
    assert!(seen.algorithm().is_rsa());
    assert_eq!(
        seen.fingerprint(HashAlg::Sha256).to_string(),
        key.sha256_fingerprint()
    );

    for form in [line, key.to_pem()] {
        let again = SshPublicKey::parse(&form).expect("our own form");
        assert_eq!(again.sha256_fingerprint(), key.sha256_fingerprint());
    }
}

fn check_private_key(key: &SshPrivateKey) {
    let file = key
        .to_openssh(None, &[7; SshPrivateKey::RANDOM_LEN])
        .expect("no passphrase to reject");
    let code = SshPublicKey::parse(&file).map_err(|error| error.code());
    assert_eq!(code.err(), Some("ssh_key_private"));

    // A damaged key may have numbers that another reader rejects, but then not their encoding.
    if let Ok(seen) = PrivateKey::from_openssh(&*file) {
        assert_eq!(
            seen.public_key().fingerprint(HashAlg::Sha256).to_string(),
            key.public_key().sha256_fingerprint()
        );
        assert_eq!(seen.comment(), "jane@laptop");
    }
}
