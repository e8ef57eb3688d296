//! `PROFILES`: named policies.

use std::collections::BTreeMap;

use serde_json::Value;
use signer_wasm::Region;

use super::ConfigError;
use super::vars::{bad, globs, not_a, regions, shown};
use crate::Policy;

/// Reads the table of profiles.
pub(super) fn profiles(value: Option<&Value>) -> Result<BTreeMap<String, Policy>, ConfigError> {
    match value {
        None => Ok(BTreeMap::new()),
        Some(Value::Object(table)) => table
            .iter()
            .map(|(name, value)| Ok((profile_name(name)?, profile(name, value)?)))
            .collect(),
        Some(other) => Err(bad(
            "PROFILES",
            not_a(&shown(other), "table of profiles"),
            PROFILES_EXAMPLE,
        )),
    }
}

fn profile_name(name: &str) -> Result<String, ConfigError> {
    let shaped = name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let problem = if !shaped {
        "is not a name of lower-case letters, digits and `-`"
    } else if Region::parse(name).is_ok() {
        "has the shape of a region, so that its addresses would be ambiguous"
    } else if RESERVED.contains(&name) {
        "is a name that the edge uses itself"
    } else {
        return Ok(name.to_owned());
    };

    Err(bad(
        &format!("PROFILES.{name}"),
        problem.to_owned(),
        PROFILES_EXAMPLE,
    ))
}

fn profile(name: &str, value: &Value) -> Result<Policy, ConfigError> {
    let variable = format!("PROFILES.{name}");
    let Value::Object(fields) = value else {
        return Err(bad(
            &variable,
            not_a(&shown(value), "table"),
            PROFILES_EXAMPLE,
        ));
    };

    let mut policy = Policy::default();
    for (field, value) in fields {
        let variable = format!("{variable}.{field}");
        match field.as_str() {
            "regions" => policy.regions = regions(&variable, Some(value))?,
            "repositories" => policy.repositories = globs(&variable, Some(value))?,
            "access" => {
                policy.read_only = match value.as_str() {
                    Some("read") => true,
                    Some("write") => false,
                    _ => {
                        return Err(bad(
                            &variable,
                            format!("is {}, which is neither `read` nor `write`", shown(value)),
                            "\"read\"",
                        ));
                    }
                }
            }
            _ => {
                return Err(bad(
                    &variable,
                    "is not a field of a profile (`regions`, `repositories`, `access`)".to_owned(),
                    PROFILES_EXAMPLE,
                ));
            }
        }
    }
    Ok(policy)
}

/// First segments of addresses that are, or are meant to become, the edge's own.
const RESERVED: [&str; 8] = [
    "assets", "auth", "device", "healthz", "oauth", "session", "setup", "v1",
];
const PROFILES_EXAMPLE: &str =
    "{ payments = { regions = [\"eu-west-1\"], repositories = [\"pay-*\"], access = \"read\" } }";
