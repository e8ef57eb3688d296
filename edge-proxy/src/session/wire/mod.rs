//! The encoding of sealed values. Any bytes can be decoded safely: they yield the encoded value, or nothing.
//!
//! [`wire_struct!`] and [`wire_enum!`] implement it for a type from one list of its fields or variants, so that both
//! directions agree. The order of fields and the numbers of variants are the format: values that an earlier version has
//! sealed must open.
//!
//! Measured in November 2026 against postcard 1.2 with serde's derive, which writes the same bytes: 340 lines fewer,
//! and a worker that is 17,400 bytes larger (6,700 gzipped, 2.7 %). There the order of declarations is the format, so
//! that moving a field breaks every session; a redirect URI cannot be checked against the edge's origin while it is
//! decoded; and the signer needs serde.

mod macros;
mod types;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

pub(crate) use self::macros::{wire_enum, wire_struct};

/// Receives the encoded bytes.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(&[u8]);

/// A value with an encoding.
pub(crate) trait Wire: Sized {
    /// Encodes the value.
    fn write(&self, out: Sink<'_>);

    /// Decodes what [`Wire::write`] wrote; `None` if the bytes do not contain such a value.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;

    /// The encoded bytes.
    ///
    /// The value is written twice: the first time only to count, because a buffer that grows leaves copies of secrets
    /// behind.
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut length = 0;
        self.write(&mut |bytes| length += bytes.len());
        let mut buffer = Zeroizing::new(Vec::with_capacity(length));
        self.write(&mut |bytes| buffer.extend_from_slice(bytes));
        buffer
    }

    /// Decodes all of the bytes.
    fn decode(mut reader: Reader<'_>) -> Option<Self> {
        let value = Self::read(&mut reader)?;
        reader.bytes.is_empty().then_some(value)
    }
}

/// The bytes that have not been decoded yet, with the id and the audience of their envelope.
pub(crate) struct Reader<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) id: [u8; 16],
    /// The edge's origin.
    pub(crate) audience: &'a str,
}

impl<'a> Reader<'a> {
    /// The next byte.
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*byte)
    }

    /// The next `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (array, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(array)
    }

    /// The next text, after its length.
    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.counted()?).ok()
    }

    fn counted(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(u64::read(self)?).ok()?;
        let (bytes, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(bytes)
    }
}

/// Encodes a text after its length in bytes.
pub(crate) fn write_text(out: Sink<'_>, text: &str) {
    write_counted(out, text.as_bytes());
}

fn write_counted(out: Sink<'_>, bytes: &[u8]) {
    (bytes.len() as u64).write(out);
    out(bytes);
}

/// Encodes a secret. Most secrets are base64, and are encoded as the decoded bytes, which are a quarter shorter.
pub(crate) fn write_packed(out: Sink<'_>, text: &str) {
    let bytes = STANDARD
        .decode(text)
        .map(Zeroizing::new)
        .ok()
        .filter(|bytes| *Zeroizing::new(STANDARD.encode(bytes)) == text);
    bytes.is_some().write(out);
    match bytes {
        Some(bytes) => write_counted(out, &bytes),
        None => write_text(out, text),
    }
}

/// Decodes a secret that [`write_packed`] encoded.
pub(crate) fn read_packed(reader: &mut Reader<'_>) -> Option<Zeroizing<String>> {
    let text = match bool::read(reader)? {
        true => STANDARD.encode(reader.counted()?),
        false => reader.text()?.to_owned(),
    };
    Some(Zeroizing::new(text))
}
