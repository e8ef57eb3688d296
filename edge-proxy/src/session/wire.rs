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

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use signer_wasm::Timestamp;
use zeroize::Zeroizing;

use crate::util::Secret;

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

/// Implements [`Wire`] for a struct. The field after `except` is the value's id, which its envelope contains.
macro_rules! wire_struct {
    ($type:ty { $($field:ident),+ $(,)? } $(except $id:ident)?) => {
        impl $crate::session::wire::Wire for $type {
            fn write(&self, out: $crate::session::wire::Sink<'_>) {
                let Self { $($field,)+ $($id: _)? } = self;
                $($crate::session::wire::Wire::write($field, out);)+
            }

            fn read(reader: &mut $crate::session::wire::Reader<'_>) -> Option<Self> {
                $(let $field = $crate::session::wire::Wire::read(reader)?;)+
                Some(Self { $($field,)+ $($id: reader.id)? })
            }
        }
    };
}

/// Implements [`Wire`] for an enum, each of whose variants has a number.
macro_rules! wire_enum {
    ($type:ty {
        $($tag:literal => $variant:ident $({ $($field:ident),+ $(,)? })? $(( $($item:ident),+ ))?),+ $(,)?
    }) => {
        impl $crate::session::wire::Wire for $type {
            fn write(&self, out: $crate::session::wire::Sink<'_>) {
                match self {
                    $(Self::$variant $({ $($field),+ })? $(( $($item),+ ))? => {
                        out(&[$tag]);
                        $($($crate::session::wire::Wire::write($field, out);)+)?
                        $($($crate::session::wire::Wire::write($item, out);)+)?
                    })+
                }
            }

            fn read(reader: &mut $crate::session::wire::Reader<'_>) -> Option<Self> {
                Some(match reader.byte()? {
                    $($tag => {
                        $($(let $field = $crate::session::wire::Wire::read(reader)?;)+)?
                        $($(let $item = $crate::session::wire::Wire::read(reader)?;)+)?
                        Self::$variant $({ $($field),+ })? $(( $($item),+ ))?
                    })+
                    _ => return None,
                })
            }
        }
    };
}

pub(crate) use {wire_enum, wire_struct};

/// The bytes that have not been decoded yet, with the id and the audience of their envelope.
pub(crate) struct Reader<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) id: [u8; 16],
    /// The edge's origin.
    pub(crate) audience: &'a str,
}

impl<'a> Reader<'a> {
    pub(crate) fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*byte)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        let (array, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(array)
    }

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

pub(crate) fn read_packed(reader: &mut Reader<'_>) -> Option<Zeroizing<String>> {
    let text = match bool::read(reader)? {
        true => STANDARD.encode(reader.counted()?),
        false => reader.text()?.to_owned(),
    };
    Some(Zeroizing::new(text))
}

impl Wire for bool {
    fn write(&self, out: Sink<'_>) {
        out(&[u8::from(*self)]);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        match reader.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

/// Unsigned LEB128.
impl Wire for u64 {
    fn write(&self, out: Sink<'_>) {
        let mut number = *self;
        while number >= 0x80 {
            out(&[number as u8 | 0x80]);
            number >>= 7;
        }
        out(&[number as u8]);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut number = 0;
        for shift in (0..Self::BITS).step_by(7) {
            let byte = reader.byte()?;
            number |= Self::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

impl Wire for u32 {
    fn write(&self, out: Sink<'_>) {
        u64::from(*self).write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        u64::read(reader)?.try_into().ok()
    }
}

impl Wire for Timestamp {
    fn write(&self, out: Sink<'_>) {
        self.unix_seconds().write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Self::from_unix_seconds(u64::read(reader)?).ok()
    }
}

impl Wire for String {
    fn write(&self, out: Sink<'_>) {
        write_text(out, self);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text().map(str::to_owned)
    }
}

impl Wire for Secret {
    fn write(&self, out: Sink<'_>) {
        write_packed(out, self.reveal());
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self::new(&read_packed(reader)?))
    }
}

impl<const N: usize> Wire for [u8; N] {
    fn write(&self, out: Sink<'_>) {
        out(self);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.array().copied()
    }
}

impl<const N: usize> Wire for Zeroizing<[u8; N]> {
    fn write(&self, out: Sink<'_>) {
        out(&**self);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.array().copied().map(Self::new)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, out: Sink<'_>) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        match bool::read(reader)? {
            true => T::read(reader).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Wire, U: Wire> Wire for (T, U) {
    fn write(&self, out: Sink<'_>) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some((T::read(reader)?, U::read(reader)?))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, out: Sink<'_>) {
        (self.len() as u64).write(out);
        for item in self {
            item.write(out);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut items = Self::new();
        // The list grows as items are read, because the count is not trusted.
        for _ in 0..u64::read(reader)? {
            items.push(T::read(reader)?);
        }
        Some(items)
    }
}
