//! JSON Web Tokens: their claims, and the keys that verify them (RFC 7515, 7517, 7518, 7519, 8037).
//!
//! Nothing in a token can be trusted before its signature is verified: [`Claims::validate`] and [`KeySet::select`]
//! come first, then WebCrypto verifies the signature, with the parameters of [`Key::algorithm`].
//!
//! May import only `util`.

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
