//! SSH keys for the tests, written without the code under test. Their numbers are as long as real ones, and nothing
//! else: no test here computes with them.

use base64ct::{Base64, Encoding};

pub const EXPONENT: &[u8] = &[1, 0, 1];

/// An odd number with exactly this many bits.
pub fn number(bits: usize, seed: u8) -> Vec<u8> {
    let len = bits.div_ceil(8);
    let mut state = u32::from(seed) + 1;
    let mut bytes: Vec<u8> = (0..len)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let top = (bits - 1) % 8;
    bytes[0] = bytes[0] & ((1 << top) - 1) | (1 << top);
    bytes[len - 1] |= 1;
    bytes
}

pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

pub fn decode_base64(text: &str) -> Vec<u8> {
    let text: String = text.split_whitespace().collect();
    Base64::decode_vec(&text).expect("base64")
}

/// A `string` of SSH's encoding.
pub fn string(bytes: &[u8]) -> Vec<u8> {
    let len = u32::try_from(bytes.len()).expect("a short string");
    [&len.to_be_bytes(), bytes].concat()
}

/// An `mpint` of SSH's encoding.
pub fn mpint(number: &[u8]) -> Vec<u8> {
    match number.first() {
        Some(0x80..) => string(&[&[0], number].concat()),
        _ => string(number),
    }
}

pub fn blob(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    [string(b"ssh-rsa"), mpint(exponent), mpint(modulus)].concat()
}

/// A line without a comment.
pub fn line(bits: usize) -> String {
    line_of(&blob(&number(bits, 0), EXPONENT))
}

pub fn line_of(blob: &[u8]) -> String {
    format!("ssh-rsa {}", base64(blob))
}

/// DER with a tag.
pub fn der(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let contents = contents.concat();
    let len = contents.len();
    let mut out = vec![tag];
    match len {
        0..=0x7f => out.push(len as u8),
        0x80..=0xff => out.extend([0x81, len as u8]),
        _ => out.extend([0x82, (len >> 8) as u8, len as u8]),
    }
    out.extend(contents);
    out
}

pub fn integer(number: &[u8]) -> Vec<u8> {
    match number.first() {
        Some(0x80..) => der(2, &[&[0], number]),
        _ => der(2, &[number]),
    }
}

pub fn pkcs1(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    der(0x30, &[&integer(modulus), &integer(exponent)])
}

/// An AlgorithmIdentifier of the OID's contents, with NULL parameters.
pub fn algorithm(oid: &[u8]) -> Vec<u8> {
    der(0x30, &[&der(6, &[oid]), &[5, 0]])
}

/// 1.2.840.113549.1.1.1
pub const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];

pub fn spki(oid: &[u8], key: &[u8]) -> Vec<u8> {
    der(0x30, &[&algorithm(oid), &der(3, &[&[0], key])])
}

/// The numbers of a private key: n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p.
pub fn private_numbers(bits: usize) -> [Vec<u8>; 8] {
    let part = |seed| number(bits / 2, seed);
    [
        number(bits, 0),
        EXPONENT.to_vec(),
        number(bits - 3, 1),
        part(2),
        part(3),
        part(4),
        part(5),
        number(bits / 2 - 9, 6),
    ]
}

pub fn pkcs8(oid: &[u8], numbers: &[Vec<u8>]) -> Vec<u8> {
    let integers: Vec<Vec<u8>> = numbers.iter().map(|number| integer(number)).collect();
    let version = integer(&[0]);
    let mut parts = vec![&version[..]];
    parts.extend(integers.iter().map(|integer| &integer[..]));
    let key = der(0x30, &parts);
    der(0x30, &[&version, &algorithm(oid), &der(4, &[&key])])
}

/// A block with lines of 64 characters.
pub fn pem(label: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}-----END {label}-----\n",
        wrapped(&base64(der), 64, "\n")
    )
}

/// The text in lines of the given width, each with the line break.
pub fn wrapped(text: &str, width: usize, line_break: &str) -> String {
    text.as_bytes()
        .chunks(width)
        .map(|line| std::str::from_utf8(line).expect("ASCII").to_owned() + line_break)
        .collect()
}

/// An SSH2 block with the headers, each of which ends with a line break.
pub fn rfc4716(blob: &[u8], headers: &str) -> String {
    format!(
        "---- BEGIN SSH2 PUBLIC KEY ----\n{headers}{}---- END SSH2 PUBLIC KEY ----\n",
        wrapped(&base64(blob), 70, "\n")
    )
}

/// UTF-16 as it reads as UTF-8, without the byte order mark.
pub fn with_nuls(text: &str) -> String {
    text.chars().flat_map(|c| [c, '\0']).collect()
}
