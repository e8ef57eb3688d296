//! Signature Version 4 for AWS API calls, in `Authorization` headers.
//!
//! The stages of the specification, each a file and a type: [`CanonicalRequest`] → [`StringToSign`] over a
//! [`CredentialScope`] → [`SigningKey`] → the signature in lower-case hex.
//!
//! Source: AWS, "Create a signed AWS API request".

mod canonical_headers;
mod canonical_request;
mod hex;
mod request;
mod scope;
mod signing_key;
mod string_to_sign;
mod uri;

use canonical_headers::CanonicalHeaders;
pub use canonical_request::CanonicalRequest;
pub use hex::Hex;
pub use request::{Options, Request, SessionTokenHeader, SignedHeaders, sign, sign_with_key};
pub use scope::CredentialScope;
pub use signing_key::SigningKey;
pub use string_to_sign::StringToSign;
