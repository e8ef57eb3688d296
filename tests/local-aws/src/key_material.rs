//! What issued keys are made of.

use rand::seq::IndexedRandom;

/// How long a session token may be made, and how long it is unless asked for.
pub(crate) const TOKEN_BYTES: std::ops::RangeInclusive<usize> = 4..=16 * 1024;
pub(crate) const DEFAULT_TOKEN_BYTES: usize = 350;

const ID_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// An id of AWS's kind: a prefix such as `ASIA` and random characters, 20 or 21 in all.
pub(crate) fn unique_id(prefix: &str, length: usize) -> String {
    let random = random(ID_ALPHABET, length.saturating_sub(prefix.len()));
    format!("{prefix}{random}")
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

fn random(alphabet: &[u8], length: usize) -> String {
    let mut rng = rand::rng();
    std::iter::repeat_with(|| alphabet.choose(&mut rng).copied().map_or('A', char::from))
        .take(length)
        .collect()
}
