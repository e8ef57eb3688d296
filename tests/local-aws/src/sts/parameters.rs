//! The parameters of both ways of assuming a role, in STS's grammar.

use std::fmt;

use crate::iam::{RoleArn, SessionPolicy, is_name_character};
use crate::sts::{StsError, StsRequest};

const DEFAULT_DURATION: u64 = 3600;
const SHORTEST_DURATION: u64 = 900;
const LONGEST_DURATION: u64 = 43_200;

/// The most characters of a session policy and session tags, packed. AWS packs them into its own
/// format; here only spaces are removed.
const PACKED: usize = 2048;

/// The validated parameters.
pub(super) struct SessionRequest {
    pub(super) role: RoleArn,
    pub(super) session_name: String,
    pub(super) duration_seconds: u64,
    pub(super) policy: Option<SessionPolicy>,
    /// In percent of the limit; `None` if there is nothing to pack.
    pub(super) packed_policy_size: Option<usize>,
}

impl SessionRequest {
    pub(super) fn of(request: &StsRequest<'_>) -> Result<Self, StsError> {
        if request.parameter("PolicyArns.member.1.arn").is_some() {
            return Err(StsError::validation("PolicyArns is not supported."));
        }
        let arn =
            text(request, "RoleArn", 20..=2048, |_| true)?.ok_or_else(|| missing("RoleArn"))?;
        let session_name = text(request, "RoleSessionName", 2..=64, is_name_character)?
            .ok_or_else(|| missing("RoleSessionName"))?;
        let policy = text(request, "Policy", 1..=2048, |_| true)?;
        Ok(Self {
            role: RoleArn::parse(arn)
                .ok_or_else(|| StsError::validation(format!("{arn} is invalid")))?,
            session_name: session_name.to_owned(),
            duration_seconds: duration(request)?,
            policy: policy
                .map(SessionPolicy::parse)
                .transpose()
                .map_err(|error| StsError::bad_request("MalformedPolicyDocument", error))?,
            packed_policy_size: packed_policy_size(policy, &tags(request)?)?,
        })
    }
}

/// A parameter of allowed length and, in bytes, of allowed characters.
pub(super) fn text<'a>(
    request: &'a StsRequest<'_>,
    name: &str,
    length: std::ops::RangeInclusive<usize>,
    is_allowed: impl Fn(u8) -> bool,
) -> Result<Option<&'a str>, StsError> {
    let Some(value) = request.parameter(name) else {
        return Ok(None);
    };
    let (least, most) = (*length.start(), *length.end());
    let characters = value.chars().count();
    if characters < least {
        return Err(violation(
            name,
            format_args!("have length greater than or equal to {least}"),
        ));
    }
    if characters > most {
        return Err(violation(
            name,
            format_args!("have length less than or equal to {most}"),
        ));
    }
    if !value.bytes().all(is_allowed) {
        return Err(violation(
            name,
            format_args!("satisfy its regular expression pattern"),
        ));
    }
    Ok(Some(value))
}

pub(super) fn missing(name: &str) -> StsError {
    violation(name, format_args!("not be null"))
}

/// Omits the value, which AWS shows, since it may be a token.
pub(super) fn violation(name: &str, constraint: fmt::Arguments<'_>) -> StsError {
    let mut member = name.to_owned();
    if let Some(first) = member.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    StsError::validation(format!(
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member \
         must {constraint}"
    ))
}

fn duration(request: &StsRequest<'_>) -> Result<u64, StsError> {
    let Some(text) = request.parameter("DurationSeconds") else {
        return Ok(DEFAULT_DURATION);
    };
    let seconds: u64 = text.parse().map_err(|_| {
        StsError::bad_request(
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

/// The session tags, if they are well formed.
pub(super) fn tags<'a>(request: &'a StsRequest<'_>) -> Result<Vec<(&'a str, &'a str)>, StsError> {
    let tags = request.tags();
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
            return Err(StsError::bad_request(
                "InvalidParameterValue",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
    }
    Ok(tags)
}

fn packed_policy_size(
    policy: Option<&str>,
    tags: &[(&str, &str)],
) -> Result<Option<usize>, StsError> {
    let policy = policy.unwrap_or_default();
    let policy = policy.chars().filter(|it| !it.is_whitespace()).count();
    let tags: usize = tags
        .iter()
        .map(|(key, value)| key.len() + value.len())
        .sum();
    match ((policy + tags) * 100).div_ceil(PACKED) {
        0 => Ok(None),
        percent @ 1..=100 => Ok(Some(percent)),
        percent => Err(StsError::bad_request(
            "PackedPolicyTooLarge",
            format!(
                "Packed policy consumes {percent}% of allotted space, please use smaller policy."
            ),
        )),
    }
}
