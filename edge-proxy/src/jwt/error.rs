use std::fmt;

use super::Algorithm;

/// Why a token, or a document that its issuer publishes, is rejected.
///
/// [`fmt::Display`] gives sentences for the caller. Of the token they quote at most `iss`, `aud`, `alg` and `kid`,
/// shortened and in printable ASCII.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum JwtError {
    /// The edge does not support the algorithm: `none` or `HS256`, for example.
    Algorithm {
        /// The token's `alg`.
        seen: String,
    },
    /// None of the token's audiences is accepted.
    Audience {
        /// The first audience in the token.
        seen: String,
        /// The first accepted audience.
        expected: Option<String>,
    },
    /// The issuer's discovery document cannot be used; the text says why.
    Discovery(&'static str),
    /// The token has expired.
    Expired {
        /// Seconds since it expired.
        seconds: u64,
    },
    /// The token is not signed with a private key, so that anyone could have made it.
    Forgeable {
        /// The token's `alg`.
        seen: String,
    },
    /// Another issuer issued the token.
    Issuer {
        /// The token's `iss`.
        seen: String,
        /// The expected issuer.
        expected: String,
    },
    /// The key that the token names is for another algorithm.
    KeyAlgorithm {
        /// The token's `kid`.
        kid: String,
        /// The algorithm of the token's `alg`.
        seen: Algorithm,
    },
    /// The token names no key, and its issuer has several.
    KeyNotNamed,
    /// The issuer's key set cannot be parsed; the text says why.
    KeySet(&'static str),
    /// The token cannot be parsed; the text says why.
    Malformed(&'static str),
    /// A required claim is missing.
    MissingClaim(&'static str),
    /// The token is not yet valid.
    NotYetValid {
        /// Seconds until the token is valid.
        seconds: u64,
    },
    /// No key of the issuer verifies the signature.
    SignatureInvalid,
    /// None of the issuer's keys matches the token's. A newer key set may have one that does.
    UnknownKey {
        /// The token's `kid`.
        kid: Option<String>,
    },
}

impl fmt::Display for JwtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm { seen } => write!(
                f,
                "The token's algorithm is `{seen}`, and this edge verifies only RS256, ES256 and EdDSA. Have the identity provider sign with one of these."
            ),
            Self::Audience { seen, expected } => {
                write!(f, "The token is for the audience `{seen}`")?;
                match expected {
                    Some(expected) => write!(
                        f,
                        ", and this edge accepts only `{expected}`. Ask the identity provider for a token with this audience."
                    ),
                    None => f.write_str(", and this edge accepts no audience. Its operator must set one."),
                }
            }
            Self::Discovery(problem) => {
                write!(f, "The identity provider's metadata cannot be used: {problem}.")
            }
            Self::Expired { seconds } => write!(
                f,
                "The token expired {seconds} seconds ago. Get a new one from the identity provider and try again."
            ),
            Self::Forgeable { seen } => write!(
                f,
                "The token's algorithm is `{seen}`, so anyone who can read a token could have made it. Have the identity provider sign with RS256 or ES256."
            ),
            Self::Issuer { seen, expected } => write!(
                f,
                "The token's issuer is `{seen}`, and this edge accepts only `{expected}`. Use a token from that issuer; a trailing slash matters."
            ),
            Self::KeyAlgorithm { kid, seen } => write!(
                f,
                "The token says that it is signed with {}, but its issuer's key `{kid}` is for another algorithm. Get a new token from the identity provider.",
                seen.name()
            ),
            Self::KeyNotNamed => f.write_str(
                "The token does not say which of its issuer's keys it is signed with. Have the identity provider name it, as `kid` in the header.",
            ),
            Self::KeySet(problem) => {
                write!(f, "The identity provider's keys cannot be read: {problem}.")
            }
            Self::Malformed(problem) => write!(
                f,
                "The token cannot be read: {problem}. Send it complete, as the identity provider issued it."
            ),
            Self::MissingClaim(name) => write!(
                f,
                "The token has no `{name}`, which this edge requires. Have the identity provider add it."
            ),
            Self::NotYetValid { seconds } => write!(
                f,
                "The token becomes valid in {seconds} seconds. Try again then; if it should be valid now, the identity provider's clock is ahead."
            ),
            Self::SignatureInvalid => f.write_str(
                "The token's signature was not made with a key of its issuer. Send the token unchanged, as the identity provider issued it.",
            ),
            Self::UnknownKey { kid: Some(kid) } => write!(
                f,
                "The token is signed with the key `{kid}`, which its issuer does not publish. Get a new token from the identity provider."
            ),
            Self::UnknownKey { kid: None } => f.write_str(
                "The issuer publishes no key of the token's algorithm. Get a new token from the identity provider.",
            ),
        }
    }
}

impl std::error::Error for JwtError {}

/// A quotable form of a part of a token: shortened, and without characters that affect a terminal.
pub(super) fn shown(text: &str) -> String {
    let printable = |c: char| match c {
        ' '..='~' => c,
        _ => '?',
    };
    let mut shown: String = text.chars().take(MAX_SHOWN).map(printable).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

const MAX_SHOWN: usize = 60;
