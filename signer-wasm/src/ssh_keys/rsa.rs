//! The modulus and exponent of an RSA public key, and their encoding in SSH. No arithmetic is done on them.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use ssh_encoding::{Decode, Encode, Mpint, Reader};

use super::SshKeyError;
use super::key_type::KeyType;

/// The two numbers of an RSA public key, big-endian without leading zeros.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct RsaNumbers {
    modulus: Box<[u8]>,
    exponent: Box<[u8]>,
}

impl RsaNumbers {
    /// Checks the modulus and the exponent against IAM's limits and RSA's requirements.
    pub(super) fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, SshKeyError> {
        let numbers = Self {
            modulus: modulus.into(),
            exponent: exponent.into(),
        };
        let bits = numbers.bits();
        if bits < MIN_BITS {
            Err(SshKeyError::TooFewBits { bits })
        } else if bits > MAX_BITS {
            Err(SshKeyError::TooManyBits { bits })
        } else if !is_odd(modulus) {
            Err(SshKeyError::Malformed)
        } else if !is_odd(exponent) || exponent == [1] || exponent.len() >= modulus.len() {
            Err(SshKeyError::Exponent)
        } else {
            Ok(numbers)
        }
    }

    pub(super) fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    pub(super) fn exponent(&self) -> &[u8] {
        &self.exponent
    }

    /// The length of the modulus.
    pub(super) fn bits(&self) -> u32 {
        let zeros = self.modulus.first().map_or(0, |byte| byte.leading_zeros());
        // No input is long enough to overflow.
        (self.modulus.len() as u32 * 8).saturating_sub(zeros)
    }

    /// Decodes the data of an `ssh-rsa` key.
    pub(super) fn from_ssh(mut blob: &[u8]) -> Result<Self, SshKeyError> {
        if blob.starts_with(OPENSSH_MAGIC) {
            return Err(SshKeyError::Private("OpenSSH"));
        }
        let reader = &mut blob;
        let name = String::decode(reader).map_err(|error| from_ssh_error(&error))?;
        match KeyType::from_name(&name) {
            Some(KeyType::Rsa) => {}
            _ => return Err(SshKeyError::TypeMismatch),
        }
        let exponent = Mpint::decode(reader).map_err(|error| from_ssh_error(&error))?;
        let modulus = Mpint::decode(reader).map_err(|error| from_ssh_error(&error))?;
        if !reader.is_finished() {
            return Err(SshKeyError::TrailingBytes);
        }
        match (modulus.as_positive_bytes(), exponent.as_positive_bytes()) {
            (Some(modulus), Some(exponent)) => Self::new(modulus, exponent),
            _ => Err(SshKeyError::Malformed),
        }
    }

    /// The data of an `ssh-rsa` key, over which its fingerprints are computed.
    pub(super) fn to_ssh(&self) -> Vec<u8> {
        let mut blob = Vec::new();
        // Writing to a `Vec` fails only for lengths beyond 32 bits.
        let _ = "ssh-rsa"
            .encode(&mut blob)
            .and_then(|()| Mpint::from_positive_bytes(&self.exponent).encode(&mut blob))
            .and_then(|()| Mpint::from_positive_bytes(&self.modulus).encode(&mut blob));
        blob
    }
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|byte| byte % 2 == 1)
}

fn from_ssh_error(error: &ssh_encoding::Error) -> SshKeyError {
    match error {
        ssh_encoding::Error::Length => SshKeyError::Incomplete,
        _ => SshKeyError::Malformed,
    }
}

const MIN_BITS: u32 = 2_048;
const MAX_BITS: u32 = 16_384;
pub(super) const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";
