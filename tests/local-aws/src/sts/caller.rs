use std::sync::Arc;

use super::{StsError, StsRequest, host};
use crate::iam::Identity;
use crate::service::AwsCall;
use crate::signed_request::{self, NotVerified, SignedRequest};

/// The signer of a request.
pub(super) fn identify(
    call: &AwsCall<'_>,
    request: &StsRequest<'_>,
) -> Result<Arc<Identity>, StsError> {
    signed_request::identify(call, &signed(request)).map_err(|problem| match problem {
        NotVerified::Expired => StsError::forbidden(
            "ExpiredToken",
            "The security token included in the request is expired",
        ),
        NotVerified::Incomplete(message) => StsError::bad_request("IncompleteSignature", message),
        NotVerified::Missing => StsError::forbidden(
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
        ),
        NotVerified::Mismatch(message) => StsError::forbidden("SignatureDoesNotMatch", message),
        NotVerified::UnknownKey => StsError::forbidden(
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        ),
    })
}

/// The region in a request's signature, verified or not.
pub(super) fn scope_region(request: &StsRequest<'_>) -> Option<String> {
    signed_request::scope_region(&signed(request)).map(str::to_owned)
}

fn signed<'a>(request: &StsRequest<'a>) -> SignedRequest<'a> {
    SignedRequest {
        parts: request.parts,
        body: request.body,
        service: "sts",
        region: host::region(&request.parts.headers),
    }
}
