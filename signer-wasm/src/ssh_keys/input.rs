//! Normalises a pasted or dropped text before it is parsed as a key, and rejects private keys.

use alloc::string::String;

use zeroize::Zeroizing;

use super::SshKeyError;
use super::asn1::is_private_der_in_base64;

/// A text with plain line breaks and nothing around it. It may be a private key, so it is zeroised.
///
/// # Errors
///
/// For a private key in any form, before anything else is looked at, and for an empty or too long text.
pub(super) fn normalize(text: &str) -> Result<Zeroizing<String>, SshKeyError> {
    // PowerShell's `>` writes UTF-16, which reads as UTF-8 with NULs.
    let utf16 = text.contains('\0');
    // The line breaks and the other characters never grow.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut previous = '\n';
    for character in text.chars() {
        match character {
            '\n' if previous == '\r' => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => plain.push('\n'),
            '\u{feff}' | '\u{200b}' => {}
            '\0' | char::REPLACEMENT_CHARACTER if utf16 => {}
            '\t' | '\u{a0}' => plain.push(' '),
            other => plain.push(other),
        }
        previous = character;
    }

    if let Some(form) = private_form(&plain) {
        Err(SshKeyError::Private(form))
    } else if plain.trim().is_empty() {
        Err(SshKeyError::Empty)
    } else if plain.len() > MAX_INPUT {
        Err(SshKeyError::TooLong)
    } else {
        Ok(plain)
    }
}

/// The form of a private key in the text, even if it is damaged.
fn private_form(text: &str) -> Option<&'static str> {
    for (at, _) in text.match_indices(is_b) {
        let Some(label) = text
            .get(at..)
            .and_then(|rest| strip_prefix_ignore_case(rest, "BEGIN "))
        else {
            continue;
        };
        let label: String = label.chars().take(MAX_LABEL).collect();
        let label = label.to_ascii_uppercase();
        let label = label.split(['-', '\n']).next().unwrap_or_default();
        if label.contains("PRIVATE KEY") {
            return Some(match label.trim() {
                "OPENSSH PRIVATE KEY" => "OpenSSH",
                "RSA PRIVATE KEY" => "PKCS#1",
                "PRIVATE KEY" => "PKCS#8",
                "ENCRYPTED PRIVATE KEY" => "encrypted PKCS#8",
                "EC PRIVATE KEY" => "SEC 1",
                "DSA PRIVATE KEY" => "DSA in PEM",
                "SSH2 ENCRYPTED PRIVATE KEY" => "ssh.com",
                _ => "PEM",
            });
        }
    }

    if text.contains("PuTTY-User-Key-File-") || text.contains("Private-Lines:") {
        Some("PuTTY")
    } else if text.contains("\"kty\"") && text.contains("\"d\"") {
        Some("JWK")
    } else if text
        .split_whitespace()
        .any(|word| word.starts_with(OPENSSH_MAGIC_IN_BASE64) || is_private_der_in_base64(word))
    {
        Some("without its first line")
    } else {
        None
    }
}

fn is_b(character: char) -> bool {
    matches!(character, 'B' | 'b')
}

fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// A comment as IAM accepts it in a key's body: other characters are replaced.
///
/// Source: botocore's model, `publicKeyMaterialType`: `[\u0009\u000A\u000D\u0020-\u00FF]+`.
pub(super) fn comment(text: &str) -> String {
    text.trim()
        .chars()
        .map(|character| match is_comment_character(character) {
            true => character,
            false => '?',
        })
        .collect()
}

/// Whether IAM accepts the character and terminals do not interpret it.
pub(super) fn is_comment_character(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{ff}')
}

/// The longest key that is accepted has 2.8 kB; this leaves room for wrapped lines, UTF-16 and explanations.
const MAX_INPUT: usize = 65_536;
/// Of the label of a PEM block.
const MAX_LABEL: usize = 40;
/// `openssh-key-v1\0` without its last bits.
const OPENSSH_MAGIC_IN_BASE64: &str = "b3BlbnNzaC1rZXktdjE";
