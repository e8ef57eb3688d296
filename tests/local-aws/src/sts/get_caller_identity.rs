use serde_json::{Value, json};

use crate::answer::escape;
use crate::iam::Principal;
use crate::query::{QueryError, QueryRequest};
use crate::service::AwsCall;
use crate::sts::caller;

pub(super) fn result(call: &AwsCall<'_>, request: &QueryRequest<'_>) -> Result<String, QueryError> {
    let identity = caller::identify(call, request)?;
    let Principal {
        arn,
        user_id,
        account,
    } = &identity.principal;
    Ok(format!(
        "    <Arn>{}</Arn>\n    <UserId>{}</UserId>\n    <Account>{}</Account>\n",
        escape(arn),
        escape(user_id),
        escape(account)
    ))
}

/// The response for clients that accept JSON, which the documentation does not mention but pages parse more
/// easily.
pub(super) fn json(call: &AwsCall<'_>, request: &QueryRequest<'_>) -> Result<Value, QueryError> {
    let identity = caller::identify(call, request)?;
    let Principal {
        arn,
        user_id,
        account,
    } = &identity.principal;
    Ok(json!({ "GetCallerIdentityResponse": {
        "GetCallerIdentityResult": { "Account": account, "Arn": arn, "UserId": user_id },
        "ResponseMetadata": { "RequestId": call.request_id },
    } }))
}
