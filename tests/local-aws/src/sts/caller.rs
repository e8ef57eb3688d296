use std::sync::Arc;

use super::{STS, host};
use crate::iam::Identity;
use crate::query::{self, QueryError, QueryRequest};
use crate::service::AwsCall;

/// The signer of a request.
pub(super) fn identify(
    call: &AwsCall<'_>,
    request: &QueryRequest<'_>,
) -> Result<Arc<Identity>, QueryError> {
    query::identify(call, request, STS, host::region(&request.parts.headers))
}
