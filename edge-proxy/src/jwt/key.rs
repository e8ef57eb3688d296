use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::Algorithm;

/// One of an issuer's public keys.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Key {
    algorithm: Algorithm,
    key_id: Option<String>,
    signature_length: usize,
    jwk: String,
}

impl Key {
    /// Parses a JWK; `None` if the edge cannot verify with it.
    pub(super) fn from_jwk(jwk: &Value) -> Option<Self> {
        let members = jwk.as_object()?;
        let key_id = match members.get("kid") {
            None => None,
            Some(key_id) => Some(key_id.as_str()?.to_owned()),
        };
        // Anyone can sign with a key whose private half is published.
        if PRIVATE.iter().any(|name| members.contains_key(*name)) || !is_for_verifying(members) {
            return None;
        }

        let text = |name: &str| members.get(name).and_then(Value::as_str);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
        // The members are sorted by name, as in RFC 7638.
        let (algorithm, signature_length, jwk) = match (text("kty")?, text("crv")) {
            ("RSA", _) => {
                let (n, e) = (bytes("n")?, bytes("e")?);
                let (n, e) = (unsigned(&n), unsigned(&e));
                if !is_strong_modulus(n) || !is_exponent(e) {
                    return None;
                }
                let [e, modulus] = [e, n].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
                let jwk = object(&[("e", &e), ("kty", "RSA"), ("n", &modulus)]);
                (Algorithm::Rs256, n.len(), jwk)
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (text("x")?, text("y")?);
                if bytes("x")?.len() != 32 || bytes("y")?.len() != 32 {
                    return None;
                }
                let jwk = object(&[("crv", "P-256"), ("kty", "EC"), ("x", x), ("y", y)]);
                (Algorithm::Es256, 64, jwk)
            }
            ("OKP", Some("Ed25519")) => {
                let x = text("x")?;
                if bytes("x")?.len() != 32 {
                    return None;
                }
                let jwk = object(&[("crv", "Ed25519"), ("kty", "OKP"), ("x", x)]);
                (Algorithm::EdDsa, 64, jwk)
            }
            _ => return None,
        };

        let fits = match members.get("alg") {
            None => true,
            Some(name) => Algorithm::parse(name.as_str()?) == Some(algorithm),
        };
        fits.then_some(Self {
            algorithm,
            key_id,
            signature_length,
            jwk,
        })
    }

    /// The key's algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// `kid`: the id by which tokens name the key.
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The key as a JWK with only its public members, for WebCrypto's `importKey("jwk", …)`.
    pub fn jwk(&self) -> &str {
        &self.jwk
    }

    /// Whether a signature has the right length for this key.
    pub fn fits(&self, signature: &[u8]) -> bool {
        signature.len() == self.signature_length
    }
}

/// RFC 7517, 4.2 and 4.3.
fn is_for_verifying(members: &Map<String, Value>) -> bool {
    let is_for_signatures = members.get("use").is_none_or(|usage| usage == "sig");
    let may_verify = members.get("key_ops").is_none_or(|operations| {
        operations
            .as_array()
            .is_some_and(|operations| operations.iter().any(|operation| operation == "verify"))
    });
    is_for_signatures && may_verify
}

/// Removes leading zero bytes. Some issuers keep the one that ASN.1 needs before a positive number.
fn unsigned(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}

fn is_strong_modulus(n: &[u8]) -> bool {
    // The first byte is not zero: 257 bytes are more than 2,048 bits, and 256 bytes are 2,048 if the first bit is
    // set.
    (257..=1024).contains(&n.len()) || n.len() == 256 && n[0] >= 0x80
}

/// The exponents that workerd accepts: 3 and 65,537.
fn is_exponent(e: &[u8]) -> bool {
    matches!(e, [3] | [1, 0, 1])
}

/// A JSON object of texts that need no escaping: base64url, or names from this file.
fn object(members: &[(&str, &str)]) -> String {
    let mut text = String::from("{");
    for (name, value) in members {
        if text.len() > 1 {
            text.push(',');
        }
        text.extend(["\"", name, "\":\"", value, "\""]);
    }
    text.push('}');
    text
}

/// The members of private and symmetric keys (RFC 7518, 6).
const PRIVATE: [&str; 8] = ["d", "dp", "dq", "k", "oth", "p", "q", "qi"];
