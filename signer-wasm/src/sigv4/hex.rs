use alloc::string::String;
use core::fmt;

use sha2::{Digest, Sha256};

/// The lower-case hex of 32 bytes: a SHA-256 digest or a signature.
#[derive(Clone, Eq, PartialEq)]
pub struct Hex(String);

impl Hex {
    /// Encodes the bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(base16ct::lower::encode_string(bytes))
    }

    /// The SHA-256 of some bytes.
    pub fn sha256(bytes: &[u8]) -> Self {
        Self::new(&Sha256::digest(bytes).0)
    }

    /// The 64 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
