use std::time::{SystemTime, UNIX_EPOCH};

use http::request::Parts;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::directory::{Assignment, User};
use super::endpoint::Operation;
use super::paging::page;
use super::parameters::Parameters;
use super::portal_error::PortalError;
use crate::answer;
use crate::body::{Body, full};
use crate::iam::{AccessKey, Identity, is_account};
use crate::region::Region;
use crate::service::AwsCall;

const TOKEN: &str = "x-amz-sso_bearer_token";

/// Answers an operation of the access portal, all of which need an access token.
pub(super) fn answer(
    call: &AwsCall<'_>,
    operation: Operation,
    region: Option<&Region>,
    parts: &Parts,
    now: SystemTime,
) -> Result<Response<Body>, PortalError> {
    let tokens = &call.cloud.identity_center.tokens;
    let sign_in = parts
        .headers
        .get(TOKEN)
        .and_then(|it| tokens.sign_in(it.to_str().ok()?, now))
        .filter(|it| it.instance.is_in(region))
        .ok_or(PortalError::Unauthorized)?;
    let instance = &sign_in.instance;
    call.exchange.is_in(&instance.region);
    if operation == Operation::Logout {
        tokens.sign_out(&sign_in);
        return Ok(Response::new(full("")));
    }

    let user = instance
        .user(&sign_in.user)
        .ok_or(PortalError::Unauthorized)?;
    let query = Parameters::parse(parts.uri.query().unwrap_or_default().as_bytes());
    let document = match operation {
        Operation::ListAccounts => accounts(user, &query)?,
        Operation::ListAccountRoles => roles(assignment(user, &query)?, &query)?,
        _ => credentials(call, user, &query, instance.role_seconds)?,
    };
    Ok(answer::json(StatusCode::OK, &document))
}

fn accounts(user: &User, query: &Parameters) -> Result<Value, PortalError> {
    let (page, next_token) = page(&user.assignments, query)?;
    let accounts: Vec<_> = page
        .iter()
        .map(|it| {
            json!({
                "accountId": it.account_id,
                "accountName": it.account_name,
                "emailAddress": format!("{}@example.com", it.account_id),
            })
        })
        .collect();
    Ok(json!({ "nextToken": next_token, "accountList": accounts }))
}

fn roles(assignment: &Assignment, query: &Parameters) -> Result<Value, PortalError> {
    let (page, next_token) = page(&assignment.roles, query)?;
    let account_id = &assignment.account_id;
    let roles: Vec<_> = page
        .iter()
        .map(|it| json!({ "roleName": it.name, "accountId": account_id }))
        .collect();
    Ok(json!({ "nextToken": next_token, "roleList": roles }))
}

fn credentials(
    call: &AwsCall<'_>,
    user: &User,
    query: &Parameters,
    seconds: u64,
) -> Result<Value, PortalError> {
    let name = query
        .get("role_name")
        .filter(|it| !it.is_empty())
        .ok_or(PortalError::InvalidRequest("role_name is missing"))?;
    let role = assignment(user, query)?
        .role(name)
        .ok_or(PortalError::Forbidden)?;
    let AccessKey {
        access_key_id,
        secret_access_key,
        session_token,
        expiration,
        owner: _,
    } = call.cloud.open_session(
        seconds,
        Identity {
            principal: role.arn.session_principal(&role.unique_id, &user.name),
            allow: role.allow.clone(),
            session_policy: None,
        },
    );
    Ok(json!({ "roleCredentials": {
        "accessKeyId": access_key_id,
        "secretAccessKey": secret_access_key.expose(),
        "sessionToken": session_token.as_ref().map(|it| it.expose()),
        "expiration": expiration.map(milliseconds),
    } }))
}

fn assignment<'a>(user: &'a User, query: &Parameters) -> Result<&'a Assignment, PortalError> {
    let account_id =
        query
            .get("account_id")
            .filter(|it| is_account(it))
            .ok_or(PortalError::InvalidRequest(
                "account_id must have twelve digits",
            ))?;
    user.assignment(account_id).ok_or(PortalError::Forbidden)
}

fn milliseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() * 1000)
}
