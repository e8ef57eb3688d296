//! The part of IAM Identity Center that its device flow needs: SSO OIDC, the access portal,
//! and the page on which a user approves.

mod clients;
mod create_token;
mod device_grants;
mod directory;
mod endpoint;
mod oidc_error;
mod page;
mod paging;
mod parameters;
mod portal;
mod portal_error;
mod register_client;
mod start_device_authorization;
mod tokens;

use http::request::Parts;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use hyper::body::Bytes;
use serde_json::{Value, json};

use self::clients::Clients;
use self::device_grants::DeviceGrants;
pub(crate) use self::directory::{AssignedRole, Assignment, Instance, User};
pub(crate) use self::endpoint::{Endpoint, Operation, Service};
use self::oidc_error::OidcError;
use self::portal_error::PortalError;
use self::tokens::Tokens;
use crate::answer;
use crate::body::{self, Body};
use crate::region::Region;
use crate::service::{AwsCall, Hangup};

const LONGEST_BODY: usize = 64 * 1024;

/// Every instance, and its sign-ins.
#[derive(Debug, Default)]
pub(crate) struct IdentityCenter {
    instances: directory::Instances,
    clients: Clients,
    grants: DeviceGrants,
    tokens: Tokens,
}

impl IdentityCenter {
    /// Creates an instance, or replaces the one with this start URL and forgets its sign-ins.
    pub(crate) fn install(&self, instance: Instance) {
        self.grants.forget(&instance.start_url);
        self.tokens.forget(&instance.start_url);
        self.instances.install(instance);
    }
}

pub(crate) async fn answer(
    call: &AwsCall<'_>,
    endpoint: &Endpoint,
    parts: &Parts,
    body: Body,
) -> Result<Response<Body>, Hangup> {
    let body = body::collect(body, LONGEST_BODY)
        .await
        .map_err(|_| Hangup)?;
    Ok(match endpoint {
        Endpoint::Operation { operation, region } if *operation.method() == parts.method => {
            operate(call, *operation, region.as_ref(), parts, &body)
        }
        Endpoint::Operation { .. } => refusal(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowedException",
            &json!({}),
        ),
        Endpoint::Unknown(_) => refusal(
            StatusCode::NOT_FOUND,
            "UnknownOperationException",
            &json!({}),
        ),
        Endpoint::Page => page::answer(call, parts, &body),
    })
}

fn operate(
    call: &AwsCall<'_>,
    operation: Operation,
    region: Option<&Region>,
    parts: &Parts,
    body: &Bytes,
) -> Response<Body> {
    let now = call.cloud.now();
    let oidc = |outcome: Result<Value, OidcError>| match outcome {
        Ok(document) => answer::json(StatusCode::OK, &document),
        Err(error) => error.response(),
    };
    match operation {
        Operation::RegisterClient => oidc(register_client::result(call, body, now)),
        Operation::StartDeviceAuthorization => {
            oidc(start_device_authorization::result(call, region, body, now))
        }
        Operation::CreateToken => oidc(create_token::result(call, region, body, now)),
        Operation::ListAccounts
        | Operation::ListAccountRoles
        | Operation::GetRoleCredentials
        | Operation::Logout => portal::answer(call, operation, region, parts, now)
            .unwrap_or_else(|error| error.response()),
    }
}

/// How a service spells this status, for a fault that does not specify it.
pub(crate) fn failure(service: Service, status: StatusCode) -> Response<Body> {
    match service {
        Service::Oidc => OidcError::failure(status).response_with(status),
        Service::Portal => PortalError::failure(status).response_with(status),
    }
}

/// An error in the protocol `rest-json`: SDKs take its name from the header.
fn refusal(status: StatusCode, name: &'static str, document: &Value) -> Response<Body> {
    let mut response = answer::json(status, document);
    response.headers_mut().insert(
        HeaderName::from_static("x-amzn-errortype"),
        HeaderValue::from_static(name),
    );
    response
}
