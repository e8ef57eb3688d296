use http::StatusCode;

use crate::query::{KnownErrors, QueryError};

/// What a fault can return: code, status and message.
pub(crate) const KNOWN_ERRORS: KnownErrors = KnownErrors(&[
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
]);

const IDP_UNREACHABLE: &str = "The identity provider (IDP) that was asked to verify the incoming identity token could not \
     be reached.";

pub(super) fn idp_unreachable() -> QueryError {
    QueryError::bad_request("IDPCommunicationError", IDP_UNREACHABLE)
}
