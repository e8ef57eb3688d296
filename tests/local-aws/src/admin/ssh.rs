//! What the helper asks that `sshd` runs.

use http::StatusCode;
use serde::Deserialize;

use crate::admin::{AdminError, Outcome};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::region::Region;
use crate::ssh;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    login_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    login_name: String,
    command: String,
    region: String,
}

pub(super) fn authorized_keys(cloud: &Cloud, login: &Login) -> Outcome {
    let keys = ssh::authorized_keys(cloud, &login.login_name);
    Ok(json(StatusCode::OK, &keys))
}

pub(super) fn session(cloud: &Cloud, session: &Session) -> Outcome {
    let Session {
        login_name,
        command,
        region,
    } = session;
    let region = Region::parse(region)
        .ok_or_else(|| AdminError::bad_request(format!("{region:?} is not a region")))?;
    ssh::permit(cloud, &region, login_name, command)
        .map(|permission| json(StatusCode::OK, &permission))
        .map_err(|denial| AdminError::new(StatusCode::FORBIDDEN, denial))
}
