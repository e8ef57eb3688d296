use http::StatusCode;

use crate::query::KnownErrors;

/// What a fault can return: code, status and message. The codes and statuses are those of botocore's model.
pub(crate) const KNOWN_ERRORS: KnownErrors = KnownErrors(&[
    (
        "AccessDenied",
        StatusCode::FORBIDDEN,
        "Not authorized to perform this operation",
    ),
    (
        "ConcurrentModification",
        StatusCode::CONFLICT,
        "The request was rejected because multiple requests to change this object were submitted \
         simultaneously.",
    ),
    (
        "DuplicateSSHPublicKey",
        StatusCode::BAD_REQUEST,
        "The request was rejected because the SSH public key is already associated with the \
         specified IAM user.",
    ),
    (
        "ExpiredToken",
        StatusCode::FORBIDDEN,
        "The security token included in the request is expired",
    ),
    (
        "InvalidClientTokenId",
        StatusCode::FORBIDDEN,
        "The security token included in the request is invalid.",
    ),
    (
        "InvalidInput",
        StatusCode::BAD_REQUEST,
        "The request was rejected because an invalid or out-of-range value was supplied.",
    ),
    (
        "InvalidPublicKey",
        StatusCode::BAD_REQUEST,
        "The request was rejected because the public key is malformed or otherwise invalid.",
    ),
    (
        "LimitExceeded",
        StatusCode::CONFLICT,
        "Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2",
    ),
    (
        "NoSuchEntity",
        StatusCode::NOT_FOUND,
        "The request was rejected because it referenced a resource entity that does not exist.",
    ),
    (
        "NotSupportedService",
        StatusCode::NOT_FOUND,
        "The specified service does not support service-specific credentials.",
    ),
    (
        "ServiceFailure",
        StatusCode::INTERNAL_SERVER_ERROR,
        "The request processing has failed because of an unknown error, exception or failure.",
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
        "UnrecognizedPublicKeyEncoding",
        StatusCode::BAD_REQUEST,
        "Invalid public key uploaded.",
    ),
    (
        "ValidationError",
        StatusCode::BAD_REQUEST,
        "The input fails to satisfy the constraints specified by an AWS service.",
    ),
]);
