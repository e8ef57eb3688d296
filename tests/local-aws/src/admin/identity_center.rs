use std::collections::HashSet;
use std::ops::RangeInclusive;

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::admin::credentials::{StatementFields, allow_list};
use crate::admin::{AdminError, Outcome};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::iam::{is_account, is_name_character};
use crate::identity_center::{AssignedRole, Assignment, Instance, User};
use crate::oidc::Issuer;
use crate::region::Region;

const DEFAULT_REGION: &str = "eu-west-1";

/// AWS allows up to 90 days; tests also need shorter times than AWS allows.
const ACCESS_TOKEN_SECONDS: RangeInclusive<u64> = 1..=7_776_000;
const DEFAULT_ACCESS_TOKEN_SECONDS: u64 = 28_800;
const INTERVAL_SECONDS: RangeInclusive<u64> = 0..=60;
const DEFAULT_INTERVAL_SECONDS: u64 = 1;
const ROLE_SECONDS: RangeInclusive<u64> = 1..=43_200;
const DEFAULT_ROLE_SECONDS: u64 = 3600;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Creation {
    start_url: String,
    region: Option<String>,
    users: Vec<UserFields>,
    access_token_seconds: Option<u64>,
    interval_seconds: Option<u64>,
    role_seconds: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserFields {
    name: String,
    assignments: Vec<AssignmentFields>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssignmentFields {
    account_id: String,
    account_name: Option<String>,
    roles: Vec<RoleFields>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleFields {
    name: String,
    allow: Option<Vec<StatementFields>>,
}

/// Creates an instance of IAM Identity Center, or replaces it and forgets its tokens.
pub(super) fn create(cloud: &Cloud, creation: Creation) -> Outcome {
    let Creation {
        start_url,
        region,
        users,
        access_token_seconds,
        interval_seconds,
        role_seconds,
    } = creation;
    // Has an issuer's form. Users also copy it from the portal, as `…/start#/`.
    let page = start_url.trim_end_matches('/').trim_end_matches('#');
    if Issuer::parse(page).is_none() {
        return Err(AdminError::bad_request(format!(
            "start_url {start_url:?} must look like https://d-0123456789.awsapps.com/start"
        )));
    }
    let region = Region::parse(region.as_deref().unwrap_or(DEFAULT_REGION))
        .ok_or_else(|| AdminError::bad_request("region must be an AWS region such as eu-west-1"))?;
    check_unique("users", users.iter().map(|it| &it.name))?;
    let users = users
        .into_iter()
        .map(|it| user(&start_url, &region, it))
        .collect::<Result<_, _>>()?;

    let instance = Instance {
        region,
        users,
        access_token_seconds: within(
            "access_token_seconds",
            access_token_seconds.unwrap_or(DEFAULT_ACCESS_TOKEN_SECONDS),
            &ACCESS_TOKEN_SECONDS,
        )?,
        interval_seconds: within(
            "interval_seconds",
            interval_seconds.unwrap_or(DEFAULT_INTERVAL_SECONDS),
            &INTERVAL_SECONDS,
        )?,
        role_seconds: within(
            "role_seconds",
            role_seconds.unwrap_or(DEFAULT_ROLE_SECONDS),
            &ROLE_SECONDS,
        )?,
        start_url,
    };
    let answer = json!({ "start_url": instance.start_url });
    cloud.identity_center.install(instance);
    Ok(json(StatusCode::CREATED, &answer))
}

fn user(start_url: &str, region: &Region, fields: UserFields) -> Result<User, AdminError> {
    let UserFields { name, assignments } = fields;
    // It becomes the session name.
    if !(2..=64).contains(&name.len()) || !name.bytes().all(is_name_character) {
        return Err(AdminError::bad_request(
            "a user's name must have 2 to 64 of the characters [A-Za-z0-9_+=,.@-]",
        ));
    }
    check_unique(
        "accounts of a user",
        assignments.iter().map(|it| &it.account_id),
    )?;
    let assignments = assignments
        .into_iter()
        .map(|it| assignment(start_url, region, it))
        .collect::<Result<_, _>>()?;
    Ok(User { name, assignments })
}

fn assignment(
    start_url: &str,
    region: &Region,
    fields: AssignmentFields,
) -> Result<Assignment, AdminError> {
    let AssignmentFields {
        account_id,
        account_name,
        roles,
    } = fields;
    if !is_account(&account_id) {
        return Err(AdminError::bad_request(
            "account_id must have twelve digits",
        ));
    }
    check_unique(
        "roles of a user in an account",
        roles.iter().map(|it| &it.name),
    )?;
    let roles = roles
        .into_iter()
        .map(|RoleFields { name, allow }| {
            let allow = allow_list(allow)?;
            AssignedRole::new(start_url, region, &account_id, name, allow).ok_or_else(|| {
                AdminError::bad_request(
                    "a role's name must have 1 to 32 of the characters [A-Za-z0-9_+=,.@-]",
                )
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(Assignment {
        account_name: account_name.unwrap_or_else(|| account_id.clone()),
        account_id,
        roles,
    })
}

fn check_unique<'a>(
    what: &str,
    names: impl IntoIterator<Item = &'a String>,
) -> Result<(), AdminError> {
    let mut seen = HashSet::new();
    match names.into_iter().find(|it| !seen.insert(it.as_str())) {
        None => Ok(()),
        Some(name) => Err(AdminError::bad_request(format!(
            "the {what} have {name:?} twice"
        ))),
    }
}

fn within(name: &str, seconds: u64, range: &RangeInclusive<u64>) -> Result<u64, AdminError> {
    if range.contains(&seconds) {
        return Ok(seconds);
    }
    let (least, most) = (range.start(), range.end());
    Err(AdminError::bad_request(format!(
        "{name} is from {least} to {most}"
    )))
}
