use http::StatusCode;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use crate::admin::credentials::check_token_bytes;
use crate::admin::{AdminError, Outcome};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::git_server::{EmptyAdvertisement, ReportForm};
use crate::options::{AnonymousAnswer, GitServer};
use crate::region::Region;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    anonymous: Option<AnonymousAnswer>,
    git_server: Option<GitServer>,
    empty_advertisement: Option<EmptyAdvertisement>,
    report_status: Option<ReportForm>,
    /// `null` resets it, as for every field with this deserializer.
    #[serde(default, deserialize_with = "present")]
    requests_per_second: Option<Option<u32>>,
    #[serde(default, deserialize_with = "present")]
    concurrent_requests: Option<Option<u32>>,
    clock_offset_seconds: Option<i64>,
    sts_token_bytes: Option<usize>,
    #[serde(default, deserialize_with = "present")]
    sts_lifetime_seconds: Option<Option<u64>>,
    iam_delay_ms: Option<u64>,
    iam_read_delay_ms: Option<u64>,
    disabled_regions: Option<Vec<String>>,
}

/// Changes the given settings and keeps the rest.
pub(super) fn change(cloud: &Cloud, change: Change) -> Outcome {
    let Change {
        anonymous,
        git_server,
        empty_advertisement,
        report_status,
        requests_per_second,
        concurrent_requests,
        clock_offset_seconds,
        sts_token_bytes,
        sts_lifetime_seconds,
        iam_delay_ms,
        iam_read_delay_ms,
        disabled_regions,
    } = change;
    if let Some(bytes) = sts_token_bytes {
        check_token_bytes("sts_token_bytes", bytes)?;
    }
    let is_region = |name: &String| name == "*" || Region::parse(name).is_some();
    if !disabled_regions.iter().flatten().all(is_region) {
        return Err(AdminError::bad_request(
            "disabled_regions must list regions, or \"*\"",
        ));
    }
    cloud.change_settings(|settings| {
        settings.anonymous = anonymous.unwrap_or(settings.anonymous);
        settings.git_server = git_server.unwrap_or(settings.git_server);
        settings.empty_advertisement = empty_advertisement.unwrap_or(settings.empty_advertisement);
        settings.report_status = report_status.unwrap_or(settings.report_status);
        settings.requests_per_second = requests_per_second.unwrap_or(settings.requests_per_second);
        settings.concurrent_requests = concurrent_requests.unwrap_or(settings.concurrent_requests);
        settings.clock_offset_seconds =
            clock_offset_seconds.unwrap_or(settings.clock_offset_seconds);
        settings.sts_token_bytes = sts_token_bytes.unwrap_or(settings.sts_token_bytes);
        settings.sts_lifetime_seconds =
            sts_lifetime_seconds.unwrap_or(settings.sts_lifetime_seconds);
        settings.iam_delay_ms = iam_delay_ms.unwrap_or(settings.iam_delay_ms);
        settings.iam_read_delay_ms = iam_read_delay_ms.unwrap_or(settings.iam_read_delay_ms);
        if let Some(regions) = disabled_regions {
            settings.disabled_regions = regions;
        }
    });
    if let Some(rate) = requests_per_second {
        cloud.throttle.start_anew(rate);
    }
    Ok(json(StatusCode::OK, &json!(cloud.settings())))
}

/// Distinguishes `null` from an absent field.
fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
