//! Parses variables into the types that the configuration consists of.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};
use signer_wasm::Region;

use super::config_error::{bad, not_a, shown};
use super::{AllowedOrigins, ConfigError};
use crate::util::{Glob, Origin};

/// The variables by name.
pub(super) struct Vars<'a>(pub(super) &'a Map<String, Value>);

impl Vars<'_> {
    pub(super) fn region(&self, name: &str) -> Result<Option<Region>, ConfigError> {
        self.text(name, REGION_EXAMPLE)?
            .map(|text| {
                Region::parse(&text).map_err(|_| bad(name, not_a(&text, "region"), REGION_EXAMPLE))
            })
            .transpose()
    }

    pub(super) fn regions(&self, name: &str) -> Result<Option<Vec<Region>>, ConfigError> {
        regions(name, self.get(name))
    }

    pub(super) fn globs(&self, name: &str) -> Result<Option<Vec<Glob>>, ConfigError> {
        globs(name, self.get(name))
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, ConfigError> {
        self.flag_or(name, false)
    }

    pub(super) fn flag_or(&self, name: &str, default: bool) -> Result<bool, ConfigError> {
        match self.get(name) {
            None => Ok(default),
            Some(value) => truth(name, value),
        }
    }

    pub(super) fn number(
        &self,
        name: &str,
        example: &'static str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, ConfigError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = match value {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(bad(
                name,
                format!(
                    "is {}, which is not a whole number from {} to {}",
                    shown(value),
                    range.start(),
                    range.end()
                ),
                example,
            )),
        }
    }

    pub(super) fn origins(&self, name: &str) -> Result<AllowedOrigins, ConfigError> {
        let texts = list(name, self.get(name), ORIGINS_EXAMPLE)?.unwrap_or_default();
        if texts == ["*"] {
            return Ok(AllowedOrigins::Any);
        }

        texts
            .iter()
            .map(|text| {
                Origin::parse(text)
                    .ok_or_else(|| bad(name, not_a(text, "web origin"), ORIGINS_EXAMPLE))
            })
            .collect::<Result<_, _>>()
            .map(AllowedOrigins::Listed)
    }

    pub(super) fn origin(
        &self,
        name: &str,
        example: &'static str,
    ) -> Result<Option<Origin>, ConfigError> {
        self.text(name, example)?
            .map(|text| {
                Origin::parse(text.strip_suffix('/').unwrap_or(&text)).ok_or_else(|| {
                    bad(
                        name,
                        not_a(&text, "URL with only a scheme, a host and a port"),
                        example,
                    )
                })
            })
            .transpose()
    }

    pub(super) fn text(
        &self,
        name: &str,
        example: &'static str,
    ) -> Result<Option<String>, ConfigError> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => text(name, value, example).map(Some),
        }
    }

    /// Empty text counts as unset, because `wrangler --var` cannot unset a variable.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0
            .get(name)
            .filter(|value| !matches!(value, Value::Null) && value.as_str() != Some(""))
    }
}

pub(super) fn text(
    name: &str,
    value: &Value,
    example: &'static str,
) -> Result<String, ConfigError> {
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(bad(name, not_a(&shown(value), "text"), example)),
    }
}

pub(super) fn truth(name: &str, value: &Value) -> Result<bool, ConfigError> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        other => Err(bad(name, not_a(&shown(other), "truth value"), "\"true\"")),
    }
}

/// Whether `access` is `read`.
pub(super) fn access(name: &str, value: &Value) -> Result<bool, ConfigError> {
    match value.as_str() {
        Some("read") => Ok(true),
        Some("write") => Ok(false),
        _ => Err(bad(
            name,
            format!("is {}, which is neither `read` nor `write`", shown(value)),
            "\"read\"",
        )),
    }
}

/// The fields of a table; none if it is unset.
pub(super) fn fields<'a>(
    name: &str,
    value: Option<&'a Value>,
    expected: &str,
    example: &'static str,
) -> Result<Vec<(&'a str, &'a Value)>, ConfigError> {
    match value {
        None => Ok(Vec::new()),
        Some(Value::Object(table)) => Ok(table
            .iter()
            .map(|(field, value)| (field.as_str(), value))
            .collect()),
        Some(other) => Err(bad(name, not_a(&shown(other), expected), example)),
    }
}

pub(super) fn regions(
    name: &str,
    value: Option<&Value>,
) -> Result<Option<Vec<Region>>, ConfigError> {
    let Some(texts) = list(name, value, REGIONS_EXAMPLE)? else {
        return Ok(None);
    };
    texts
        .iter()
        .map(|text| {
            Region::parse(text).map_err(|_| bad(name, not_a(text, "region"), REGIONS_EXAMPLE))
        })
        .collect::<Result<_, _>>()
        .map(Some)
}

pub(super) fn globs(name: &str, value: Option<&Value>) -> Result<Option<Vec<Glob>>, ConfigError> {
    let Some(texts) = list(name, value, GLOBS_EXAMPLE)? else {
        return Ok(None);
    };
    texts
        .iter()
        .map(|text| {
            Glob::parse(text).ok_or_else(|| {
                bad(
                    name,
                    not_a(text, "pattern of repository names"),
                    GLOBS_EXAMPLE,
                )
            })
        })
        .collect::<Result<_, _>>()
        .map(Some)
}

/// A list: an array of texts, or one text whose items are separated by commas or spaces.
pub(super) fn list(
    name: &str,
    value: Option<&Value>,
    example: &'static str,
) -> Result<Option<Vec<String>>, ConfigError> {
    let items: Vec<String> = match value {
        None => return Ok(None),
        Some(Value::String(text)) => text
            .split([',', ' ', '\n'])
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect(),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or_else(|| bad(name, "has an item that is not text".to_owned(), example))?,
        Some(other) => return Err(bad(name, not_a(&shown(other), "list"), example)),
    };

    // An empty list would silently forbid or allow everything.
    match items.is_empty() {
        true => Err(bad(name, "is an empty list".to_owned(), example)),
        false => Ok(Some(items)),
    }
}

const GLOBS_EXAMPLE: &str = "[\"app\", \"team-*\"]";
const ORIGINS_EXAMPLE: &str = "[\"https://app.example.com\"]";
const REGION_EXAMPLE: &str = "\"eu-west-1\"";
const REGIONS_EXAMPLE: &str = "[\"eu-west-1\", \"us-east-1\"]";
