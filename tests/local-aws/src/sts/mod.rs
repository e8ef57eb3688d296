//! STS, as far as it is needed. An operation is a file of its own and a line in [`operate`].

mod caller;
mod get_caller_identity;

use http::request::Parts;
use http::{Response, StatusCode};
use hyper::body::Bytes;

use crate::answer;
use crate::body::{self, Body};
use crate::service::{AwsCall, Hangup};

const VERSION: &str = "2011-06-15";

/// Longer than any request that STS takes: a SAML assertion has up to 100,000 characters.
const LONGEST_BODY: usize = 256 * 1024;

/// A request in the query protocol.
pub(crate) struct StsRequest<'a> {
    parts: &'a Parts,
    body: &'a Bytes,
    parameters: Vec<(String, String)>,
}

impl StsRequest<'_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    }
}

/// One of the errors that STS documents.
pub(crate) struct StsError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl StsError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }
}

pub(crate) async fn answer(
    call: &AwsCall<'_>,
    parts: &Parts,
    body: Body,
) -> Result<Response<Body>, Hangup> {
    let Ok(body) = body::collect(body, LONGEST_BODY).await else {
        return Err(Hangup);
    };
    let request = StsRequest {
        parts,
        body: &body,
        parameters: form_urlencoded::parse(&body).into_owned().collect(),
    };
    Ok(match operate(call, &request) {
        Ok(document) => answer::xml(StatusCode::OK, document),
        Err(StsError {
            status,
            code,
            message,
        }) => call.error(status, code, &message),
    })
}

fn operate(call: &AwsCall<'_>, request: &StsRequest<'_>) -> Result<String, StsError> {
    let Some(action) = request.parameter("Action") else {
        return Err(StsError::bad_request(
            "MissingAction",
            "The request names no Action.",
        ));
    };
    let version = request.parameter("Version").unwrap_or_default();
    let result = match action {
        "GetCallerIdentity" if version == VERSION => get_caller_identity::result(call, request)?,
        _ => {
            return Err(StsError::bad_request(
                "InvalidAction",
                format!("Could not find operation {action} for version {version}"),
            ));
        }
    };
    Ok(format!(
        "<{action}Response xmlns=\"https://sts.amazonaws.com/doc/{VERSION}/\">\n  \
         <{action}Result>\n{result}  </{action}Result>\n  <ResponseMetadata>\n    \
         <RequestId>{}</RequestId>\n  </ResponseMetadata>\n</{action}Response>\n",
        call.request_id
    ))
}
