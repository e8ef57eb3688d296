//! The encoding of numbers, texts, lists and other basic types.

use signer_wasm::Timestamp;
use zeroize::Zeroizing;

use super::{Reader, Sink, Wire, read_packed, write_packed, write_text};
use crate::util::Secret;

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
