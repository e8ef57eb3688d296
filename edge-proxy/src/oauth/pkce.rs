//! Proof Key for Code Exchange (RFC 7636), with the method S256 only.

use crate::util::base64::decode_array;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The hash of a verifier: sent with the authorization request, and checked when the code is redeemed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Challenge([u8; 32]);

impl Challenge {
    /// Parses a challenge in base64url.
    pub fn parse(text: &str) -> Option<Self> {
        decode_array(&URL_SAFE_NO_PAD, text).map(Self)
    }

    /// Takes the 32 bytes of a challenge.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes of the SHA-256 hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether a verifier matches.
    ///
    /// A verifier has 43 to 128 characters. All ASCII is accepted here, more than RFC 7636 allows, because the
    /// git-credential-oauth of Debian 12 sends some characters of base64.
    pub fn matches(&self, verifier: &str) -> bool {
        (43..=128).contains(&verifier.len())
            && verifier.bytes().all(|b| b.is_ascii_graphic())
            && bool::from(self.0.ct_eq(&hash(verifier)))
    }
}

/// The verifier with which the edge redeems a provider's code.
///
/// Zeroised when dropped.
#[derive(Clone, Eq, PartialEq)]
pub struct Verifier(Zeroizing<[u8; 32]>);

impl Verifier {
    /// A verifier of 32 random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(Zeroizing::new(random))
    }

    /// The random bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The verifier as text.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    /// The text of its challenge.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(hash(&self.text()))
    }
}

fn hash(verifier: &str) -> [u8; 32] {
    Sha256::digest(verifier.as_bytes()).into()
}
