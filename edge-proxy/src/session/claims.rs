//! The encoding of a token's claims: those that rules, roles and names are based on.

use serde_json::{Map, Value};

use super::wire::{Reader, Sink, write_flag, write_number, write_text};
use crate::jwt::Claims;

/// Encodes the claims that are text, booleans or whole numbers, and the texts in lists. Decisions are based on
/// nothing else.
pub(crate) fn write_claims(out: Sink<'_>, claims: &Claims) {
    let kept = || claims.members().filter(|(_, value)| is_kept(value));
    write_number(out, kept().count() as u64);
    for (name, value) in kept() {
        write_text(out, name);
        match value {
            Value::Bool(flag) => {
                out(&[FLAG]);
                write_flag(out, *flag);
            }
            Value::Number(number) => {
                out(&[NUMBER]);
                out(&number.as_i64().unwrap_or_default().to_be_bytes());
            }
            Value::Array(items) => {
                let texts = || items.iter().filter_map(Value::as_str);
                out(&[LIST]);
                write_number(out, texts().count() as u64);
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

/// Decodes what [`write_claims`] wrote.
pub(crate) fn read_claims(reader: &mut Reader<'_>) -> Option<Claims> {
    let mut members = Map::new();
    for _ in 0..reader.number()? {
        let name = reader.text()?.to_owned();
        let value = match reader.byte()? {
            FLAG => Value::Bool(reader.flag()?),
            NUMBER => i64::from_be_bytes(*reader.array()?).into(),
            LIST => {
                let mut texts = Vec::new();
                // Grows as items are read, whatever the number claims.
                for _ in 0..reader.number()? {
                    texts.push(reader.text()?.into());
                }
                Value::Array(texts)
            }
            TEXT => reader.text()?.into(),
            _ => return None,
        };
        if members.insert(name, value).is_some() {
            return None;
        }
    }
    Claims::from_members(members).ok()
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
