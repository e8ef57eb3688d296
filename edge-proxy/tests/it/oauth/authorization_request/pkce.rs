//! PKCE (RFC 7636).

use super::CHALLENGE;
use edge_proxy::oauth::{Challenge, Verifier};
use proptest::prelude::*;

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

proptest! {
    #[test]
    fn a_generated_verifier_matches_its_challenge(random: [u8; 32], other: [u8; 32]) {
        let verifier = Verifier::new(random);
        let challenge = Challenge::parse(&verifier.challenge()).unwrap();
        prop_assert!(challenge.matches(&verifier.text()));
        prop_assert_eq!(Challenge::from_bytes(*challenge.as_bytes()), challenge);
        prop_assert_eq!(challenge.matches(&Verifier::new(other).text()), random == other);
    }
}

#[test]
fn verifies_the_example_of_rfc_7636() {
    let challenge = Challenge::parse(CHALLENGE).unwrap();
    assert!(challenge.matches(VERIFIER));
    for other in [
        "",
        CHALLENGE,
        &VERIFIER[..42],
        &format!("{VERIFIER}="),
        &format!(" {VERIFIER}"),
        &VERIFIER.to_lowercase(),
        &VERIFIER.replace('-', "+"),
    ] {
        assert!(!challenge.matches(other), "{other}");
    }
}

#[test]
fn accepts_verifiers_of_43_to_128_visible_characters() {
    let of = |verifier: &str| {
        let hash = <sha2::Sha256 as sha2::Digest>::digest(verifier.as_bytes());
        Challenge::from_bytes(hash.into()).matches(verifier)
    };
    assert!(of(&"v".repeat(43)));
    assert!(of(&"v".repeat(128)));
    // git-credential-oauth in Debian 12 sends such verifiers.
    assert!(of(&"+/=".repeat(16)));
    assert!(!of(&"v".repeat(42)));
    assert!(!of(&"v".repeat(129)));
    assert!(!of(&"v v".repeat(16)));
    assert!(!of(&"ü".repeat(30)));
    assert!(!of(&"v\n".repeat(30)));
}

#[test]
fn rejects_challenges_that_are_not_32_bytes_of_base64url() {
    let with_padding = format!("{CHALLENGE}=");
    let longer = format!("{CHALLENGE}A");
    for text in [
        "",
        &CHALLENGE[..42],
        &with_padding,
        &longer,
        &CHALLENGE.replace('-', "+"),
        // A second encoding of the same bytes.
        &CHALLENGE.replace("cM", "cN"),
        " ",
        &"ü".repeat(22),
    ] {
        assert_eq!(Challenge::parse(text), None, "{text}");
    }
}
