//! The refusal of a malformed region, with the region that was probably meant.

use signer_wasm::Region;

use crate::Error;

/// Parses the region in an address.
///
/// # Errors
///
/// [`Error::BadRegion`] quotes the text and, for a common mistake, the region that was probably meant.
pub(crate) fn parse(text: &str) -> Result<Region, Error> {
    Region::parse(text).map_err(|_| refusal(text))
}

/// The refusal of a host that would be CodeCommit's if its region were valid.
pub(crate) fn in_host(host: &str) -> Error {
    let (_, rest) = host.split_once("git-codecommit").unwrap_or_default();
    refusal(rest.split('.').nth(1).unwrap_or_default())
}

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
fn refusal(text: &str) -> Error {
    let seen = match is_quotable(text) {
        true => text,
        false => "The text where the region belongs",
    };
    let advice = match meant(text) {
        Some(region) => format!("did you mean {region}?"),
        None => "check the address: https://{this host}/{region}/{repository}.".to_owned(),
    };
    Error::BadRegion(
        format!("{seen} is not a region. Regions look like eu-west-1; {advice}").into(),
    )
}

/// The region that was probably meant: with the missing dash (`eu-west1`), in lower case, or without the availability
/// zone's letter (`eu-west-1a`).
fn meant(text: &str) -> Option<Region> {
    let lower = text.to_ascii_lowercase();
    let zone = lower.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let prefix = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let dashed = format!("{prefix}-{}", lower.split_at(prefix.len()).1);
    [&lower, zone, &dashed]
        .into_iter()
        .find_map(|candidate| Region::parse(candidate).ok())
}

fn is_quotable(text: &str) -> bool {
    (1..=MAX_QUOTED).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

const MAX_QUOTED: usize = 40;
