//! What issued keys are made of.

use std::fmt;

use rand::seq::IndexedRandom;
use sha2::{Digest, Sha256};

/// How long a session token may be made, and how long it is unless asked for.
pub(crate) const TOKEN_BYTES: std::ops::RangeInclusive<usize> = 4..=16 * 1024;
pub(crate) const DEFAULT_TOKEN_BYTES: usize = 350;

/// How the tokens of IAM Identity Center go on after their kind.
const SSO_TOKEN: &str = "AAAAA";

const ID_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64URL_ALPHABET: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Without vowels, so that no code is a word.
const CODE_ALPHABET: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";

/// An id of AWS's kind: a prefix such as `ASIA` and random characters, 20 or 21 in all.
pub(crate) fn unique_id(prefix: &str, length: usize) -> String {
    let random = random(ID_ALPHABET, length.saturating_sub(prefix.len()));
    format!("{prefix}{random}")
}

/// An id that is always the same for the same random bytes.
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

pub(crate) fn git_password() -> String {
    format!("{}=", random(BASE64_ALPHABET, 43))
}

/// A session token in which each of the characters occurs that are escaped in a URL.
pub(crate) fn session_token(length: usize) -> String {
    format!("/+{}=", random(BASE64_ALPHABET, length.saturating_sub(3)))
}

/// The secret of a client of IAM Identity Center: it has the look of a JWT there, and their length.
pub(crate) fn client_secret() -> String {
    let part = |length| random(BASE64URL_ALPHABET, length);
    format!("eyJraWQi{}.eyJzZXJp{}.{}", part(60), part(600), part(64))
}

pub(crate) fn device_code() -> String {
    random(BASE64URL_ALPHABET, 86)
}

/// What a person reads from one screen and types on another.
pub(crate) fn user_code() -> String {
    let half = || random(CODE_ALPHABET, 4);
    format!("{}-{}", half(), half())
}

/// An access token (`aoa`) or a refresh token (`aor`) of IAM Identity Center.
pub(crate) fn sso_token(kind: &str) -> String {
    let part = |length| random(BASE64_ALPHABET, length);
    format!("{kind}{SSO_TOKEN}{}:{}", part(180), part(120))
}

/// Whether a word begins as those tokens do.
pub(crate) fn looks_like_sso_token(word: &str) -> bool {
    ["aoa", "aor"].iter().any(|kind| {
        word.strip_prefix(kind)
            .is_some_and(|it| it.starts_with(SSO_TOKEN))
    })
}

/// A token's digest: enough to know it again, and of no use to anyone who sees it.
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
