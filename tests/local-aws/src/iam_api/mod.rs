//! The part of IAM's API that is about users' Git credentials and SSH keys. An operation is one function
//! and one line in [`operate`].

mod host;
mod known_errors;
mod paging;
mod parameters;
mod service_credentials;
mod ssh_keys;
mod users;
mod xml;

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::request::Parts;
use http::{Response, StatusCode};
use hyper::body::Bytes;

pub(crate) use self::known_errors::KNOWN_ERRORS;
use crate::answer;
use crate::body::Body;
use crate::iam::{Action, Identity, User};
use crate::query::{self, QueryError, QueryRequest, QueryService};
use crate::service::AwsCall;

const IAM: QueryService = QueryService::Iam;

pub(crate) fn answer(call: &AwsCall<'_>, parts: &Parts, body: &Bytes) -> Response<Body> {
    let request = QueryRequest::new(parts, body);
    match operate(call, &request) {
        Ok(document) => answer::xml(StatusCode::OK, document),
        Err(error) => error.response(IAM, call.request_id),
    }
}

fn operate(call: &AwsCall<'_>, request: &QueryRequest<'_>) -> Result<String, QueryError> {
    let action = IAM.operation(request)?;
    let api = Api {
        call,
        request,
        identity: &*identify(call, request)?,
    };
    let result = match action {
        "CreateServiceSpecificCredential" => Some(api.create_service_specific_credential()?),
        "DeleteServiceSpecificCredential" => api.delete_service_specific_credential()?,
        "DeleteSSHPublicKey" => api.delete_ssh_public_key()?,
        "GetSSHPublicKey" => Some(api.get_ssh_public_key()?),
        "GetUser" => Some(api.get_user()?),
        "ListSSHPublicKeys" => Some(api.list_ssh_public_keys()?),
        "ListServiceSpecificCredentials" => Some(api.list_service_specific_credentials()?),
        "ListUsers" => Some(api.list_users()?),
        "ResetServiceSpecificCredential" => Some(api.reset_service_specific_credential()?),
        "UpdateSSHPublicKey" => api.update_ssh_public_key()?,
        "UpdateServiceSpecificCredential" => api.update_service_specific_credential()?,
        "UploadSSHPublicKey" => Some(api.upload_ssh_public_key()?),
        _ => return Err(IAM.unknown(action)),
    };
    Ok(IAM.document(action, result.as_deref(), call.request_id))
}

/// The signer of a request. IAM is global: it has one host in each partition, signed for one region.
fn identify(call: &AwsCall<'_>, request: &QueryRequest<'_>) -> Result<Arc<Identity>, QueryError> {
    let scope = query::scope_region(request, IAM);
    let region = host::region(&request.parts.headers, scope.as_deref());
    let partition = region.as_ref().map(crate::region::Region::partition);
    let identity = query::identify(call, request, IAM, region)?;
    // Another partition does not know the key.
    let own_partition = identity.principal.arn.split(':').nth(1);
    if partition != own_partition {
        return Err(query::unknown_key());
    }
    Ok(identity)
}

/// One call.
struct Api<'a> {
    call: &'a AwsCall<'a>,
    request: &'a QueryRequest<'a>,
    identity: &'a Identity,
}

impl Api<'_> {
    /// The user that a call is about, if the caller is allowed this action. Without a name, it is the
    /// caller.
    fn user(&self, action: Action, name: Option<&str>) -> Result<User, QueryError> {
        let users = &self.call.cloud.iam.users;
        let principal = &self.identity.principal;
        let Some(name) = name else {
            let user = users.with_id(&principal.user_id).ok_or_else(|| {
                QueryError::validation(
                    "Must specify userName when calling with non-User credentials",
                )
            })?;
            self.authorize(action, &user.arn.name)?;
            return Ok(user);
        };
        self.authorize(action, name)?;
        users
            .named(&principal.account, name)
            .ok_or_else(|| no_such_entity(format!("The user with name {name} cannot be found.")))
    }

    /// Whether the caller is allowed this action on a user; an empty name stands for all users.
    fn authorize(&self, action: Action, user_name: &str) -> Result<(), QueryError> {
        self.identity
            .authorize_for_user(action, user_name)
            .map_err(|denial| QueryError::forbidden("AccessDenied", denial))
    }

    /// How long changes take to reach lists.
    fn read_delay(&self) -> Duration {
        Duration::from_millis(self.call.cloud.settings().iam_read_delay_ms)
    }

    fn now(&self) -> Instant {
        Instant::now()
    }
}

fn no_such_entity(message: String) -> QueryError {
    QueryError::new(StatusCode::NOT_FOUND, "NoSuchEntity", message)
}

fn limit_exceeded(quota: &str, limit: usize) -> QueryError {
    QueryError::new(
        StatusCode::CONFLICT,
        "LimitExceeded",
        format!("Cannot exceed quota for {quota}: {limit}"),
    )
}
