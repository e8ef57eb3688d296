use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::admin::Outcome;
use crate::answer::json;
use crate::cloud::Cloud;
use crate::options::{AnonymousAnswer, GitProtocol};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    anonymous: Option<AnonymousAnswer>,
    protocol: Option<GitProtocol>,
    clock_offset_seconds: Option<i64>,
}

/// Changes what is named and leaves the rest.
pub(super) fn change(cloud: &Cloud, change: &Change) -> Outcome {
    let Change {
        anonymous,
        protocol,
        clock_offset_seconds,
    } = *change;
    cloud.change_settings(|settings| {
        settings.anonymous = anonymous.unwrap_or(settings.anonymous);
        settings.protocol = protocol.unwrap_or(settings.protocol);
        settings.clock_offset_seconds =
            clock_offset_seconds.unwrap_or(settings.clock_offset_seconds);
    });
    Ok(json(StatusCode::OK, &json!(cloud.settings())))
}
