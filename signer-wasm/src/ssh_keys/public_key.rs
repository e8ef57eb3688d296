use alloc::string::String;
use core::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use md5::Md5;
use sha2::{Digest, Sha256};

use super::SshKeyError;
use super::armor::Block;
use super::input::{comment, normalize};
use super::key_line::{DATA, KeyStart};
use super::rsa::RsaNumbers;

/// An RSA public key that IAM accepts for CodeCommit.
///
/// ```
/// use signer_wasm::ssh_keys::{SshKeyError, SshPublicKey};
///
/// assert_eq!(SshPublicKey::parse("ssh-ed25519 AAAA"), Err(SshKeyError::Ed25519));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SshPublicKey {
    format: KeyFormat,
    numbers: RsaNumbers,
    comment: String,
}

impl SshPublicKey {
    /// Parses a pasted key: a line of a `.pub` file, PEM in both its forms, or an SSH2 block, with any
    /// line breaks, wrapped, with text around a block, with a byte order mark, as UTF-16 that was read as UTF-8.
    ///
    /// # Errors
    ///
    /// [`SshKeyError`] names the actual kind of text. Private keys are recognised first.
    pub fn parse(text: &str) -> Result<Self, SshKeyError> {
        let text = normalize(text)?;

        let mut blocks = Block::all(&text).peekable();
        let mut lines = KeyStart::all(&text).peekable();
        let (format, numbers, note) = match (blocks.peek(), lines.peek()) {
            (Some(block), None) => {
                let key = block.key();
                match (key, blocks.nth(1)) {
                    // Text that is not a key cannot be one of several keys.
                    (Err(SshKeyError::X509Certificate), _) => {
                        return Err(SshKeyError::X509Certificate);
                    }
                    (_, Some(_)) => return Err(SshKeyError::Several),
                    (key, None) => key?,
                }
            }
            (None, Some(start)) => {
                let key = start.key();
                if lines.nth(1).is_some() {
                    return Err(SshKeyError::Several);
                }
                let (numbers, comment) = key?;
                (KeyFormat::OpenSsh, numbers, comment)
            }
            (Some(_), Some(_)) => return Err(SshKeyError::Several),
            (None, None) => return Err(without_a_start(&text)),
        };

        let key = Self {
            format,
            numbers,
            comment: comment(&note),
        };
        match key.to_openssh().chars().count() > MAX_BODY {
            true => Err(SshKeyError::TooLong),
            false => Ok(key),
        }
    }

    pub(super) fn new(numbers: RsaNumbers, comment: String) -> Self {
        Self {
            format: KeyFormat::OpenSsh,
            numbers,
            comment,
        }
    }

    /// The form in which the key was given.
    pub fn format(&self) -> KeyFormat {
        self.format
    }

    /// The length of the modulus, 2,048 to 16,384.
    pub fn bits(&self) -> u32 {
        self.numbers.bits()
    }

    /// The comment; characters that IAM does not accept are replaced by question marks.
    pub fn comment(&self) -> &str {
        &self.comment
    }

    /// The key as one line, `ssh-rsa AAAA… comment`, without a line break.
    pub fn to_openssh(&self) -> String {
        let data = STANDARD.encode(self.numbers.to_ssh());
        match self.comment.as_str() {
            "" => ["ssh-rsa ", &data].concat(),
            comment => ["ssh-rsa ", &data, " ", comment].concat(),
        }
    }

    /// The key in PEM, as SubjectPublicKeyInfo (`BEGIN PUBLIC KEY`), without the comment.
    pub fn to_pem(&self) -> String {
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        push_wrapped(&mut pem, &STANDARD.encode(self.numbers.to_spki()), 64);
        pem.push_str("-----END PUBLIC KEY-----\n");
        pem
    }

    /// The MD5 fingerprint as IAM shows it: 47 characters of hex and colons.
    pub fn md5_fingerprint(&self) -> String {
        let mut text = String::with_capacity(47);
        for byte in Md5::digest(self.numbers.to_ssh()) {
            if !text.is_empty() {
                text.push(':');
            }
            text.push_str(&base16ct::lower::encode_string(&[byte]));
        }
        text
    }

    /// The SHA-256 fingerprint as OpenSSH shows it: `SHA256:` and base64.
    pub fn sha256_fingerprint(&self) -> String {
        let digest = Sha256::digest(self.numbers.to_ssh());
        ["SHA256:", &STANDARD_NO_PAD.encode(digest)].concat()
    }

    pub(super) fn numbers(&self) -> &RsaNumbers {
        &self.numbers
    }
}

impl fmt::Display for SshPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_openssh())
    }
}

/// The forms in which a public key is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyFormat {
    /// `ssh-rsa AAAA…`
    OpenSsh,
    /// PEM with `BEGIN RSA PUBLIC KEY`.
    Pkcs1,
    /// `---- BEGIN SSH2 PUBLIC KEY ----`, as PuTTY writes it.
    Rfc4716,
    /// PEM with `BEGIN PUBLIC KEY`.
    Spki,
}

impl KeyFormat {
    /// The name for JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenSsh => "openssh",
            Self::Pkcs1 => "pkcs1",
            Self::Rfc4716 => "rfc4716",
            Self::Spki => "spki",
        }
    }
}

/// Appends the text in lines of the given width.
pub(super) fn push_wrapped(out: &mut String, mut text: &str, width: usize) {
    while let Some((line, rest)) = text.split_at_checked(width) {
        out.push_str(line);
        out.push('\n');
        text = rest;
    }
    if !text.is_empty() {
        out.push_str(text);
        out.push('\n');
    }
}

fn without_a_start(text: &str) -> SshKeyError {
    let text = text.trim();
    // `MII`: a DER sequence of 256 to 65,535 bytes.
    match text.starts_with(DATA) || text.starts_with("MII") {
        true => SshKeyError::TypeMissing,
        false => SshKeyError::Unrecognized,
    }
}

/// Source: botocore's model, `publicKeyMaterialType`: at most 16,384 characters.
const MAX_BODY: usize = 16_384;
