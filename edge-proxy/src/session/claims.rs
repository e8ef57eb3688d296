//! The encoding of a token's claims: those that rules, roles and names are based on.

use serde_json::{Map, Value};

use super::wire::{Reader, Sink, Wire, write_text};
use crate::jwt::Claims;

/// Only the claims that are text, booleans or whole numbers, and the texts in lists, are encoded. Decisions are based on
/// nothing else.
impl Wire for Claims {
    fn write(&self, out: Sink<'_>) {
        let kept = || self.members().filter(|(_, value)| is_kept(value));
        (kept().count() as u64).write(out);
        for (name, value) in kept() {
            write_text(out, name);
            match value {
                Value::Bool(flag) => {
                    out(&[FLAG]);
                    flag.write(out);
                }
                Value::Number(number) => {
                    out(&[NUMBER]);
                    out(&number.as_i64().unwrap_or_default().to_be_bytes());
                }
                Value::Array(items) => {
                    let texts = || items.iter().filter_map(Value::as_str);
                    out(&[LIST]);
                    (texts().count() as u64).write(out);
                    for text in texts() {
                        write_text(out, text);
                    }
                }
                value => {
                    out(&[TEXT]);
                    write_text(out, value.as_str().unwrap_or_default());
                }
            }
        }
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let mut members = Map::new();
        for _ in 0..u64::read(reader)? {
            let name = String::read(reader)?;
            let value = match reader.byte()? {
                FLAG => bool::read(reader)?.into(),
                NUMBER => i64::from_be_bytes(*reader.array()?).into(),
                LIST => Vec::<String>::read(reader)?.into(),
                TEXT => String::read(reader)?.into(),
                _ => return None,
            };
            if members.insert(name, value).is_some() {
                return None;
            }
        }
        Self::from_members(members).ok()
    }
}

fn is_kept(value: &Value) -> bool {
    match value {
        Value::Array(_) | Value::Bool(_) | Value::String(_) => true,
        Value::Number(number) => number.as_i64().is_some(),
        Value::Null | Value::Object(_) => false,
    }
}

const TEXT: u8 = 0;
const FLAG: u8 = 1;
const NUMBER: u8 = 2;
const LIST: u8 = 3;
