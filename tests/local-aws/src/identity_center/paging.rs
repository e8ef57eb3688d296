use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::parameters::Parameters;
use super::portal_error::PortalError;

const DEFAULT_LENGTH: usize = 20;
const LENGTHS: std::ops::RangeInclusive<usize> = 1..=100;

/// The page of `items` that `max_result` and `next_token` ask for, and the token of the next.
pub(super) fn page<'a, T>(
    items: &'a [T],
    query: &Parameters,
) -> Result<(&'a [T], Option<String>), PortalError> {
    let length = query
        .get("max_result")
        .map_or(Some(DEFAULT_LENGTH), |it| it.parse().ok())
        .filter(|it| LENGTHS.contains(it))
        .ok_or(PortalError::InvalidRequest(
            "max_result must be from 1 to 100",
        ))?;
    let start = query.get("next_token").map_or(Some(0), position);
    let rest = start
        .and_then(|start| items.get(start..))
        .ok_or(PortalError::InvalidRequest("next_token is invalid"))?;
    match rest.split_at_checked(length) {
        Some((page, more)) if !more.is_empty() => {
            let next = items.len() - more.len();
            Ok((page, Some(STANDARD.encode(format!("from {next}")))))
        }
        _ => Ok((rest, None)),
    }
}

fn position(token: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    text.strip_prefix("from ")?.parse().ok()
}
