//! The SSH public keys that IAM accepts: RSA, as an `ssh-rsa` line or in PEM.

mod der;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

use self::der::Numbers;

const ALGORITHM: &str = "ssh-rsa";
const BITS: std::ops::RangeInclusive<usize> = 2048..=16_384;

/// The two forms of PEM.
const PUBLIC_KEY: &str = "PUBLIC KEY";
const RSA_PUBLIC_KEY: &str = "RSA PUBLIC KEY";

/// How a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Ssh,
    Pem,
}

/// Why a key is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum KeyError {
    /// Neither `ssh-rsa` nor PEM.
    Unrecognized,
    /// In one of these encodings, but malformed.
    Malformed,
    /// A key of fewer or more bits than IAM accepts.
    Length(usize),
}

/// An RSA public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SshPublicKey {
    /// Big-endian without leading zeros, as is the exponent.
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl SshPublicKey {
    /// Reads the text of a public key file.
    pub(crate) fn parse(text: &str) -> Result<(Self, Encoding), KeyError> {
        let text = text.trim();
        let (key, encoding) = if text.split_ascii_whitespace().next() == Some(ALGORITHM) {
            (Self::from_line(text), Encoding::Ssh)
        } else if text.starts_with(&format!("-----BEGIN {PUBLIC_KEY}-----")) {
            let numbers =
                pem(text, PUBLIC_KEY).and_then(|it| der::read_subject_public_key_info(&it));
            (numbers.map(Self::from), Encoding::Pem)
        } else if text.starts_with(&format!("-----BEGIN {RSA_PUBLIC_KEY}-----")) {
            let numbers = pem(text, RSA_PUBLIC_KEY).and_then(|it| der::read_rsa_public_key(&it));
            (numbers.map(Self::from), Encoding::Pem)
        } else {
            return Err(KeyError::Unrecognized);
        };
        let key = key.filter(Self::has_usable_exponent);
        let key = key.ok_or(KeyError::Malformed)?;
        match key.bits() {
            bits if BITS.contains(&bits) => Ok((key, encoding)),
            bits => Err(KeyError::Length(bits)),
        }
    }

    /// `ssh-rsa`, the key in base64, and perhaps a comment.
    fn from_line(line: &str) -> Option<Self> {
        if line.contains('\n') {
            return None;
        }
        let blob = line.split_ascii_whitespace().nth(1)?;
        let blob = STANDARD.decode(blob).ok()?;
        let (algorithm, rest) = string(&blob)?;
        let (exponent, rest) = string(rest)?;
        let (modulus, rest) = string(rest)?;
        (algorithm == ALGORITHM.as_bytes() && rest.is_empty()).then_some(())?;
        Some(Self {
            modulus: positive(modulus)?,
            exponent: positive(exponent)?,
        })
    }

    fn has_usable_exponent(&self) -> bool {
        self.exponent.last().is_some_and(|it| it & 1 == 1) && self.exponent != [1]
    }

    fn bits(&self) -> usize {
        let unused = self.modulus.first().map_or(0, |it| it.leading_zeros());
        (self.modulus.len() * 8).saturating_sub(unused as usize)
    }

    /// The key as SSH sends it (RFC 4253).
    pub(crate) fn blob(&self) -> Vec<u8> {
        [
            written(ALGORITHM.as_bytes()),
            written(&signed(&self.exponent)),
            written(&signed(&self.modulus)),
        ]
        .concat()
    }

    /// The MD5 of the blob, as IAM shows it.
    pub(crate) fn fingerprint(&self) -> String {
        let digest = Md5::digest(self.blob());
        let bytes: Vec<_> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        bytes.join(":")
    }

    /// The line of a public key file, without a comment.
    pub(crate) fn to_line(&self) -> String {
        format!("{ALGORITHM} {}", STANDARD.encode(self.blob()))
    }

    pub(crate) fn to_pem(&self) -> String {
        let der = der::subject_public_key_info(&self.modulus, &self.exponent);
        let base64 = STANDARD.encode(der);
        let lines: Vec<_> = base64
            .as_bytes()
            .chunks(64)
            .map(String::from_utf8_lossy)
            .collect();
        format!(
            "-----BEGIN {PUBLIC_KEY}-----\n{}\n-----END {PUBLIC_KEY}-----\n",
            lines.join("\n")
        )
    }
}

impl From<Numbers> for SshPublicKey {
    fn from((modulus, exponent): Numbers) -> Self {
        Self { modulus, exponent }
    }
}

/// The content of a PEM file with this label.
fn pem(text: &str, label: &str) -> Option<Vec<u8>> {
    let base64: String = text
        .strip_prefix(&format!("-----BEGIN {label}-----"))?
        .strip_suffix(&format!("-----END {label}-----"))?
        .split_ascii_whitespace()
        .collect();
    STANDARD.decode(base64).ok()
}

/// The first string of SSH's wire format, and what follows it.
fn string(wire: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = wire.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

/// The digits of a positive number; SSH and DER write it the same way.
fn positive(number: &[u8]) -> Option<Vec<u8>> {
    match number {
        [0, digits @ ..] if digits.first()? & 0x80 != 0 => Some(digits.to_vec()),
        [1..=0x7f, ..] => Some(number.to_vec()),
        _ => None,
    }
}

/// The inverse of [`positive`].
fn signed(digits: &[u8]) -> Vec<u8> {
    let needs_zero = digits.first().is_some_and(|it| it & 0x80 != 0);
    let zero: &[u8] = if needs_zero { &[0] } else { &[] };
    [zero, digits].concat()
}

fn written(string: &[u8]) -> Vec<u8> {
    let length = u32::try_from(string.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), string].concat()
}

#[cfg(test)]
mod tests;
