//! JSON Web Tokens: what a token says, and which key its signature must be of (RFC 7515, 7517,
//! 7518, 7519, 8037).
//!
//! Nothing that a token says is true before its signature is: [`Claims::validate`] and
//! [`KeySet::select`] come first, and what they let through is verified with WebCrypto, with the
//! parameters that [`Key::algorithm`] stands for.

mod algorithm;
mod claims;
mod discovery;
mod error;
mod expected;
mod header;
pub(crate) mod json;
mod key;
mod key_set;
mod token;

pub use algorithm::Algorithm;
pub use claims::Claims;
pub(crate) use claims::EMAIL_VERIFIED;
pub use discovery::Discovery;
pub use error::JwtError;
pub use expected::{Expected, NotBefore};
pub use header::Header;
pub use key::Key;
pub use key_set::KeySet;
pub use token::Jwt;
