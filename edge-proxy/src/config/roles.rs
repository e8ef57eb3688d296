//! The fields of a profile that describe its role.

use serde_json::Value;

use super::ConfigError;
use super::config_error::{advise, bad, not_a, shown};
use super::vars::{fields, text};
use crate::config::role::{AssumeWith, Role, RoleArn};

/// The values of `assume_with`.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum With {
    EdgeKeys,
    Saml,
    #[default]
    WebIdentity,
}

/// The fields of a role that have been read so far.
#[derive(Default)]
pub(super) struct RoleFields {
    arn: Option<RoleArn>,
    assume_with: With,
    duration_seconds: Option<u32>,
    everything: bool,
    external_id: Option<String>,
    source_identity: Option<String>,
    session_tags: Vec<(String, String)>,
    /// The first field seen that is valid only for roles assumed with the edge's keys.
    edge_keys_field: Option<String>,
}

impl RoleFields {
    /// Reads one of [`FIELDS`].
    pub(super) fn read(
        &mut self,
        variable: &str,
        field: &str,
        value: &Value,
    ) -> Result<(), ConfigError> {
        match field {
            "role_arn" => {
                let text = text(variable, value, ARN_EXAMPLE)?;
                self.arn = Some(
                    RoleArn::parse(&text)
                        .ok_or_else(|| bad(variable, not_a(&text, "role's ARN"), ARN_EXAMPLE))?,
                );
            }
            "assume_with" => {
                self.assume_with = match value.as_str() {
                    Some("edge_keys") => With::EdgeKeys,
                    Some("saml") => With::Saml,
                    Some("web_identity") => With::WebIdentity,
                    _ => {
                        return Err(bad(
                            variable,
                            format!(
                                "is {}, which is not `web_identity`, `edge_keys` or `saml`",
                                shown(value)
                            ),
                            "\"web_identity\"",
                        ));
                    }
                }
            }
            "duration_seconds" => {
                self.duration_seconds = Some(
                    value
                        .as_u64()
                        .and_then(|seconds| u32::try_from(seconds).ok())
                        .filter(|seconds| (900..=43_200).contains(seconds))
                        .ok_or_else(|| {
                            bad(
                                variable,
                                not_a(&shown(value), "number of seconds from 900 to 43200"),
                                "3600",
                            )
                        })?,
                );
            }
            "session_policy" => {
                self.everything = match value.as_str() {
                    Some("repository") => false,
                    Some("none") => true,
                    _ => {
                        return Err(bad(
                            variable,
                            format!(
                                "is {}, which is neither `repository` nor `none`",
                                shown(value)
                            ),
                            "\"repository\"",
                        ));
                    }
                }
            }
            "external_id" => {
                let text = text(variable, value, "\"7c2f9a\"")?;
                let well_formed = (2..=1224).contains(&text.len())
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&b));
                if !well_formed {
                    return Err(bad(variable, not_a(&text, "external id"), "\"7c2f9a\""));
                }
                self.external_id = Some(text);
            }
            "source_identity" => {
                self.source_identity = Some(text(variable, value, "\"email\"")?);
            }
            _ => {
                for (tag, claim) in fields(variable, Some(value), "table", TAGS_EXAMPLE)? {
                    let claim = text(&format!("{variable}.{tag}"), claim, "\"team\"")?;
                    let well_formed = (1..=128).contains(&tag.chars().count())
                        && !tag.to_ascii_lowercase().starts_with("aws:");
                    if !well_formed {
                        return Err(advise(
                            &format!("{variable}.{tag}"),
                            "is not the name of a session tag",
                            "Choose a name of 1 to 128 characters that does not begin with `aws:`",
                        ));
                    }
                    self.session_tags.push((tag.to_owned(), claim));
                }
                if self.session_tags.len() > MAX_TAGS {
                    return Err(bad(variable, "has more than 50 tags".into(), TAGS_EXAMPLE));
                }
            }
        }

        if OF_EDGE_KEYS.contains(&field) && self.edge_keys_field.is_none() {
            self.edge_keys_field = Some(variable.to_owned());
        }
        Ok(())
    }

    /// The role of the profile at `variable`, if it has one.
    pub(super) fn finish(self, variable: &str) -> Result<Option<Role>, ConfigError> {
        if let Some(field) = &self.edge_keys_field
            && self.assume_with != With::EdgeKeys
        {
            return Err(advise(
                field,
                "is only for a role that the edge assumes with its own keys",
                format!("Remove it, or write {variable}.assume_with = \"edge_keys\""),
            ));
        }
        let Some(arn) = self.arn else {
            let needs_role = self.assume_with != With::WebIdentity
                || self.duration_seconds.is_some()
                || self.everything;
            return match needs_role {
                true => Err(bad(
                    &format!("{variable}.role_arn"),
                    "is missing, and other fields need it".into(),
                    ARN_EXAMPLE,
                )),
                false => Ok(None),
            };
        };

        Ok(Some(Role {
            arn,
            assume_with: match self.assume_with {
                With::EdgeKeys => AssumeWith::EdgeKeys {
                    external_id: self.external_id,
                    source_identity: self.source_identity,
                    session_tags: self.session_tags,
                },
                With::Saml => AssumeWith::Saml,
                With::WebIdentity => AssumeWith::WebIdentity,
            },
            duration_seconds: self.duration_seconds.unwrap_or(DEFAULT_DURATION_SECONDS),
            narrowed: !self.everything,
        }))
    }
}

pub(super) const FIELDS: [&str; 7] = [
    "role_arn",
    "assume_with",
    "duration_seconds",
    "session_policy",
    "external_id",
    "source_identity",
    "session_tags",
];
const OF_EDGE_KEYS: [&str; 3] = ["external_id", "source_identity", "session_tags"];
const ARN_EXAMPLE: &str = "\"arn:aws:iam::123456789012:role/pay-reader\"";
const TAGS_EXAMPLE: &str = "{ team = \"team\", email = \"email\" }";
const MAX_TAGS: usize = 50;
/// STS's default, and its maximum for role chaining.
const DEFAULT_DURATION_SECONDS: u32 = 3600;
