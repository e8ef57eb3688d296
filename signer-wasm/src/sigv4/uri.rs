//! The URI in its canonical form.

use alloc::collections::BinaryHeap;
use alloc::string::String;

use crate::text::{split, split_once};

/// Appends `text` with every byte escaped that is not unreserved (RFC 3986); with `path`, `/` is kept too.
pub(super) fn encode_into(out: &mut String, text: &[u8], path: bool) {
    for &byte in text {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            b'/' if path => out.push('/'),
            _ => {
                out.push('%');
                out.push(char::from(UPPER_HEX[usize::from(byte >> 4)]));
                out.push(char::from(UPPER_HEX[usize::from(byte & 15)]));
            }
        }
    }
}

/// Removes `.`, `..` and empty segments from a path (RFC 3986 §5.2.4, and AWS's rule for slashes).
pub(super) fn normalize(path: &str) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut is_directory = true;
    for segment in split(path, b'/') {
        is_directory = matches!(segment, "" | "." | "..");
        if segment == ".." {
            let parent = normal.bytes().rposition(|b| b == b'/').unwrap_or(0);
            normal.truncate(parent);
        } else if !is_directory {
            normal.push('/');
            normal.push_str(segment);
        }
    }

    if is_directory {
        normal.push('/');
    }
    normal
}

/// The parameters of a query, decoded, encoded by AWS's rules, and sorted.
pub(super) fn canonical_query(query: &str) -> String {
    let mut parameters = BinaryHeap::new();
    for parameter in split(query, b'&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = split_once(parameter, b'=').unwrap_or((parameter, ""));
        parameters.push((recode(name), recode(value)));
    }

    let mut canonical = String::new();
    for (name, value) in &parameters.into_sorted_vec() {
        if !canonical.is_empty() {
            canonical.push('&');
        }
        canonical.extend([name, "=", value]);
    }
    canonical
}

/// Decodes and re-encodes a text, so that all of its spellings become the same.
fn recode(text: &str) -> String {
    let mut canonical = String::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, after) = decode_escape(rest).unwrap_or((*first, tail));
        encode_into(&mut canonical, &[byte], false);
        rest = after;
    }
    canonical
}

/// Decodes the escape at the start of `text`, and returns the rest; `None` if the `%` starts no escape.
fn decode_escape(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'%', high, low, after @ ..] = text else {
        return None;
    };
    let high = char::from(*high).to_digit(16)?;
    let low = char::from(*low).to_digit(16)?;
    Some(((high << 4 | low) as u8, after))
}

const UPPER_HEX: &[u8; 16] = b"0123456789ABCDEF";
