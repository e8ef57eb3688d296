use serde_json::Value;

use super::error::shown;
use super::{Algorithm, Jwt, JwtError, Key, json};

/// The keys that an issuer publishes (RFC 7517, 5).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeySet {
    keys: Vec<Key>,
}

impl KeySet {
    /// The largest document that is read, in bytes.
    pub const MAX_BYTES: usize = 256 << 10;

    /// Parses a JWKS. Keys that the edge cannot verify with are left out: other algorithms, other uses, short RSA
    /// keys, symmetric keys, and keys whose private half is published.
    ///
    /// # Errors
    ///
    /// [`JwtError::KeySet`] if the document is not a key set, or is too large.
    pub fn parse(document: &[u8]) -> Result<Self, JwtError> {
        if document.len() > Self::MAX_BYTES {
            return Err(JwtError::KeySet("it is longer than 256 KiB"));
        }
        let members = json::object(document).ok_or(JwtError::KeySet("it is not a JSON object"))?;
        let Some(Value::Array(keys)) = members.get("keys") else {
            return Err(JwtError::KeySet("it has no list of `keys`"));
        };
        if keys.len() > MAX_KEYS {
            return Err(JwtError::KeySet("it has more than 100 keys"));
        }

        Ok(Self {
            keys: keys.iter().filter_map(Key::from_jwk).collect(),
        })
    }

    /// The usable keys.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The keys that may have signed a token; one of them must verify it. Never empty.
    ///
    /// # Errors
    ///
    /// [`JwtError::UnknownKey`] if a newer set may help, otherwise the reason why none would.
    pub fn select(&self, jwt: &Jwt) -> Result<Vec<&Key>, JwtError> {
        let header = jwt.header();
        let Some(algorithm) = Algorithm::parse(header.algorithm()) else {
            return Err(JwtError::Algorithm {
                seen: shown(header.algorithm()),
            });
        };

        let mut keys = match header.key_id() {
            Some(key_id) => self.named(key_id, algorithm)?,
            None => vec![self.only(algorithm)?],
        };
        keys.retain(|key| key.fits(jwt.signature()));
        match keys.is_empty() {
            true => Err(JwtError::SignatureInvalid),
            false => Ok(keys),
        }
    }

    fn named(&self, key_id: &str, algorithm: Algorithm) -> Result<Vec<&Key>, JwtError> {
        let mut keys: Vec<&Key> = self
            .keys
            .iter()
            .filter(|key| key.key_id() == Some(key_id))
            .collect();
        if keys.is_empty() {
            return Err(JwtError::UnknownKey {
                kid: Some(shown(key_id)),
            });
        }

        keys.retain(|key| key.algorithm() == algorithm);
        match keys.is_empty() {
            true => Err(JwtError::KeyAlgorithm {
                kid: shown(key_id),
                seen: algorithm,
            }),
            false => Ok(keys),
        }
    }

    fn only(&self, algorithm: Algorithm) -> Result<&Key, JwtError> {
        let mut keys = self.keys.iter().filter(|key| key.algorithm() == algorithm);
        match (keys.next(), keys.next()) {
            (Some(key), None) => Ok(key),
            (Some(_), Some(_)) => Err(JwtError::KeyNotNamed),
            (None, _) => Err(JwtError::UnknownKey { kid: None }),
        }
    }
}

const MAX_KEYS: usize = 100;
