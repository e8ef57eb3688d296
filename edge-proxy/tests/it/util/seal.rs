//! Sealing: a value opens only with the key that sealed it, and only unchanged.

use edge_proxy::util::seal::{OVERHEAD, SealingKey, derive_id};
use proptest::prelude::*;
use zeroize::Zeroizing;

// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13, 14 and 16.
const GCM: [(&str, &str, &str, &str, &str); 3] = [
    (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "",
        "530f8afbc74536b9a963b4f1c4cb738b",
    ),
    (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "000000000000000000000000",
        "",
        "00000000000000000000000000000000",
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    ),
    (
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
    ),
];

#[test]
fn matches_the_published_test_cases_of_gcm() {
    for (key, nonce, aad, plaintext, sealed) in GCM {
        let key = SealingKey::new(Zeroizing::new(bytes(key).try_into().unwrap()));
        let (aad, plaintext) = (bytes(aad), bytes(plaintext));
        let expected = bytes(&[nonce, sealed].concat());
        assert_eq!(
            key.seal(bytes(nonce).try_into().unwrap(), &aad, &plaintext),
            expected
        );
        assert_eq!(*key.open(&aad, &expected).unwrap(), plaintext);
    }
}

/// RFC 5869, appendix A.3, has 42 bytes: the key is the first 32, and the id starts with the rest.
#[test]
fn matches_the_test_vector_of_rfc_5869() {
    let secret = [0x0b; 22];
    let key = bytes("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    let derived = SealingKey::derive(&secret, b"", &[]);
    let known = SealingKey::new(Zeroizing::new(key.try_into().unwrap()));
    assert_eq!(
        derived.seal([7; 12], b"aad", b"plaintext"),
        known.seal([7; 12], b"aad", b"plaintext")
    );
    assert_eq!(
        derive_id(&secret, b"", &[])[..10],
        bytes("9d201395faa4b61a96c8")
    );
}

/// The expected bytes were computed with OpenSSL.
#[test]
fn joins_parts_with_their_lengths() {
    let (salt, info): (&[u8], &[&[u8]]) = (b"salt", &[b"a", b"bc"]);
    assert_eq!(
        derive_id(b"secret", salt, info).as_slice(),
        bytes("a296c7069c48c8ae581cfba8c8ea009594e4f13ce43fc3080f2b47ef71a1c216")
    );
    assert_eq!(
        SealingKey::derive(b"secret", salt, info).seal([7; 12], b"aad", b"plaintext"),
        bytes("0707070707070707070707072883102e1b793f77ede45bf81b280cfed0b7a8afb63af7a661")
    );
}

#[test]
fn every_argument_and_boundary_changes_the_key() {
    let seen: Vec<[u8; 32]> = [
        derive_id(b"secret", b"salt", &[b"a", b"bc"]),
        derive_id(b"secret", b"salt", &[b"ab", b"c"]),
        derive_id(b"secret", b"salt", &[b"abc"]),
        derive_id(b"secret", b"salt", &[b"abc", b""]),
        derive_id(b"secret", b"salt", &[b"", b"abc"]),
        derive_id(b"secret", b"salt", &[]),
        derive_id(b"secret", b"salt", &[b""]),
        derive_id(b"secret", b"other", &[b"abc"]),
        derive_id(b"other", b"salt", &[b"abc"]),
    ]
    .into();
    for (index, id) in seen.iter().enumerate() {
        assert!(!seen[..index].contains(id), "{index}");
    }
}

#[test]
fn rejects_a_changed_bit_anywhere() {
    let key = SealingKey::derive(b"secret", b"", &[]);
    let sealed = key.seal([1; 12], b"aad", b"some twenty-odd bytes of secret");
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            assert_eq!(key.open(b"aad", &changed), None, "{at} {bit}");
        }
    }
    assert!(key.open(b"aad", &sealed).is_some());
}

#[test]
fn rejects_truncated_or_longer_input() {
    let key = SealingKey::derive(b"secret", b"", &[]);
    let sealed = key.seal([1; 12], b"", b"secret");
    for length in 0..sealed.len() {
        assert_eq!(key.open(b"", &sealed[..length]), None, "{length}");
    }
    assert_eq!(key.open(b"", &[&*sealed, &[0]].concat()), None);
}

#[test]
fn opens_only_with_the_same_key_and_context() {
    let key = |secret: &[u8]| SealingKey::derive(secret, b"", &[]);
    let sealed = key(b"one").seal([1; 12], b"here", b"secret");
    assert_eq!(**key(b"one").open(b"here", &sealed).unwrap(), *b"secret");
    assert_eq!(key(b"two").open(b"here", &sealed), None);
    for elsewhere in [b"there".as_slice(), b"", b"here "] {
        assert_eq!(key(b"one").open(elsewhere, &sealed), None);
    }
}

#[test]
fn debug_output_redacts_the_key() {
    let key = SealingKey::new(Zeroizing::new([0xab; 32]));
    assert_eq!(format!("{key:?}"), "SealingKey([redacted])");
}

proptest! {
    #[test]
    fn opens_what_it_sealed(
        secret in any::<Vec<u8>>(),
        nonce in any::<[u8; 12]>(),
        aad in any::<Vec<u8>>(),
        plaintext in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let key = SealingKey::derive(&secret, b"salt", &[]);
        let sealed = key.seal(nonce, &aad, &plaintext);
        prop_assert_eq!(sealed.len(), plaintext.len() + OVERHEAD);
        prop_assert_eq!(&*key.open(&aad, &sealed).unwrap(), &plaintext);
    }

    #[test]
    fn opens_any_bytes_without_a_panic(bytes in any::<Vec<u8>>()) {
        prop_assert_eq!(SealingKey::derive(b"secret", b"", &[]).open(b"", &bytes), None);
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}
