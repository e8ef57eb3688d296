use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::admin::{AdminError, Outcome, account_id};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::region::Region;
use crate::repositories::{CreateError, Home, RepositoryName};
use crate::samples::Sample;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Creation {
    account: Option<String>,
    region: String,
    name: String,
    description: Option<String>,
    sample: Option<SampleName>,
    size_mb: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum SampleName {
    Empty,
    History,
}

pub(super) async fn create(cloud: &Cloud, creation: Creation) -> Outcome {
    let Creation {
        account,
        region,
        name,
        description: about,
        sample,
        size_mb,
    } = creation;
    let about = about.unwrap_or_default();
    let account = account_id(account)?;
    let region = Region::parse(&region)
        .ok_or_else(|| AdminError::bad_request(format!("{region:?} is not a region")))?;
    let name = RepositoryName::parse(&name)
        .ok_or_else(|| AdminError::bad_request(format!("{name:?} is not a repository name")))?;
    let sample = match (sample, size_mb) {
        (None | Some(SampleName::Empty), None) => Sample::Empty,
        (Some(SampleName::History), None) => Sample::History,
        (None, Some(megabytes @ 1..=10_000)) => Sample::Bulk { megabytes },
        (None, Some(_)) => {
            return Err(AdminError::bad_request("size_mb must be from 1 to 10000"));
        }
        (Some(_), Some(_)) => {
            return Err(AdminError::bad_request(
                "sample and size_mb cannot be combined",
            ));
        }
    };

    let home = Home {
        account: &account,
        region: &region,
    };
    match cloud.repositories.create(home, &name, &about, sample).await {
        Ok(()) => Ok(json(StatusCode::CREATED, &description(home, &name))),
        Err(CreateError::Exists) => Err(AdminError::new(
            StatusCode::CONFLICT,
            format!("{region} already has a repository {name}"),
        )),
        Err(CreateError::Io(error)) => Err(AdminError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("could not create {name}: {error}"),
        )),
    }
}

pub(super) fn list(cloud: &Cloud) -> Outcome {
    let repositories = cloud
        .repositories
        .list()
        .map_err(|error| AdminError::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    let repositories: Vec<_> = repositories
        .iter()
        .map(|(account, region, name)| description(Home { account, region }, name))
        .collect();
    Ok(json(
        StatusCode::OK,
        &json!({ "repositories": repositories }),
    ))
}

fn description(home: Home<'_>, name: &RepositoryName) -> serde_json::Value {
    let Home { account, region } = home;
    json!({ "account": account, "region": region.as_str(), "name": name.as_str() })
}
