use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Claims, Header, JwtError, json};

/// A signed token in its compact form (RFC 7515, 7.1), not yet verified.
///
/// Zeroised when dropped. `Debug` shows the algorithm, the key and the issuer; equality takes constant time.
#[derive(Clone)]
pub struct Jwt {
    text: Zeroizing<String>,
    header: Header,
    claims: Claims,
    signature: Zeroizing<Vec<u8>>,
}

impl Jwt {
    /// Whether a credential looks like a token: three parts in base64url, the first of them a JSON object. The
    /// signature may be empty, so that an unsigned token is rejected as one.
    pub fn is_shaped(text: &str) -> bool {
        let is_base64url = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        text.starts_with("eyJ")
            && parts(text).is_some_and(|[header, claims, signature]| {
                !claims.is_empty()
                    && [header, claims, signature]
                        .iter()
                        .all(|part| part.bytes().all(is_base64url))
            })
    }

    /// Parses a token.
    ///
    /// # Errors
    ///
    /// [`JwtError::Malformed`], with the problem.
    pub fn parse(text: &str) -> Result<Self, JwtError> {
        if text.len() > MAX_CHARACTERS {
            return Err(JwtError::Malformed(
                "it is longer than the 20,000 characters that AWS accepts",
            ));
        }
        let [header, claims, signature] = parts(text).ok_or(JwtError::Malformed(
            "it is not three parts with dots between them",
        ))?;

        let header = object(header).ok_or(JwtError::Malformed(
            "its header is not a JSON object in unpadded base64url without duplicate names",
        ))?;
        let claims = object(claims).ok_or(JwtError::Malformed(
            "its claims are not a JSON object in unpadded base64url without duplicate names",
        ))?;
        let signature = decode(signature).ok_or(JwtError::Malformed(
            "its signature is not in unpadded base64url",
        ))?;

        Ok(Self {
            text: Zeroizing::new(text.to_owned()),
            header: Header::from_members(&header)?,
            claims: Claims::from_members(claims)?,
            signature,
        })
    }

    /// The whole text. It is secret: anyone who has it can act as the subject.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signed part: the header and the claims, as received.
    pub fn signing_input(&self) -> &str {
        self.text
            .rsplit_once('.')
            .map_or("", |(signed, _signature)| signed)
    }

    /// The signature's bytes.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The decoded header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The decoded claims, not yet verified.
    pub fn claims(&self) -> &Claims {
        &self.claims
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("alg", &self.header.algorithm())
            .field("kid", &self.header.key_id())
            .field("iss", &self.claims.issuer())
            .finish_non_exhaustive()
    }
}

impl Eq for Jwt {}

impl PartialEq for Jwt {
    fn eq(&self, other: &Self) -> bool {
        self.text.as_bytes().ct_eq(other.text.as_bytes()).into()
    }
}

fn parts(text: &str) -> Option<[&str; 3]> {
    let mut parts = text.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn object(part: &str) -> Option<Map<String, Value>> {
    json::object(&decode(part)?)
}

fn decode(part: &str) -> Option<Zeroizing<Vec<u8>>> {
    URL_SAFE_NO_PAD.decode(part).ok().map(Zeroizing::new)
}

/// The longest token that STS accepts.
const MAX_CHARACTERS: usize = 20_000;
