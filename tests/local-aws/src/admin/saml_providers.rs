use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::admin::{AdminError, DEFAULT_ACCOUNT, DEFAULT_PARTITION, Outcome, done};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::saml::{Metadata, SamlProvider, SamlProviderArn};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Creation {
    name: String,
    metadata: String,
    account: Option<String>,
    partition: Option<String>,
}

/// Creates a provider, or replaces its metadata.
pub(super) fn create(cloud: &Cloud, creation: Creation) -> Outcome {
    let Creation {
        name,
        metadata,
        account,
        partition,
    } = creation;
    let arn = SamlProviderArn::new(
        partition.unwrap_or_else(|| DEFAULT_PARTITION.to_owned()),
        account.unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned()),
        name,
    )
    .ok_or_else(|| {
        AdminError::bad_request("name, account and partition must form the ARN of a SAML provider")
    })?;
    let metadata = Metadata::parse(&metadata)
        .map_err(|error| AdminError::bad_request(format!("metadata: {error}")))?;
    let answer = json!({ "arn": arn.to_string() });
    cloud.saml.install(SamlProvider { arn, metadata });
    Ok(json(StatusCode::CREATED, &answer))
}

/// Deletes a provider.
pub(super) fn remove(cloud: &Cloud, arn: Option<&str>) -> Outcome {
    let arn = arn
        .and_then(SamlProviderArn::parse)
        .ok_or_else(|| AdminError::bad_request("the query must name the provider: ?arn=…"))?;
    if cloud.saml.remove(&arn) {
        Ok(done())
    } else {
        Err(AdminError::not_found("no such SAML provider"))
    }
}
