use serde_json::Value;

use super::error::shown;
use super::{Algorithm, Jwt, JwtError, Key, json};

/// The keys that an issuer publishes (RFC 7517, 5).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeySet {
    keys: Vec<Key>,
}

impl KeySet {
    /// The longest document that is worth reading, in bytes.
    pub const MAX_BYTES: usize = 256 << 10;

    /// Reads a JWKS. Keys that this edge could not verify with are left out: those of other
    /// algorithms or other uses, short RSA keys, symmetric ones, and any whose private part is
    /// there for all to read.
    ///
    /// # Errors
    ///
    /// [`JwtError::KeySet`] when the document is no key set, or too large a one.
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

    /// The keys that a token's signature can be of; it must verify with one of them. Never empty.
    ///
    /// # Errors
    ///
    /// [`JwtError::UnknownKey`] when the issuer may have a newer set, and otherwise the reason why
    /// no set would help.
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
