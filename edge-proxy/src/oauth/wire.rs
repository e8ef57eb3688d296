//! The encoding of the types that occur in several sealed values.

use super::{Binding, Challenge, RedirectUri, Scope, UserCode, Verifier};
use crate::aws::identity_center::RegisteredClient;
use crate::session::wire::{Reader, Sink, Wire, wire_struct, write_text};

wire_struct!(Scope { profile, read_only });

wire_struct!(RegisteredClient {
    id,
    secret,
    expires_at
});

/// Implements [`Wire`] for a type that is made of bytes.
macro_rules! wire_bytes {
    ($type:ty, $parse:expr) => {
        impl Wire for $type {
            fn write(&self, out: Sink<'_>) {
                out(self.as_bytes());
            }

            fn read(reader: &mut Reader<'_>) -> Option<Self> {
                $parse(*reader.array()?)
            }
        }
    };
}

wire_bytes!(Binding, |bytes| Some(Self::new(bytes)));
wire_bytes!(Challenge, |bytes| Some(Self::from_bytes(bytes)));
wire_bytes!(UserCode, |bytes| Self::from_bytes(&bytes));
wire_bytes!(Verifier, |bytes| Some(Self::new(bytes)));

/// A redirect URI was checked against its client before it was sealed; here only its form is checked.
impl Wire for RedirectUri {
    fn write(&self, out: Sink<'_>) {
        write_text(out, self.as_str());
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let text = reader.text()?;
        Self::parse(text).or_else(|| Self::for_page(text, reader.audience))
    }
}
