use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Parses a JSON object; `None` for anything else, and for a duplicate name.
///
/// Of two members with the same name, some parsers take the first and some the last: a token with two issuers would
/// mean one thing here and another at AWS.
pub(crate) fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    let text = std::str::from_utf8(bytes).ok()?;
    serde_json::from_str::<Object>(text)
        .ok()
        .map(|object| object.0)
}

struct Object(Map<String, Value>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members)
    }
}

struct Members;

// Every other type is rejected explicitly: serde's default rejections quote the value, which adds the code for
// printing floats to the wasm.
impl<'de> Visitor<'de> for Members {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Object, E> {
        Err(E::custom(NO_OBJECT))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Object, E> {
        Err(E::custom(NO_OBJECT))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Object, E> {
        Err(E::custom(NO_OBJECT))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Object, E> {
        Err(E::custom(NO_OBJECT))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Object, E> {
        Err(E::custom(NO_OBJECT))
    }

    fn visit_unit<E: Error>(self) -> Result<Object, E> {
        Err(E::custom(NO_OBJECT))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Object, A::Error> {
        Err(A::Error::custom(NO_OBJECT))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Object, A::Error> {
        let mut members = Map::new();
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a name comes twice"));
            }
        }
        Ok(Object(members))
    }
}

const NO_OBJECT: &str = "not an object";
