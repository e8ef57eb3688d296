//! String functions for ASCII separators. The general ones of `core` would make up a fifth of the wasm module.

use alloc::string::String;
use core::iter;

/// The text before and after the first `separator`, which must be ASCII.
pub(crate) fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == separator)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The parts between the `separator`s, which must be ASCII.
pub(crate) fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    iter::from_fn(move || {
        let text = rest?;
        let (part, after) = match split_once(text, separator) {
            Some((part, after)) => (part, Some(after)),
            None => (text, None),
        };
        rest = after;
        Some(part)
    })
}

/// Whether the text contains the ASCII `character`.
pub(crate) fn contains(text: &str, character: u8) -> bool {
    text.bytes().any(|b| b == character)
}

/// Whether the text contains a control character, such as a line break.
pub(crate) fn has_control(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_control())
}

/// The number in decimal.
pub(crate) fn decimal(number: u64) -> String {
    let mut text = match number / 10 {
        0 => String::with_capacity(MAX_DIGITS),
        tens => decimal(tens),
    };
    text.push(char::from(b'0' + (number % 10) as u8));
    text
}

/// Of a `u64`.
const MAX_DIGITS: usize = 20;
