//! RSA keys in ASN.1's encoding: PKCS#1 and SubjectPublicKeyInfo. Private keys are recognised, not read.

use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pkcs1::RsaPublicKeyRef;
use pkcs8::der::asn1::{AnyRef, BitStringRef, UintRef};
use pkcs8::der::{self, Decode, Encode, ErrorKind};
use pkcs8::spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};

use super::SshKeyError;
use super::rsa::RsaNumbers;

impl RsaNumbers {
    /// Decodes PKCS#1, the contents of `BEGIN RSA PUBLIC KEY`.
    pub(super) fn from_pkcs1(der: &[u8]) -> Result<Self, SshKeyError> {
        if is_private_der(der) {
            return Err(SshKeyError::Private("DER"));
        }
        let key = RsaPublicKeyRef::from_der(der).map_err(from_der_error)?;
        Self::new(key.modulus.as_bytes(), key.public_exponent.as_bytes())
    }

    /// Decodes a SubjectPublicKeyInfo, the contents of `BEGIN PUBLIC KEY`.
    pub(super) fn from_spki(der: &[u8]) -> Result<Self, SshKeyError> {
        if is_private_der(der) {
            return Err(SshKeyError::Private("DER"));
        }
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(from_der_error)?;
        match info.algorithm.oid {
            RSA_ENCRYPTION => {}
            EC_PUBLIC_KEY => return Err(SshKeyError::Ecdsa),
            ED25519 => return Err(SshKeyError::Ed25519),
            DSA => return Err(SshKeyError::Dsa),
            _ => return Err(SshKeyError::UnsupportedType),
        }
        match info.algorithm.parameters {
            Some(parameters) if parameters.is_null() => {}
            _ => return Err(SshKeyError::Malformed),
        }
        let key = info.subject_public_key.as_bytes();
        Self::from_pkcs1(key.ok_or(SshKeyError::Malformed)?)
    }

    /// Encodes a SubjectPublicKeyInfo.
    pub(super) fn to_spki(&self) -> Vec<u8> {
        self.try_to_spki().unwrap_or_default()
    }

    /// Fails only for lengths beyond DER's limit, which no accepted key has.
    fn try_to_spki(&self) -> der::Result<Vec<u8>> {
        let key = RsaPublicKeyRef {
            modulus: UintRef::new(self.modulus())?,
            public_exponent: UintRef::new(self.exponent())?,
        }
        .to_der()?;
        SubjectPublicKeyInfoRef {
            algorithm: AlgorithmIdentifierRef {
                oid: RSA_ENCRYPTION,
                parameters: Some(AnyRef::NULL),
            },
            subject_public_key: BitStringRef::from_bytes(&key)?,
        }
        .to_der()
    }
}

/// Whether the DER is that of a private key: of PKCS#1, PKCS#8 or SEC 1, which start with a version, or of encrypted
/// PKCS#8, which starts with an algorithm of PKCS#5 or PKCS#12.
fn is_private_der(der: &[u8]) -> bool {
    // A sequence, whose length may have three forms.
    let ([0x30, 0x82, _, _, contents @ ..]
    | [0x30, 0x81, _, contents @ ..]
    | [0x30, 0..=0x7f, contents @ ..]) = der
    else {
        return false;
    };
    let starts_with_version = matches!(contents, [0x02, 0x01, 0x00 | 0x01, ..]);
    let head = contents.get(..24).unwrap_or(contents);
    starts_with_version
        || [PKCS5, PKCS12]
            .iter()
            .any(|oid| head.windows(oid.len()).any(|part| part == *oid))
}

/// The same for base64 that may be cut off.
pub(super) fn is_private_der_in_base64(text: &str) -> bool {
    // Four characters are three bytes.
    text.get(..40)
        .and_then(|head| STANDARD.decode(head).ok())
        .is_some_and(|der| is_private_der(&der))
}

fn from_der_error(error: der::Error) -> SshKeyError {
    match error.kind() {
        ErrorKind::Incomplete { .. } => SshKeyError::Incomplete,
        ErrorKind::TrailingData { .. } => SshKeyError::TrailingBytes,
        _ => SshKeyError::Malformed,
    }
}

pub(super) const RSA_ENCRYPTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");
/// 1.2.840.113549.1.5
const PKCS5: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05];
/// 1.2.840.113549.1.12.1
const PKCS12: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];
