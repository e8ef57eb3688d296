//! `PROFILES`: named policies and their roles.

use std::collections::BTreeMap;

use serde_json::Value;
use signer_wasm::ProfileName;

use super::ConfigError;
use super::config_error::advise;
use super::names::unknown_field;
use super::roles::{self, RoleFields};
use super::vars::{access, fields, globs, regions};
use crate::config::Profile;

/// Parses the table of profiles.
pub(super) fn profiles(value: Option<&Value>) -> Result<BTreeMap<String, Profile>, ConfigError> {
    let mut profiles = BTreeMap::new();
    for (name, value) in fields("PROFILES", value, "table of profiles", PROFILES_EXAMPLE)? {
        profiles.insert(profile_name(name)?, profile(name, value)?);
    }
    Ok(profiles)
}

fn profile_name(name: &str) -> Result<String, ConfigError> {
    match ProfileName::parse(name) {
        Ok(name) => Ok(name.to_string()),
        Err(problem) => Err(advise(
            &format!("PROFILES.{name}"),
            problem.to_string(),
            "Choose another name for the profile, such as PROFILES.payments",
        )),
    }
}

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
fn profile(name: &str, value: &Value) -> Result<Profile, ConfigError> {
    let variable = format!("PROFILES.{name}");
    let mut profile = Profile::default();
    let mut role = RoleFields::default();
    for (field, value) in fields(&variable, Some(value), "table", PROFILE_EXAMPLE)? {
        let path = format!("{variable}.{field}");
        match field {
            "regions" => profile.policy.regions = regions(&path, Some(value))?,
            "repositories" => profile.policy.repositories = globs(&path, Some(value))?,
            "access" => profile.policy.read_only = access(&path, value)?,
            _ if roles::FIELDS.contains(&field) => role.read(&path, field, value)?,
            _ => {
                let known = [&POLICY_FIELDS[..], &roles::FIELDS[..]].concat();
                return Err(unknown_field(&path, field, "a profile", &known));
            }
        }
    }

    profile.role = role.finish(&variable)?;
    if let (Some(role), Some(regions)) = (&profile.role, &profile.policy.regions)
        && let Some(foreign) = regions.iter().find(|region| !role.arn.is_usable_in(region))
    {
        return Err(advise(
            &format!("{variable}.role_arn"),
            format!(
                "is {}, whose partition has no region {foreign}",
                role.arn.as_str()
            ),
            format!(
                "Write a role of the partition that has {foreign}, or remove {foreign} from {variable}.regions"
            ),
        ));
    }
    Ok(profile)
}

const POLICY_FIELDS: [&str; 3] = ["regions", "repositories", "access"];
const PROFILE_EXAMPLE: &str = "{ role_arn = \"arn:aws:iam::123456789012:role/pay-reader\", repositories = [\"pay-*\"], access = \"read\" }";
const PROFILES_EXAMPLE: &str = "{ payments = { role_arn = \"arn:aws:iam::123456789012:role/pay-reader\", repositories = [\"pay-*\"], access = \"read\" } }";
