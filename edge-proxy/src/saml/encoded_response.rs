use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{SamlResponse, rejected};
use crate::Error;

/// A response as it was posted, in base64. Anyone who has it can use it at AWS for five minutes, so that it is zeroised
/// when dropped, and never logged.
#[derive(Clone)]
pub struct EncodedResponse(Zeroizing<String>);

impl EncodedResponse {
    /// The longest response that STS accepts, in characters of base64.
    pub const MAX: usize = 100_000;

    /// Takes the form's field `SAMLResponse`. Some identity providers break its lines.
    ///
    /// # Errors
    ///
    /// [`Error::AssertionRejected`] if it is longer than [`Self::MAX`], or is not base64.
    pub fn parse(field: &str) -> Result<Self, Error> {
        let text: Zeroizing<String> = Zeroizing::new(
            field
                .chars()
                .filter(|c| !matches!(c, '\r' | '\n' | '\t' | ' '))
                .collect(),
        );
        if text.len() > Self::MAX {
            return Err(rejected(
                "The identity provider's response is longer than the 100,000 characters that AWS accepts. Ask the provider's administrators to send fewer roles or attributes.",
            ));
        }
        let is_base64 = text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
        match is_base64 && !text.is_empty() {
            true => Ok(Self(text)),
            false => Err(unreadable()),
        }
    }

    /// The base64 text, without line breaks.
    pub fn text(&self) -> &Zeroizing<String> {
        &self.0
    }

    /// Decodes and parses the response.
    ///
    /// # Errors
    ///
    /// Like [`SamlResponse::parse`], and for text that is not base64.
    pub fn read(&self) -> Result<SamlResponse, Error> {
        let bytes = STANDARD
            .decode(self.0.as_bytes())
            .map(Zeroizing::new)
            .map_err(|_| unreadable())?;
        let document = std::str::from_utf8(&bytes).map_err(|_| unreadable())?;
        SamlResponse::parse(document)
    }
}

pub(super) fn unreadable() -> Error {
    rejected(
        "The identity provider's response is not a SAML response that this edge can read. Run the git command again; if this repeats, tell the edge's operator the request id.",
    )
}
