//! The part of STS that is needed. An operation is one file and one line in [`operate`].

mod assume_role;
mod assume_role_with_saml;
mod assume_role_with_web_identity;
mod caller;
mod get_caller_identity;
mod host;
mod known_errors;
mod parameters;
mod session;

use http::request::Parts;
use http::{Response, StatusCode};
use hyper::body::Bytes;

pub(crate) use self::known_errors::KNOWN_ERRORS;
pub(crate) use self::parameters::session_tags;
use crate::answer;
use crate::body::Body;
use crate::query::{QueryError, QueryRequest, QueryService, scope_region};
use crate::service::AwsCall;

const STS: QueryService = QueryService::Sts;

pub(crate) async fn answer(call: &AwsCall<'_>, parts: &Parts, body: &Bytes) -> Response<Body> {
    let request = QueryRequest::new(parts, body);
    if request.wants_json() && request.action() == Some("GetCallerIdentity") {
        return match get_caller_identity::json(call, &request) {
            Ok(document) => answer::json(StatusCode::OK, &document),
            Err(error) => error.json_response(call.request_id),
        };
    }
    match operate(call, &request).await {
        Ok(document) => answer::xml(StatusCode::OK, document),
        Err(error) => error.response(STS, call.request_id),
    }
}

async fn operate(call: &AwsCall<'_>, request: &QueryRequest<'_>) -> Result<String, QueryError> {
    let action = STS.operation(request)?;
    let result = match action {
        "AssumeRole" => assume_role::result(call, request)?,
        "AssumeRoleWithSAML" => assume_role_with_saml::result(call, request).await?,
        "AssumeRoleWithWebIdentity" => assume_role_with_web_identity::result(call, request).await?,
        "GetCallerIdentity" => get_caller_identity::result(call, request)?,
        _ => return Err(STS.unknown(action)),
    };
    Ok(STS.document(action, Some(&result), call.request_id))
}

/// Whether the account has STS in the call's region, which is taken from the host, or else from the
/// scope of the signature.
fn check_region(
    call: &AwsCall<'_>,
    request: &QueryRequest<'_>,
    account: &str,
) -> Result<(), QueryError> {
    let region = match host::region(&request.parts.headers) {
        Some(region) => Some(region.to_string()),
        None => scope_region(request, STS),
    };
    let disabled = call.cloud.settings().disabled_regions;
    if !disabled
        .iter()
        .any(|it| it == "*" || region.as_ref() == Some(it))
    {
        return Ok(());
    }
    Err(QueryError::forbidden(
        "RegionDisabledException",
        format!(
            "STS is not activated in this region for account:{account}. Your account \
             administrator can activate STS in this region using the IAM Console."
        ),
    ))
}
