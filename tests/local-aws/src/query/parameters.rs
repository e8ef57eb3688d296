//! The parameters of a request, checked as AWS's models demand.

use std::fmt;

use super::{QueryError, QueryRequest};

/// A parameter of allowed length and, in bytes, of allowed characters.
pub(crate) fn text<'a>(
    request: &'a QueryRequest<'_>,
    name: &str,
    length: std::ops::RangeInclusive<usize>,
    is_allowed: impl Fn(u8) -> bool,
) -> Result<Option<&'a str>, QueryError> {
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

pub(crate) fn missing(name: &str) -> QueryError {
    violation(name, format_args!("not be null"))
}

/// Omits the value, which AWS shows, since it may be a token.
pub(crate) fn violation(name: &str, constraint: fmt::Arguments<'_>) -> QueryError {
    let mut member = name.to_owned();
    if let Some(first) = member.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    QueryError::validation(format!(
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: Member \
         must {constraint}"
    ))
}
