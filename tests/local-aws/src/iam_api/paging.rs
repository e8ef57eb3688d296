use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::parameters::number;
use super::xml::element;
use crate::query::parameters::text;
use crate::query::{QueryError, QueryRequest};

const DEFAULT_LENGTH: usize = 100;

/// One page of a list, and the elements that say whether there is more.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) end: String,
}

/// The page that `Marker` and `MaxItems` ask for.
pub(super) fn page<T>(request: &QueryRequest<'_>, items: Vec<T>) -> Result<Page<T>, QueryError> {
    let length = number(request, "MaxItems", 1..=1000)?.unwrap_or(DEFAULT_LENGTH);
    let start = match text(request, "Marker", 1..=320, |_| true)? {
        None => 0,
        Some(marker) => position(marker)
            .filter(|start| *start <= items.len())
            .ok_or_else(|| QueryError::validation("Invalid Marker."))?,
    };
    let next = start.saturating_add(length);
    let end = if next < items.len() {
        let marker = STANDARD.encode(format!("from {next}"));
        element("IsTruncated", true) + &element("Marker", marker)
    } else {
        element("IsTruncated", false)
    };
    Ok(Page {
        items: items.into_iter().skip(start).take(length).collect(),
        end,
    })
}

fn position(marker: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(marker).ok()?).ok()?;
    text.strip_prefix("from ")?.parse().ok()
}
