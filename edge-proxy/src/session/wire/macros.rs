//! Implementations of [`Wire`](super::Wire) from a list of fields or variants.

/// Implements [`Wire`](super::Wire) for a struct. The field after `except` is the value's id, which its envelope
/// contains.
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

/// Implements [`Wire`](super::Wire) for an enum, each of whose variants has a number.
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
