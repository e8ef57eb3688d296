//! Times in SAML: `2026-11-23T06:00:00Z`, possibly with a fraction of a second (SAML Core 2.0, 1.3.3).

use signer_wasm::Timestamp;

/// Formats a time, in UTC.
pub(super) fn text(time: Timestamp) -> String {
    let compact = time.to_string();
    let part = |from: usize, to: usize| compact.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(9, 11),
        part(11, 13),
        part(13, 15)
    )
}

/// Parses a time in UTC, and ignores the fraction of a second.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix('Z')?;
    let seconds = match text.split_once('.') {
        Some((seconds, fraction)) => {
            let is_fraction = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
            is_fraction.then_some(seconds)?
        }
        None => text,
    };
    let time = Timestamp::parse(&[&seconds.replace(['-', ':'], ""), "Z"].concat()).ok()?;
    (self::text(time).strip_suffix('Z') == Some(seconds)).then_some(time)
}
