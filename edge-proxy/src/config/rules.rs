//! `IDENTITY_PROVIDERS.{name}.rules`: which tokens open which profile.

use serde_json::Value;

use super::ConfigError;
use super::config_error::{bad, not_a, shown};
use super::names::unknown_field;
use super::vars::{access, fields, text};
use crate::config::provider::{Condition, Rule, Test};
use crate::util::Glob;

/// Parses the list of rules.
pub(super) fn rules(variable: &str, value: &Value) -> Result<Vec<Rule>, ConfigError> {
    let rules = value
        .as_array()
        .filter(|rules| !rules.is_empty())
        .ok_or_else(|| {
            bad(
                variable,
                not_a(&shown(value), "list of rules"),
                RULES_EXAMPLE,
            )
        })?;
    rules
        .iter()
        .enumerate()
        .map(|(index, value)| rule(&format!("{variable}[{index}]"), value))
        .collect()
}

fn rule(variable: &str, value: &Value) -> Result<Rule, ConfigError> {
    let mut condition = ConditionFields::default();
    let mut all = None;
    let mut profile = None;
    let mut read_only = false;
    for (field, value) in fields(variable, Some(value), "rule", RULE_EXAMPLE)? {
        let path = format!("{variable}.{field}");
        match field {
            "access" => read_only = access(&path, value)?,
            "all" => all = Some(self::all(&path, value)?),
            "profile" => profile = Some(text(&path, value, "\"payments\"")?),
            _ if condition.take(variable, field, value)? => {}
            _ => {
                return Err(unknown_field(&path, field, "a rule", &RULE_FIELDS));
            }
        }
    }

    let conditions = match (condition.finish(variable, RULE_EXAMPLE)?, all) {
        (Some(_), Some(_)) => {
            return Err(bad(
                variable,
                "has both a claim and `all`; put every condition into `all`".into(),
                ALL_RULE_EXAMPLE,
            ));
        }
        (condition, None) => condition.into_iter().collect(),
        (None, Some(all)) => all,
    };
    Ok(Rule {
        conditions,
        profile: profile.ok_or_else(|| bad(variable, "names no profile".into(), RULE_EXAMPLE))?,
        read_only,
    })
}

/// `all`: conditions that must all hold.
fn all(variable: &str, value: &Value) -> Result<Vec<Condition>, ConfigError> {
    let conditions = value
        .as_array()
        // An empty list would match every token.
        .filter(|conditions| !conditions.is_empty())
        .ok_or_else(|| {
            bad(
                variable,
                not_a(&shown(value), "list of conditions"),
                ALL_EXAMPLE,
            )
        })?;
    conditions
        .iter()
        .enumerate()
        .map(|(index, value)| {
            let variable = format!("{variable}[{index}]");
            let mut condition = ConditionFields::default();
            for (field, value) in fields(&variable, Some(value), "condition", CONDITION_EXAMPLE)? {
                if !condition.take(&variable, field, value)? {
                    return Err(unknown_field(
                        &format!("{variable}.{field}"),
                        field,
                        "a condition",
                        &CONDITION_FIELDS,
                    ));
                }
            }
            condition
                .finish(&variable, CONDITION_EXAMPLE)?
                .ok_or_else(|| bad(&variable, "has no claim".into(), CONDITION_EXAMPLE))
        })
        .collect()
}

/// The fields of a condition that have been read so far.
#[derive(Default)]
struct ConditionFields {
    claim: Option<String>,
    test: Option<Test>,
}

impl ConditionFields {
    /// Reads a field of the condition at `variable`; `false` if it is not one.
    fn take(&mut self, variable: &str, field: &str, value: &Value) -> Result<bool, ConfigError> {
        let path = format!("{variable}.{field}");
        let wanted = |example| text(&path, value, example);
        let test = match field {
            "claim" => {
                self.claim = Some(wanted("\"groups\"")?);
                return Ok(true);
            }
            "contains" => Test::Contains(wanted("\"payments\"")?),
            "equals" => Test::Equals(wanted("\"payments\"")?),
            "matches" => Test::Matches(
                Glob::for_text(&wanted(PATTERN_EXAMPLE)?)
                    .ok_or_else(|| bad(&path, "is an empty pattern".into(), PATTERN_EXAMPLE))?,
            ),
            _ => return Ok(false),
        };
        match self.test.replace(test) {
            None => Ok(true),
            Some(_) => Err(bad(
                variable,
                "has more than one of contains, equals and matches; several conditions go into `all`"
                    .into(),
                ALL_RULE_EXAMPLE,
            )),
        }
    }

    /// The condition; `None` if none of its fields was set.
    fn finish(
        self,
        variable: &str,
        example: &'static str,
    ) -> Result<Option<Condition>, ConfigError> {
        match (self.claim, self.test) {
            (Some(claim), Some(test)) => Ok(Some(Condition { claim, test })),
            (None, None) => Ok(None),
            // Ignoring half a condition would grant the profile to everyone.
            _ => Err(bad(
                variable,
                "has a claim without contains, equals or matches, or one of these without a claim"
                    .into(),
                example,
            )),
        }
    }
}

const RULE_FIELDS: [&str; 7] = [
    "claim", "contains", "equals", "matches", "all", "profile", "access",
];
const CONDITION_FIELDS: [&str; 4] = ["claim", "contains", "equals", "matches"];
const PATTERN_EXAMPLE: &str = "\"*@example.com\"";
const RULES_EXAMPLE: &str =
    "[{ claim = \"groups\", contains = \"payments\", profile = \"payments\", access = \"read\" }]";
const RULE_EXAMPLE: &str =
    "{ claim = \"groups\", contains = \"payments\", profile = \"payments\", access = \"read\" }";
const ALL_RULE_EXAMPLE: &str = "{ all = [{ claim = \"groups\", contains = \"payments\" }, { claim = \"email\", matches = \"*@example.com\" }], profile = \"payments\" }";
const ALL_EXAMPLE: &str = "[{ claim = \"groups\", contains = \"payments\" }, { claim = \"email\", matches = \"*@example.com\" }]";
const CONDITION_EXAMPLE: &str = "{ claim = \"groups\", contains = \"payments\" }";
