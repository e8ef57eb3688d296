//! The parameters of the operations, with the limits and patterns of botocore's model.

use crate::iam::{Status, is_name_character};
use crate::query::parameters::{missing, text, violation};
use crate::query::{QueryError, QueryRequest};

/// The name of a user; a name that only has to exist may be longer than that of a new user.
pub(super) fn user_name<'a>(
    request: &'a QueryRequest<'_>,
    longest: usize,
) -> Result<Option<&'a str>, QueryError> {
    let pattern = r"[\w+=,.@-]+";
    matching(request, "UserName", 1..=longest, pattern, is_name_character)
}

/// The id of a credential or key.
pub(super) fn id<'a>(request: &'a QueryRequest<'_>, name: &str) -> Result<&'a str, QueryError> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    required(matching(request, name, 20..=128, r"[\w]+", is_word)?, name)
}

pub(super) fn status(request: &QueryRequest<'_>) -> Result<Status, QueryError> {
    let text = required(request.parameter("Status"), "Status")?;
    match text {
        "Active" => Ok(Status::Active),
        "Inactive" => Ok(Status::Inactive),
        // The model has it, but only AWS sets it.
        "Expired" => Err(QueryError::bad_request(
            "InvalidInput",
            "The status Expired cannot be set.",
        )),
        _ => Err(enumeration("Status")),
    }
}

/// The error for a value that is not one of an enumeration.
pub(super) fn enumeration(name: &str) -> QueryError {
    violation(name, format_args!("satisfy enum value set"))
}

pub(super) fn required<T>(value: Option<T>, name: &str) -> Result<T, QueryError> {
    value.ok_or_else(|| missing(name))
}

/// A number in a range.
pub(super) fn number(
    request: &QueryRequest<'_>,
    name: &str,
    range: std::ops::RangeInclusive<usize>,
) -> Result<Option<usize>, QueryError> {
    let Some(text) = request.parameter(name) else {
        return Ok(None);
    };
    let number: usize = text.parse().map_err(|_| {
        QueryError::bad_request("MalformedInput", format!("{name} is not a number."))
    })?;
    if number < *range.start() {
        Err(violation(
            name,
            format_args!("have value greater than or equal to {}", range.start()),
        ))
    } else if number > *range.end() {
        Err(violation(
            name,
            format_args!("have value less than or equal to {}", range.end()),
        ))
    } else {
        Ok(Some(number))
    }
}

/// A text of allowed length that matches a pattern; the error names the pattern.
pub(super) fn matching<'a>(
    request: &'a QueryRequest<'_>,
    name: &str,
    length: std::ops::RangeInclusive<usize>,
    pattern: &str,
    is_allowed: impl Fn(u8) -> bool,
) -> Result<Option<&'a str>, QueryError> {
    let is_allowed = |it: char| u8::try_from(it).is_ok_and(&is_allowed);
    matching_characters(request, name, length, pattern, is_allowed)
}

/// The same for a pattern that is not limited to ASCII.
pub(super) fn matching_characters<'a>(
    request: &'a QueryRequest<'_>,
    name: &str,
    length: std::ops::RangeInclusive<usize>,
    pattern: &str,
    is_allowed: impl Fn(char) -> bool,
) -> Result<Option<&'a str>, QueryError> {
    let value = text(request, name, length, |_| true)?;
    match value {
        Some(value) if !value.chars().all(is_allowed) => Err(violation(
            name,
            format_args!("satisfy regular expression pattern: {pattern}"),
        )),
        _ => Ok(value),
    }
}
