//! The part of CodeCommit's API that finds, creates and deletes repositories: JSON over `POST /`, the
//! operation in `X-Amz-Target`.

mod error;
mod metadata;
mod operations;

use std::sync::Arc;
use std::time::Instant;

use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use hyper::body::Bytes;
use serde_json::Value;

use self::error::ApiError;
use crate::answer;
use crate::body::{self, Body};
use crate::iam::Identity;
use crate::region::Region;
use crate::repositories::Home;
use crate::service::{AwsCall, Hangup, intended_name};
use crate::signed_request::{self, NotVerified, SignedRequest};
use crate::throttle::Throttled;

/// Longer than the longest accepted list of names.
const LONGEST_BODY: usize = 64 * 1024;

/// The operation that a request names, with the service's name before it.
pub(crate) fn operation(headers: &HeaderMap) -> Option<&str> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    Some(
        target
            .strip_prefix("CodeCommit_20150413.")
            .unwrap_or(target),
    )
}

pub(crate) async fn answer(
    call: &AwsCall<'_>,
    operation: &str,
    parts: &Parts,
    body: Body,
) -> Result<Response<Body>, Hangup> {
    let body = body::collect(body, LONGEST_BODY)
        .await
        .map_err(|_| Hangup)?;
    let answered = match caller(call, parts, &body) {
        Ok((identity, region)) => {
            call.exchange.is_in(&region);
            let _permit = match call.cloud.throttle.admit(
                &identity.principal.account,
                &region,
                &call.cloud.settings(),
                Instant::now(),
            ) {
                Ok(permit) => permit,
                Err(Throttled) => return Ok(ApiError::Throttling.response()),
            };
            match serde_json::from_slice(&body) {
                Ok(input) => {
                    let api = Api {
                        call,
                        identity: &identity,
                        region: &region,
                    };
                    api.operate(operation, &input).await
                }
                Err(_) => Err(ApiError::Serialization),
            }
        }
        Err(error) => Err(error),
    };
    Ok(match answered {
        Ok(output) => json(StatusCode::OK, &output),
        Err(error) => error.response(),
    })
}

/// How the service spells an error status.
pub(crate) fn failure(status: StatusCode) -> Response<Body> {
    ApiError::failure(status).response_with(status)
}

/// One call of a caller in a region.
struct Api<'a> {
    call: &'a AwsCall<'a>,
    identity: &'a Arc<Identity>,
    region: &'a Region,
}

impl Api<'_> {
    /// Where the caller's repositories are.
    fn home(&self) -> Home<'_> {
        Home {
            account: &self.identity.principal.account,
            region: self.region,
        }
    }

    async fn operate(&self, operation: &str, input: &Value) -> Result<Value, ApiError> {
        match operation {
            "BatchGetRepositories" => self.batch_get_repositories(input).await,
            "CreateRepository" => self.create_repository(input).await,
            "DeleteRepository" => self.delete_repository(input),
            "GetRepository" => self.get_repository(input).await,
            "ListRepositories" => self.list_repositories(input),
            _ => Err(ApiError::UnknownOperation),
        }
    }
}

/// The caller, and the region, taken from the host or else from the signature's scope.
fn caller(
    call: &AwsCall<'_>,
    parts: &Parts,
    body: &Bytes,
) -> Result<(Arc<Identity>, Region), ApiError> {
    let request = SignedRequest {
        parts,
        body,
        service: "codecommit",
        region: region_of_host(&parts.headers),
    };
    let identity = signed_request::identify(call, &request).map_err(|problem| match problem {
        NotVerified::Expired => ApiError::ExpiredToken,
        NotVerified::Incomplete(message) => ApiError::IncompleteSignature(message),
        NotVerified::Missing => ApiError::MissingAuthenticationToken,
        NotVerified::Mismatch(message) => ApiError::InvalidSignature(message),
        NotVerified::UnknownKey => ApiError::UnrecognizedClient,
    })?;
    let region = signed_request::scope_region(&request)
        .and_then(Region::parse)
        .ok_or_else(|| ApiError::InvalidSignature("No such region.".to_owned()))?;
    Ok((identity, region))
}

fn region_of_host(headers: &HeaderMap) -> Option<Region> {
    let (region, suffix) = intended_name(headers)?
        .strip_prefix("codecommit.")?
        .split_once('.')?;
    Region::parse(region).filter(|it| it.dns_suffix() == suffix)
}

fn json(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = answer::json(status, value);
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/x-amz-json-1.1"),
    );
    response
}
