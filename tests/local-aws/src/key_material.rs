//! The material of issued keys.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rand::seq::IndexedRandom;
use sha2::{Digest, Sha256};

/// The longest session token, and the default length.
pub(crate) const TOKEN_BYTES: std::ops::RangeInclusive<usize> = 4..=16 * 1024;
pub(crate) const DEFAULT_TOKEN_BYTES: usize = 350;

/// What follows the prefix of IAM Identity Center's tokens.
const SSO_TOKEN: &str = "AAAAA";

const ID_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64URL_ALPHABET: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Without vowels, so codes spell no words.
const CODE_ALPHABET: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";

/// An id in AWS's form: a prefix such as `ASIA` and random characters, 20 or 21 in all.
pub(crate) fn unique_id(prefix: &str, length: usize) -> String {
    let random = random(ID_ALPHABET, length.saturating_sub(prefix.len()));
    format!("{prefix}{random}")
}

/// An id derived from the given random bytes.
pub(crate) fn derived_id(prefix: &str, length: usize, bytes: &[u8]) -> String {
    let derived: String = bytes
        .iter()
        .filter_map(|byte| ID_ALPHABET.get(usize::from(*byte) % ID_ALPHABET.len()))
        .map(|letter| char::from(*letter))
        .take(length.saturating_sub(prefix.len()))
        .collect();
    format!("{prefix}{derived}")
}

pub(crate) fn secret_access_key() -> String {
    random(BASE64_ALPHABET, 40)
}

/// The password of Git credentials: 32 random bytes in base64.
pub(crate) fn git_password() -> String {
    STANDARD.encode(rand::random::<[u8; 32]>())
}

/// A session token that contains every character that is escaped in a URL.
pub(crate) fn session_token(length: usize) -> String {
    format!("/+{}=", random(BASE64_ALPHABET, length.saturating_sub(3)))
}

/// The secret of an IAM Identity Center client, which looks like a JWT and is as long as one.
pub(crate) fn client_secret() -> String {
    let part = |length| random(BASE64URL_ALPHABET, length);
    format!("eyJraWQi{}.eyJzZXJp{}.{}", part(60), part(600), part(64))
}

pub(crate) fn device_code() -> String {
    random(BASE64URL_ALPHABET, 86)
}

/// The code that a user reads on one screen and types on another.
pub(crate) fn user_code() -> String {
    let half = || random(CODE_ALPHABET, 4);
    format!("{}-{}", half(), half())
}

/// An access token (`aoa`) or a refresh token (`aor`) of IAM Identity Center.
pub(crate) fn sso_token(kind: &str) -> String {
    let part = |length| random(BASE64_ALPHABET, length);
    format!("{kind}{SSO_TOKEN}{}:{}", part(180), part(120))
}

/// Whether a word has one of those tokens' prefixes.
pub(crate) fn looks_like_sso_token(word: &str) -> bool {
    ["aoa", "aor"].iter().any(|kind| {
        word.strip_prefix(kind)
            .is_some_and(|it| it.starts_with(SSO_TOKEN))
    })
}

/// A token's digest: it recognises the token and does not reveal it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(..)")
    }
}

fn random(alphabet: &[u8], length: usize) -> String {
    let mut rng = rand::rng();
    std::iter::repeat_with(|| alphabet.choose(&mut rng).copied().map_or('A', char::from))
        .take(length)
        .collect()
}
