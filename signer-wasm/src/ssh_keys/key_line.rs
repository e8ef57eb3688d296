//! A line such as `ssh-rsa AAAA… comment`, which may have been wrapped.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::SshKeyError;
use super::key_type::KeyType;
use super::rsa::RsaNumbers;

/// Where a line with a key starts.
pub(super) struct KeyStart<'a> {
    key_type: KeyType,
    /// The text before it in the line.
    before: &'a str,
    /// The lines before it.
    lines_before: &'a str,
    /// All that follows the name of the type.
    rest: &'a str,
}

impl<'a> KeyStart<'a> {
    /// The places in the text where a key starts: with a type at the start of a line, or with a type and data within.
    pub(super) fn all(text: &'a str) -> impl Iterator<Item = Self> {
        let mut line_start = 0;
        let mut at = 0;
        text.split([' ', '\n']).filter_map(move |word| {
            let start = at;
            at += word.len() + 1;
            let (lines_before, line) = text.split_at_checked(line_start)?;
            let before = line.get(..start - line_start)?;
            if text.as_bytes().get(at - 1) == Some(&b'\n') {
                line_start = at;
            }

            if word.is_empty() {
                return None;
            }
            let rest = text.get(start + word.len()..)?;
            let key_type = if rest.trim_start().starts_with(DATA) {
                KeyType::from_name_with_data(word)?
            } else if before.trim().is_empty() {
                KeyType::from_name(word)?
            } else {
                return None;
            };
            Some(Self {
                key_type,
                before,
                lines_before,
                rest,
            })
        })
    }

    /// The key, with its comment.
    pub(super) fn key(&self) -> Result<(RsaNumbers, String), SshKeyError> {
        self.key_type.require_rsa()?;
        if !self.before.trim().is_empty() {
            return Err(SshKeyError::Options);
        }
        if !is_only_notes(self.lines_before) {
            return Err(SshKeyError::ExtraText);
        }

        let (data, comment) = data_and_comment(self.rest)?;
        let blob = decode_base64(&data)?;
        Ok((RsaNumbers::from_ssh(&blob)?, comment))
    }
}

impl RsaNumbers {
    /// Rejects data of another type, by its name within.
    pub(super) fn require_rsa(blob: &[u8]) -> Result<(), SshKeyError> {
        let name = blob
            .split_first_chunk()
            .and_then(|(len, rest)| rest.get(..u32::from_be_bytes(*len) as usize))
            .and_then(|name| core::str::from_utf8(name).ok());
        match name.map(KeyType::from_name) {
            Some(Some(key_type)) => key_type.require_rsa(),
            Some(None) => Err(SshKeyError::UnsupportedType),
            None => Err(SshKeyError::Incomplete),
        }
    }
}

/// Whether there are only empty lines and lines that start with `#`.
fn is_only_notes(lines: &str) -> bool {
    lines
        .lines()
        .map(str::trim)
        .all(|line| line.is_empty() || line.starts_with('#'))
}

/// The base64, which a space ends and a line break does not, and the comment.
fn data_and_comment(rest: &str) -> Result<(String, String), SshKeyError> {
    let mut data = String::new();
    let mut comment = String::new();
    let mut wrapped = false;
    let mut lines = rest
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .peekable();

    while let Some(line) = lines.next() {
        let (word, after) = line.split_once(' ').unwrap_or((line, ""));
        data.push_str(word);
        comment.push_str(after.trim_start());
        let continues = |next: &&str| {
            let word = next.split(' ').next().unwrap_or_default();
            after.is_empty() && !data.ends_with('=') && word.bytes().all(is_base64)
        };
        if lines.peek().is_none_or(|next| !continues(next)) {
            break;
        }
        wrapped = true;
    }
    // A program that wraps the data also wraps the comment.
    if wrapped {
        comment.extend(lines.by_ref());
    }
    match is_only_notes_in(lines) {
        true => Ok((data, comment)),
        false => Err(SshKeyError::ExtraText),
    }
}

fn is_only_notes_in<'a>(mut lines: impl Iterator<Item = &'a str>) -> bool {
    lines.all(|line| line.starts_with('#'))
}

/// Decodes base64 in its only correct encoding.
pub(super) fn decode_base64(text: &str) -> Result<Vec<u8>, SshKeyError> {
    if !text.bytes().all(is_base64) {
        return Err(SshKeyError::Malformed);
    }
    STANDARD.decode(text).map_err(|_| match text.len() % 4 {
        0 => SshKeyError::Malformed,
        _ => SshKeyError::Incomplete,
    })
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The start of the data of every type: a name with fewer than 2²⁴ characters.
pub(super) const DATA: &str = "AAAA";
