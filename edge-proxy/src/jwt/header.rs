use serde_json::{Map, Value};

use super::JwtError;

/// A token's header.
///
/// Keys that a header contains or points to (`jwk`, `jku`, `x5c`, `x5u`) are ignored: the signer of a token does not
/// choose the key that verifies it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Header {
    algorithm: String,
    key_id: Option<String>,
}

impl Header {
    pub(super) fn from_members(members: &Map<String, Value>) -> Result<Self, JwtError> {
        // RFC 7515, 4.1.11: tokens with critical extensions that the reader does not know must be rejected.
        if members.contains_key("crit") || members.contains_key("b64") {
            return Err(JwtError::Malformed(
                "its header names an extension (`crit` or `b64`), but this edge supports none",
            ));
        }
        let Some(Value::String(algorithm)) = members.get("alg") else {
            return Err(JwtError::Malformed("its header has no `alg` that is text"));
        };
        let key_id = match members.get("kid") {
            None => None,
            Some(Value::String(key_id)) => Some(key_id.clone()),
            Some(_) => return Err(JwtError::Malformed("the `kid` of its header is not text")),
        };
        Ok(Self {
            algorithm: algorithm.clone(),
            key_id,
        })
    }

    /// `alg`, which may name an algorithm that the edge does not know.
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// `kid`: the id of the key that signed the token.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }
}
