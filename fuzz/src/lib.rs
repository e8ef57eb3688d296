//! Shared by the targets: the properties that must hold, expressed without the code under test.

use signer_wasm::Timestamp;
use url::Url;

/// A text that none of our messages contains. It replaces secrets: a message that shows it would
/// show secrets.
pub const CANARY: &str = "Zq7Xk9VwJ3";

/// The text with the [`CANARY`] in its middle.
pub fn with_canary(text: &str) -> String {
    let middle = text.floor_char_boundary(text.len() / 2);
    let (before, after) = text.split_at(middle);
    [before, CANARY, after].concat()
}

/// 2026-11-23T06:00:00Z
pub fn now() -> Timestamp {
    Timestamp::from_unix_seconds(1_795_413_600).expect("a time before the year 10000")
}

/// Whether a host is `git-codecommit[-fips].{region}.{suffix}`, or a VPC endpoint's if those are
/// allowed.
pub fn is_codecommit_host(host: &str, may_be_vpc: bool) -> bool {
    let suffixes = [".amazonaws.com.cn", ".amazonaws.com", ".amazonaws.eu"];
    let Some((labels, suffix)) = suffixes
        .iter()
        .find_map(|suffix| Some((host.strip_suffix(suffix)?, *suffix)))
    else {
        return false;
    };
    let labels: Vec<&str> = labels.split('.').collect();
    let (service, region) = match labels[..] {
        [service, region] => (service, region),
        [endpoint, service, region, "vpce"] if may_be_vpc && endpoint.starts_with("vpce-") => {
            (service, region)
        }
        _ => return false,
    };
    let wanted_suffix = match region.split('-').next() {
        Some("cn") => ".amazonaws.com.cn",
        Some("eusc") => ".amazonaws.eu",
        _ => ".amazonaws.com",
    };

    matches!(service, "git-codecommit" | "git-codecommit-fips")
        && suffix == wanted_suffix
        // The isolated regions, whose partitions have other DNS suffixes.
        && !(wanted_suffix == ".amazonaws.com" && !region.starts_with("us-gov-") && region.contains("-iso"))
        && region
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && host.len() <= 253
        && labels.iter().all(|label| (1..=63).contains(&label.len()))
}

/// Asserts that a WHATWG parser, such as `fetch`'s, reads one of our URLs as we do.
#[track_caller]
pub fn assert_seen_alike(url: &str, host: &str, path: &str, query: Option<&str>) {
    let seen = Url::parse(url).expect("a URL that can be fetched");
    assert_eq!(seen.as_str(), url, "it is in its normal form");
    assert_eq!(seen.scheme(), "https");
    assert_eq!(seen.host_str(), Some(host));
    assert_eq!((seen.username(), seen.password()), ("", None));
    assert_eq!(seen.port(), None);
    assert_eq!(seen.path(), path);
    assert_eq!(seen.query(), query);
    assert_eq!(seen.fragment(), None);
}
