use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::{CanonicalRequest, CredentialScope, Hex, SigningKey, StringToSign, uri};
use crate::text::{contains, has_control};
use crate::{Credentials, Error, Region, Timestamp};

/// Signs an AWS API call with a key that is derived for it.
///
/// Add the returned headers to the request. Its own headers, including `Host`, must be sent unchanged.
///
/// # Errors
///
/// [`Error::InvalidRequest`] without a `Host` header, with a control character in the method, the path, the query or
/// a header's name, or with a header that signing adds. [`Error::CredentialsExpired`] if the credentials have expired
/// at the time of signing.
pub fn sign(
    request: &Request<'_>,
    credentials: &Credentials,
    options: &Options<'_>,
) -> Result<SignedHeaders, Error> {
    let key = SigningKey::derive(credentials.secret_access_key(), &options.scope());
    sign_with_key(&key, request, credentials, options)
}

/// Signs an AWS API call with a key that was derived before, from the same credentials and for [`Options::scope`].
///
/// # Errors
///
/// See [`sign`].
pub fn sign_with_key(
    key: &SigningKey,
    request: &Request<'_>,
    credentials: &Credentials,
    options: &Options<'_>,
) -> Result<SignedHeaders, Error> {
    request.check()?;
    credentials.refuse_expired(options.timestamp)?;

    let time = options.timestamp.text();
    let payload_hash = Hex::sha256(request.body);
    let mut headers = vec![("x-amz-date", time.clone())];
    if options.content_sha256 {
        headers.push(("x-amz-content-sha256", payload_hash.as_str().to_owned()));
    }
    let mut signed = headers.len();
    if let Some(token) = credentials.session_token() {
        headers.push((TOKEN_HEADER, token.to_owned()));
        if options.session_token == SessionTokenHeader::Signed {
            signed += 1;
        }
    }

    let path = match options.normalize_path {
        true => uri::normalize(request.path),
        false => request.path.to_owned(),
    };
    let canonical_request = CanonicalRequest::new(
        request,
        &path,
        headers.get(..signed).unwrap_or_default(),
        &payload_hash,
    );

    let scope = options.scope();
    let string_to_sign = StringToSign::new(&scope, &time, &canonical_request.hash());
    let signature = key.sign(&string_to_sign);
    let authorization = [
        "AWS4-HMAC-SHA256 Credential=",
        credentials.access_key_id(),
        "/",
        scope.as_str(),
        ", SignedHeaders=",
        canonical_request.signed_headers(),
        ", Signature=",
        signature.as_str(),
    ]
    .concat();
    headers.push(("authorization", authorization));

    Ok(SignedHeaders {
        canonical_request,
        string_to_sign,
        signature,
        headers,
    })
}

/// The request to send.
///
/// Headers, query and body may contain secrets, so `Debug` shows only the method and the path.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The path as sent, starting with its first `/`.
    pub path: &'a str,
    /// The query as sent, without its `?`.
    pub query: &'a str,
    /// The headers to sign, names and values, including `Host`.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

impl Request<'_> {
    /// Checks that the request can be signed.
    fn check(&self) -> Result<(), Error> {
        for (name, _) in self.headers {
            if name.is_empty() || has_control(name) || contains(name, b':') || contains(name, b' ')
            {
                return Err(Error::InvalidRequest(
                    "a header's name is empty or has an invalid character",
                ));
            }
        }

        let contains_header = |name: &&str| {
            let mut headers = self.headers.iter();
            headers.any(|(known, _)| known.eq_ignore_ascii_case(name))
        };
        let problem = if !contains_header(&"host") {
            "the `Host` header is missing, which every signature covers"
        } else if ADDED_HEADERS.iter().any(contains_header) {
            "the request has a header that signing adds: `Authorization`, `X-Amz-Date`, `X-Amz-Security-Token` or `X-Amz-Content-Sha256`"
        } else if self.method.is_empty() || has_control(self.method) {
            "the method is empty or has a control character"
        } else if !self.path.starts_with('/') || has_control(self.path) {
            "the path does not start with `/` or has a control character"
        } else if has_control(self.query) {
            "the query has a control character"
        } else {
            return Ok(());
        };

        Err(Error::InvalidRequest(problem))
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Where, when and how to sign.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The service's signing name, such as `sts`.
    pub service: &'a str,
    /// The region that the endpoint is in.
    pub region: &'a Region,
    /// The time of signing. AWS accepts a difference of some minutes, some services less.
    pub timestamp: Timestamp,
    /// Whether to normalize the path before signing, as every service but S3 does.
    pub normalize_path: bool,
    /// Whether to send the body's hash in `X-Amz-Content-Sha256`, which S3 requires and others accept.
    pub content_sha256: bool,
    /// What to do with the session token of temporary credentials.
    pub session_token: SessionTokenHeader,
}

impl Options<'_> {
    /// The scope of the signing key.
    pub fn scope(&self) -> CredentialScope<'_> {
        CredentialScope::new(self.timestamp, self.region, self.service)
    }
}

/// Whether the signature covers the header of the session token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SessionTokenHeader {
    /// Add it before signing, as nearly every service expects.
    Signed,
    /// Add it after signing; AWS IoT is the service that expects this.
    Unsigned,
}

/// A signature and its stages.
#[derive(Clone)]
pub struct SignedHeaders {
    canonical_request: CanonicalRequest,
    string_to_sign: StringToSign,
    signature: Hex,
    headers: Vec<(&'static str, String)>,
}

impl SignedHeaders {
    /// The headers to add to the request, with lower-case names; `authorization` is the last one.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// The canonical request, which contains the session token if that is signed.
    pub fn canonical_request(&self) -> &CanonicalRequest {
        &self.canonical_request
    }

    /// The string to sign.
    pub fn string_to_sign(&self) -> &StringToSign {
        &self.string_to_sign
    }

    /// The signature.
    pub fn signature(&self) -> &Hex {
        &self.signature
    }
}

impl fmt::Debug for SignedHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedHeaders")
            .field("string_to_sign", &self.string_to_sign)
            .finish_non_exhaustive()
    }
}

const ADDED_HEADERS: [&str; 4] = [
    "authorization",
    TOKEN_HEADER,
    "x-amz-content-sha256",
    "x-amz-date",
];
const TOKEN_HEADER: &str = "x-amz-security-token";
