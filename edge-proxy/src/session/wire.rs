//! The encoding of sealed values. Decoding any bytes is safe, and yields what was encoded or nothing.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// Receives the encoded bytes.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&[u8]);

/// The bytes that `write` writes.
///
/// It is called twice: the first time only to count, because a buffer that grows leaves copies of secrets behind.
pub(crate) fn written(write: impl Fn(Sink<'_>)) -> Zeroizing<Vec<u8>> {
    let mut length = 0;
    write(&mut |bytes| length += bytes.len());
    let mut buffer = Zeroizing::new(Vec::with_capacity(length));
    write(&mut |bytes| buffer.extend_from_slice(bytes));
    buffer
}

pub(crate) fn write_flag(out: Sink<'_>, flag: bool) {
    out(&[u8::from(flag)]);
}

/// Unsigned LEB128.
pub(crate) fn write_number(out: Sink<'_>, mut number: u64) {
    while number >= 0x80 {
        out(&[number as u8 | 0x80]);
        number >>= 7;
    }
    out(&[number as u8]);
}

pub(crate) fn write_text(out: Sink<'_>, text: &str) {
    write_bytes(out, text.as_bytes());
}

pub(crate) fn write_optional_text(out: Sink<'_>, text: Option<&str>) {
    write_flag(out, text.is_some());
    if let Some(text) = text {
        write_text(out, text);
    }
}

/// Encodes a text that is likely to be base64 as the bytes that it stands for, which saves a quarter.
pub(crate) fn write_packed(out: Sink<'_>, text: &str) {
    let bytes = Base64::decode_vec(text)
        .map(Zeroizing::new)
        .ok()
        .filter(|bytes| *Zeroizing::new(Base64::encode_string(bytes)) == text);
    write_flag(out, bytes.is_some());
    match bytes {
        Some(bytes) => write_bytes(out, &bytes),
        None => write_text(out, text),
    }
}

fn write_bytes(out: Sink<'_>, bytes: &[u8]) {
    write_number(out, bytes.len() as u64);
    out(bytes);
}

/// Decodes values in the order in which they were written. Each method returns `None` if the bytes do not contain
/// such a value.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(array)
    }

    pub(crate) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// `Some(None)` if the text was encoded as absent.
    pub(crate) fn optional_text(&mut self) -> Option<Option<&'a str>> {
        match self.flag()? {
            true => self.text().map(Some),
            false => Some(None),
        }
    }

    pub(crate) fn packed(&mut self) -> Option<Zeroizing<String>> {
        let text = match self.flag()? {
            true => Base64::encode_string(self.bytes()?),
            false => self.text()?.to_owned(),
        };
        Some(Zeroizing::new(text))
    }

    /// `Some` if all bytes have been read.
    pub(crate) fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}
