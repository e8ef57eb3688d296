//! The part of STS that is needed. An operation is one file and one line in [`operate`].

mod assume_role;
mod assume_role_with_web_identity;
mod caller;
mod error;
mod get_caller_identity;
mod host;
mod parameters;
mod request;
mod session;

use http::request::Parts;
use http::{Response, StatusCode};
use hyper::body::Bytes;

pub(crate) use self::error::StsError;
pub(crate) use self::request::StsRequest;
use crate::answer;
use crate::body::{self, Body};
use crate::service::{AwsCall, Hangup};

const VERSION: &str = "2011-06-15";
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// Longer than any request that STS accepts: a SAML assertion has up to 100,000 characters.
const LONGEST_BODY: usize = 256 * 1024;

/// Reads a request's body.
pub(crate) async fn read(body: Body) -> Result<Bytes, Hangup> {
    body::collect(body, LONGEST_BODY).await.map_err(|_| Hangup)
}

pub(crate) async fn answer(call: &AwsCall<'_>, parts: &Parts, body: &Bytes) -> Response<Body> {
    let request = StsRequest::new(parts, body);
    if request.wants_json() && request.action() == Some("GetCallerIdentity") {
        return match get_caller_identity::json(call, &request) {
            Ok(document) => answer::json(StatusCode::OK, &document),
            Err(error) => error.json_response(call.request_id),
        };
    }
    match operate(call, &request).await {
        Ok(document) => answer::xml(StatusCode::OK, document),
        Err(error) => error.response(call.request_id),
    }
}

async fn operate(call: &AwsCall<'_>, request: &StsRequest<'_>) -> Result<String, StsError> {
    let Some(action) = request.action() else {
        return Err(StsError::bad_request(
            "MissingAction",
            "The request names no Action.",
        ));
    };
    let version = request.parameter("Version").unwrap_or_default();
    let result = match action {
        _ if version != VERSION => return Err(unknown(action, version)),
        "AssumeRole" => assume_role::result(call, request)?,
        "AssumeRoleWithWebIdentity" => assume_role_with_web_identity::result(call, request).await?,
        "GetCallerIdentity" => get_caller_identity::result(call, request)?,
        _ => return Err(unknown(action, version)),
    };
    Ok(format!(
        "<{action}Response xmlns=\"{NAMESPACE}\">\n  \
         <{action}Result>\n{result}  </{action}Result>\n  <ResponseMetadata>\n    \
         <RequestId>{}</RequestId>\n  </ResponseMetadata>\n</{action}Response>\n",
        call.request_id
    ))
}

fn unknown(action: &str, version: &str) -> StsError {
    StsError::bad_request(
        "InvalidAction",
        format!("Could not find operation {action} for version {version}"),
    )
}

/// Whether the account has STS in the call's region, which is taken from the host, or else from the
/// scope of the signature.
fn check_region(
    call: &AwsCall<'_>,
    request: &StsRequest<'_>,
    account: &str,
) -> Result<(), StsError> {
    let region = match host::region(&request.parts.headers) {
        Some(region) => Some(region.to_string()),
        None => caller::scope_region(request),
    };
    let disabled = call.cloud.settings().disabled_regions;
    if !disabled
        .iter()
        .any(|it| it == "*" || region.as_ref() == Some(it))
    {
        return Ok(());
    }
    Err(StsError::forbidden(
        "RegionDisabledException",
        format!(
            "STS is not activated in this region for account:{account}. Your account \
             administrator can activate STS in this region using the IAM Console."
        ),
    ))
}
