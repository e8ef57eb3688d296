use alloc::string::String;
use core::fmt;

use super::{CanonicalHeaders, Hex, Request, uri};

/// The canonical form of a request, which both sides hash.
///
/// Prints as its bytes, which may include the session token. `Debug` therefore shows only the names of the headers.
#[derive(Clone, Eq, PartialEq)]
pub struct CanonicalRequest {
    text: String,
    signed_headers: String,
}

impl CanonicalRequest {
    pub(super) fn new(
        request: &Request<'_>,
        path: &str,
        added_headers: &[(&str, String)],
        payload_hash: &Hex,
    ) -> Self {
        let added = added_headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let headers = CanonicalHeaders::new(request.headers.iter().copied().chain(added));

        let mut text = String::new();
        text.extend([request.method, "\n"]);
        uri::encode_into(&mut text, path.as_bytes(), true);
        text.extend(["\n", &uri::canonical_query(request.query), "\n"]);

        let mut signed_headers = String::new();
        for (name, value) in headers.iter() {
            text.extend([name, ":", value, "\n"]);
            let separator = if signed_headers.is_empty() { "" } else { ";" };
            signed_headers.extend([separator, name]);
        }
        text.extend(["\n", &signed_headers, "\n", payload_hash.as_str()]);

        Self {
            text,
            signed_headers,
        }
    }

    /// The names of the signed headers, in order, joined by `;`.
    pub fn signed_headers(&self) -> &str {
        &self.signed_headers
    }

    /// The hash for the string to sign.
    pub fn hash(&self) -> Hex {
        Hex::sha256(self.text.as_bytes())
    }
}

impl fmt::Debug for CanonicalRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            text: _,
            signed_headers,
        } = self;
        f.debug_struct("CanonicalRequest")
            .field("signed_headers", signed_headers)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for CanonicalRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
