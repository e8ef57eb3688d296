//! The parameters of all ways of assuming a role, in STS's grammar.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::iam::{RoleArn, SessionPolicy, is_name_character};
use crate::query::parameters::{missing, text, violation};
use crate::query::{QueryError, QueryRequest};

const DEFAULT_DURATION: u64 = 3600;
const SHORTEST_DURATION: u64 = 900;
const LONGEST_DURATION: u64 = 43_200;

/// The most characters of a session policy and session tags, packed. AWS packs them into its own
/// format; here only spaces are removed.
const PACKED: usize = 2048;

/// The validated parameters that all of them share.
pub(super) struct SessionParameters {
    pub(super) role: RoleArn,
    duration_seconds: u64,
    policy: Option<SessionPolicy>,
    policy_characters: usize,
}

/// The session that is asked for.
pub(super) struct SessionRequest {
    pub(super) role: RoleArn,
    pub(super) session_name: String,
    pub(super) duration_seconds: u64,
    /// The identity provider may allow less than the requested duration.
    pub(super) longest: Option<Duration>,
    pub(super) policy: Option<SessionPolicy>,
    /// In percent of the limit; `None` if there is nothing to pack.
    pub(super) packed_policy_size: Option<usize>,
}

impl SessionParameters {
    pub(super) fn of(request: &QueryRequest<'_>) -> Result<Self, QueryError> {
        if request.parameter("PolicyArns.member.1.arn").is_some() {
            return Err(QueryError::validation("PolicyArns is not supported."));
        }
        let arn =
            text(request, "RoleArn", 20..=2048, |_| true)?.ok_or_else(|| missing("RoleArn"))?;
        let policy = text(request, "Policy", 1..=2048, |_| true)?;
        Ok(Self {
            role: RoleArn::parse(arn).ok_or_else(|| malformed_arn(request, arn))?,
            duration_seconds: duration(request)?,
            policy: policy
                .map(SessionPolicy::parse)
                .transpose()
                .map_err(|error| QueryError::bad_request("MalformedPolicyDocument", error))?,
            // Packed, spaces need no room.
            policy_characters: policy
                .unwrap_or_default()
                .chars()
                .filter(|it| !it.is_whitespace())
                .count(),
        })
    }

    /// A session with this name and these tags.
    pub(super) fn session(
        self,
        session_name: String,
        tags: &[(&str, &str)],
    ) -> Result<SessionRequest, QueryError> {
        check_tags(tags)?;
        Ok(SessionRequest {
            role: self.role,
            session_name,
            duration_seconds: self.duration_seconds,
            longest: None,
            policy: self.policy,
            packed_policy_size: packed_policy_size(self.policy_characters, tags)?,
        })
    }
}

impl SessionRequest {
    /// A session whose name and tags are parameters, too.
    pub(super) fn of(request: &QueryRequest<'_>) -> Result<Self, QueryError> {
        let parameters = SessionParameters::of(request)?;
        let session_name = text(request, "RoleSessionName", 2..=64, is_name_character)?
            .ok_or_else(|| missing("RoleSessionName"))?;
        parameters.session(session_name.to_owned(), &session_tags(request))
    }

    /// The same, ended by the identity provider after `longest`.
    pub(super) fn at_most(self, longest: Duration) -> Self {
        Self {
            longest: Some(longest),
            ..self
        }
    }
}

/// Only callers that sign are shown the ARN again.
fn malformed_arn(request: &QueryRequest<'_>, arn: &str) -> QueryError {
    QueryError::validation(match request.action() {
        Some("AssumeRole") => format!("{arn} is invalid"),
        _ => "Request ARN is invalid".to_owned(),
    })
}

fn duration(request: &QueryRequest<'_>) -> Result<u64, QueryError> {
    let Some(text) = request.parameter("DurationSeconds") else {
        return Ok(DEFAULT_DURATION);
    };
    let seconds: u64 = text.parse().map_err(|_| {
        QueryError::bad_request(
            "MalformedInput",
            "DurationSeconds is not a number of seconds.",
        )
    })?;
    if seconds < SHORTEST_DURATION {
        Err(violation(
            "DurationSeconds",
            format_args!("have value greater than or equal to {SHORTEST_DURATION}"),
        ))
    } else if seconds > LONGEST_DURATION {
        Err(violation(
            "DurationSeconds",
            format_args!("have value less than or equal to {LONGEST_DURATION}"),
        ))
    } else {
        Ok(seconds)
    }
}

fn check_tags(tags: &[(&str, &str)]) -> Result<(), QueryError> {
    if tags.len() > 50 {
        return Err(violation(
            "Tags",
            format_args!("have length less than or equal to 50"),
        ));
    }
    let is_allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    for (index, (key, value)) in tags.iter().enumerate() {
        if !(1..=128).contains(&key.chars().count()) || !key.chars().all(is_allowed) {
            return Err(violation(
                &format!("tags.{}.member.key", index + 1),
                format_args!("have length from 1 to 128 and satisfy its pattern"),
            ));
        }
        if value.chars().count() > 256 || !value.chars().all(is_allowed) {
            return Err(violation(
                &format!("tags.{}.member.value", index + 1),
                format_args!("have length less than or equal to 256 and satisfy its pattern"),
            ));
        }
        if tags[..index]
            .iter()
            .any(|(it, _)| it.to_lowercase() == key.to_lowercase())
        {
            return Err(QueryError::bad_request(
                "InvalidParameterValue",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
    }
    Ok(())
}

/// The session tags `Tags.member.N.Key` and `.Value`, by number.
pub(crate) fn session_tags<'a>(request: &'a QueryRequest<'_>) -> Vec<(&'a str, &'a str)> {
    let mut tags: BTreeMap<u32, (&str, &str)> = BTreeMap::new();
    for (number, member, value) in request.members("Tags") {
        match member {
            "Key" => tags.entry(number).or_default().0 = value,
            "Value" => tags.entry(number).or_default().1 = value,
            _ => {}
        }
    }
    tags.into_values().collect()
}

fn packed_policy_size(policy: usize, tags: &[(&str, &str)]) -> Result<Option<usize>, QueryError> {
    let tags: usize = tags
        .iter()
        .map(|(key, value)| key.len() + value.len())
        .sum();
    match ((policy + tags) * 100).div_ceil(PACKED) {
        0 => Ok(None),
        percent @ 1..=100 => Ok(Some(percent)),
        percent => Err(QueryError::bad_request(
            "PackedPolicyTooLarge",
            format!(
                "Packed policy consumes {percent}% of allotted space, please use smaller policy."
            ),
        )),
    }
}
