use http::StatusCode;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use crate::admin::credentials::check_token_bytes;
use crate::admin::{AdminError, Outcome};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::options::{AnonymousAnswer, GitServer};
use crate::region::Region;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    anonymous: Option<AnonymousAnswer>,
    git_server: Option<GitServer>,
    clock_offset_seconds: Option<i64>,
    sts_token_bytes: Option<usize>,
    /// `null` takes it back.
    #[serde(default, deserialize_with = "present")]
    sts_lifetime_seconds: Option<Option<u64>>,
    disabled_regions: Option<Vec<String>>,
}

/// Changes what is named and leaves the rest.
pub(super) fn change(cloud: &Cloud, change: Change) -> Outcome {
    let Change {
        anonymous,
        git_server,
        clock_offset_seconds,
        sts_token_bytes,
        sts_lifetime_seconds,
        disabled_regions,
    } = change;
    if let Some(bytes) = sts_token_bytes {
        check_token_bytes("sts_token_bytes", bytes)?;
    }
    let is_region = |name: &String| name == "*" || Region::parse(name).is_some();
    if !disabled_regions.iter().flatten().all(is_region) {
        return Err(AdminError::bad_request(
            "disabled_regions are regions, or \"*\"",
        ));
    }
    cloud.change_settings(|settings| {
        settings.anonymous = anonymous.unwrap_or(settings.anonymous);
        settings.git_server = git_server.unwrap_or(settings.git_server);
        settings.clock_offset_seconds =
            clock_offset_seconds.unwrap_or(settings.clock_offset_seconds);
        settings.sts_token_bytes = sts_token_bytes.unwrap_or(settings.sts_token_bytes);
        settings.sts_lifetime_seconds =
            sts_lifetime_seconds.unwrap_or(settings.sts_lifetime_seconds);
        if let Some(regions) = disabled_regions {
            settings.disabled_regions = regions;
        }
    });
    Ok(json(StatusCode::OK, &json!(cloud.settings())))
}

/// Tells `null` from a field that is not there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
