use signer_wasm::Region;

use crate::Error;

/// The parts of a call's `Authorization` header, as AWS's SDKs write it:
/// `AWS4-HMAC-SHA256 Credential={key}/{date}/{region}/{service}/aws4_request, SignedHeaders={names}, Signature={hex}`.
///
/// Only AWS can verify the signature. The edge reads the caller and the endpoint from it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CallAuthorization<'a> {
    /// The access key id.
    pub access_key_id: &'a str,
    /// The region in the credential scope.
    pub region: Region,
    /// The service in the credential scope.
    pub service: &'a str,
    signed_headers: &'a str,
}

impl<'a> CallAuthorization<'a> {
    /// Parses the header's value.
    ///
    /// # Errors
    ///
    /// [`Error::CallNotSigned`], or [`Error::BadRegion`] if the scope has something else in the region's place.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let (credential, rest) = text
            .strip_prefix("AWS4-HMAC-SHA256 Credential=")
            .and_then(|rest| rest.split_once(','))
            .ok_or_else(not_signed)?;
        let (signed_headers, rest) = parameter(rest, "SignedHeaders=")
            .and_then(|rest| rest.split_once(','))
            .ok_or_else(not_signed)?;
        let signature = parameter(rest, "Signature=").ok_or_else(not_signed)?;

        let scope: Vec<&str> = credential.split('/').collect();
        let &[access_key_id, date, region, service, "aws4_request"] = scope.as_slice() else {
            return Err(not_signed());
        };
        let is_well_formed = is_access_key_id(access_key_id)
            && date.len() == 8
            && date.bytes().all(|b| b.is_ascii_digit())
            && signature.len() == 64
            && signature.bytes().all(is_lower_hex)
            && signed_headers.split(';').all(is_header_name);
        if !is_well_formed {
            return Err(not_signed());
        }

        Ok(Self {
            access_key_id,
            region: Region::parse(region).map_err(|_| {
                Error::BadRegion(
                    "The credential scope in the Authorization header has no valid region. Sign the call for a region such as eu-west-1.".into(),
                )
            })?,
            service,
            signed_headers,
        })
    }

    /// The names of the headers that the signature covers.
    pub fn signed_headers(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.signed_headers.split(';')
    }
}

/// The value of the next parameter. SDKs write a space before its name.
fn parameter<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.strip_prefix(' ').unwrap_or(text).strip_prefix(name)
}

fn is_access_key_id(text: &str) -> bool {
    (16..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_header_name(text: &str) -> bool {
    let is_allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(is_allowed)
}

fn is_lower_hex(b: u8) -> bool {
    b.is_ascii_digit() || (b'a'..=b'f').contains(&b)
}

fn not_signed() -> Error {
    Error::CallNotSigned("The Authorization header is not an AWS signature. Sign the call with Signature Version 4, in this header: AWS4-HMAC-SHA256 Credential={access key id}/{date}/{region}/{service}/aws4_request, SignedHeaders={names}, Signature={signature}.".into())
}
