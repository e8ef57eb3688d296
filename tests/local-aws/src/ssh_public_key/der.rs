//! DER, as far as RSA public keys need it.

use super::{positive, signed};

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// `rsaEncryption` (1.2.840.113549.1.1.1) with its `NULL` parameters.
const RSA_ENCRYPTION: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// Modulus and exponent, big-endian without leading zeros.
pub(super) type Numbers = (Vec<u8>, Vec<u8>);

/// Reads a `SubjectPublicKeyInfo` (RFC 5280); `None` if it is not one of an RSA key.
pub(super) fn read_subject_public_key_info(der: &[u8]) -> Option<Numbers> {
    let info = whole(SEQUENCE, der)?;
    let (algorithm, key) = element(SEQUENCE, info)?;
    if algorithm != RSA_ENCRYPTION {
        return None;
    }
    read_rsa_public_key(whole(BIT_STRING, key)?.strip_prefix(&[0])?)
}

/// Reads an `RSAPublicKey` (RFC 8017).
pub(super) fn read_rsa_public_key(der: &[u8]) -> Option<Numbers> {
    let (modulus, rest) = element(INTEGER, whole(SEQUENCE, der)?)?;
    Some((positive(modulus)?, positive(whole(INTEGER, rest)?)?))
}

/// Writes a `SubjectPublicKeyInfo`.
pub(super) fn subject_public_key_info(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = [integer(modulus), integer(exponent)].concat();
    let mut bits = vec![0];
    bits.extend(written(SEQUENCE, &numbers));
    let info = [
        written(SEQUENCE, RSA_ENCRYPTION),
        written(BIT_STRING, &bits),
    ];
    written(SEQUENCE, &info.concat())
}

/// The content of an element with this tag, and what follows it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = der.strip_prefix(&[tag])?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = bytes
                .iter()
                .fold(0, |length, byte| length << 8 | usize::from(*byte));
            // DER has one form for each length.
            if bytes.first() == Some(&0) || length < 0x80 {
                return None;
            }
            (length, rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

/// The content of an element after which nothing follows.
fn whole(tag: u8, der: &[u8]) -> Option<&[u8]> {
    let (content, rest) = element(tag, der)?;
    rest.is_empty().then_some(content)
}

fn integer(digits: &[u8]) -> Vec<u8> {
    written(INTEGER, &signed(digits))
}

fn written(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = length
        .iter()
        .position(|it| *it != 0)
        .unwrap_or(length.len());
    let digits = length.get(significant..).unwrap_or_default();
    let mut der = vec![tag];
    match digits {
        [] => der.push(0),
        [short @ ..=0x7f] => der.push(*short),
        long => {
            // At most eight.
            der.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            der.extend(long);
        }
    }
    der.extend(content);
    der
}
