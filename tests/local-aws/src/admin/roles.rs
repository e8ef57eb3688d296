use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::admin::credentials::{StatementFields, allow_list};
use crate::admin::{AdminError, DEFAULT_ACCOUNT, DEFAULT_PARTITION, Outcome};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::iam::{Role, RoleArn, TrustPolicy};
use crate::key_material;

/// From one hour to twelve, as in IAM.
const SESSION_SECONDS: std::ops::RangeInclusive<u64> = 3600..=43_200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Creation {
    name: String,
    account: Option<String>,
    partition: Option<String>,
    trust: Value,
    allow: Option<Vec<StatementFields>>,
    max_session_duration: Option<u64>,
}

/// Creates a role, or replaces it; existing sessions are unaffected.
pub(super) fn create(cloud: &Cloud, creation: Creation) -> Outcome {
    let Creation {
        name,
        account,
        partition,
        trust,
        allow,
        max_session_duration,
    } = creation;
    let arn = RoleArn::new(
        partition.unwrap_or_else(|| DEFAULT_PARTITION.to_owned()),
        account.unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned()),
        name,
    )
    .ok_or_else(|| {
        AdminError::bad_request("name, account and partition must form the ARN of a role")
    })?;
    let max_session_seconds = max_session_duration.unwrap_or(*SESSION_SECONDS.start());
    if !SESSION_SECONDS.contains(&max_session_seconds) {
        return Err(AdminError::bad_request(
            "max_session_duration must be from 3600 to 43200",
        ));
    }
    let trust = TrustPolicy::parse(trust)
        .map_err(|error| AdminError::bad_request(format!("trust: {error}")))?;

    let answer = json!({ "Arn": arn.to_string() });
    cloud.iam.install_role(Role {
        arn,
        unique_id: key_material::unique_id("AROA", 21),
        trust,
        allow: allow_list(allow)?,
        max_session_seconds,
    });
    Ok(json(StatusCode::CREATED, &answer))
}
