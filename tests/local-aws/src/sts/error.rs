use http::{Response, StatusCode};
use serde_json::json;

use crate::answer;
use crate::body::Body;

/// One of the errors that STS documents.
#[derive(Clone, Debug)]
pub(crate) struct StsError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

/// What a fault can return: code, status and message.
const KNOWN: &[(&str, StatusCode, &str)] = &[
    (
        "AccessDenied",
        StatusCode::FORBIDDEN,
        "Not authorized to perform this operation",
    ),
    (
        "ExpiredToken",
        StatusCode::FORBIDDEN,
        "The security token included in the request is expired",
    ),
    (
        "ExpiredTokenException",
        StatusCode::BAD_REQUEST,
        "The web identity token that was passed is expired or is not valid.",
    ),
    (
        "IDPCommunicationError",
        StatusCode::BAD_REQUEST,
        IDP_UNREACHABLE,
    ),
    (
        "IDPRejectedClaim",
        StatusCode::FORBIDDEN,
        "The identity provider (IdP) reported that authentication failed.",
    ),
    (
        "InternalFailure",
        StatusCode::INTERNAL_SERVER_ERROR,
        "The request processing has failed because of an unknown error, exception or failure.",
    ),
    (
        "InvalidClientTokenId",
        StatusCode::FORBIDDEN,
        "The security token included in the request is invalid.",
    ),
    (
        "InvalidIdentityToken",
        StatusCode::BAD_REQUEST,
        "The web identity token that was passed could not be validated by AWS.",
    ),
    (
        "MalformedPolicyDocument",
        StatusCode::BAD_REQUEST,
        "The policy is not in the valid JSON format.",
    ),
    (
        "PackedPolicyTooLarge",
        StatusCode::BAD_REQUEST,
        "Packed policy consumes 101% of allotted space, please use smaller policy.",
    ),
    (
        "RegionDisabledException",
        StatusCode::FORBIDDEN,
        "STS is not activated in this region for account:123456789012. Your account \
         administrator can activate STS in this region using the IAM Console.",
    ),
    (
        "ServiceUnavailable",
        StatusCode::SERVICE_UNAVAILABLE,
        "The request has failed due to a temporary failure of the server.",
    ),
    (
        "SignatureDoesNotMatch",
        StatusCode::FORBIDDEN,
        "The request signature we calculated does not match the signature you provided.",
    ),
    ("Throttling", StatusCode::BAD_REQUEST, "Rate exceeded"),
    (
        "ValidationError",
        StatusCode::BAD_REQUEST,
        "The input fails to satisfy the constraints specified by an AWS service.",
    ),
];

const IDP_UNREACHABLE: &str = "The identity provider (IDP) that was asked to verify the incoming identity token could not \
     be reached.";

impl StsError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    pub(super) fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    pub(super) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::bad_request("ValidationError", message)
    }

    pub(super) fn idp_unreachable() -> Self {
        Self::bad_request("IDPCommunicationError", IDP_UNREACHABLE)
    }

    /// The error with this code, as a fault returns it.
    pub(crate) fn known(code: &str) -> Option<Self> {
        KNOWN
            .iter()
            .find(|(it, ..)| *it == code)
            .map(|(code, status, message)| Self::new(*status, code, *message))
    }

    /// The codes of [`Self::known`].
    pub(crate) fn known_codes() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(code, ..)| *code)
    }

    /// The same as JSON.
    pub(super) fn json_response(&self, request_id: &str) -> Response<Body> {
        let kind = if self.status.is_server_error() {
            "Receiver"
        } else {
            "Sender"
        };
        let error = json!({ "Code": self.code, "Message": self.message, "Type": kind });
        answer::json(
            self.status,
            &json!({ "Error": error, "RequestId": request_id }),
        )
    }

    pub(crate) fn response(&self, request_id: &str) -> Response<Body> {
        answer::namespaced_error_document(
            self.status,
            self.code,
            &self.message,
            request_id,
            super::NAMESPACE,
        )
    }
}
