use std::sync::Arc;

use super::{QueryError, QueryRequest, QueryService};
use crate::iam::Identity;
use crate::region::Region;
use crate::service::AwsCall;
use crate::signed_request::{self, NotVerified, SignedRequest};

/// The signer of a request. `region` is the only one in the scope that is accepted; `None` accepts any.
pub(crate) fn identify(
    call: &AwsCall<'_>,
    request: &QueryRequest<'_>,
    service: QueryService,
    region: Option<Region>,
) -> Result<Arc<Identity>, QueryError> {
    let signed = SignedRequest {
        region,
        ..signed(request, service)
    };
    signed_request::identify(call, &signed).map_err(|problem| match problem {
        NotVerified::Expired => QueryError::forbidden(
            "ExpiredToken",
            "The security token included in the request is expired",
        ),
        NotVerified::Incomplete(message) => QueryError::bad_request("IncompleteSignature", message),
        NotVerified::Missing => QueryError::forbidden(
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
        ),
        NotVerified::Mismatch(message) => QueryError::forbidden("SignatureDoesNotMatch", message),
        NotVerified::UnknownKey => unknown_key(),
    })
}

pub(crate) fn unknown_key() -> QueryError {
    QueryError::forbidden(
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    )
}

/// The region in a request's signature, verified or not.
pub(crate) fn scope_region(request: &QueryRequest<'_>, service: QueryService) -> Option<String> {
    signed_request::scope_region(&signed(request, service)).map(str::to_owned)
}

fn signed<'a>(request: &QueryRequest<'a>, service: QueryService) -> SignedRequest<'a> {
    SignedRequest {
        parts: request.parts,
        body: request.body,
        service: service.as_str(),
        region: None,
    }
}
