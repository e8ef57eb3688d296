use http::header::CONNECTION;
use http::{HeaderValue, Response, StatusCode};
use serde_json::json;

use crate::body::{Body, full};

/// Throttling happens before the service, so its response is not the service's JSON (terraform-provider-aws #7075).
fn throttled() -> Response<Body> {
    let mut response = Response::new(full(
        "<ThrottlingException>\n  <Message>Rate exceeded</Message>\n</ThrottlingException>\n",
    ));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

/// The errors of the API, and of the protocol that it shares with other services.
#[derive(Clone, Debug)]
pub(super) enum ApiError {
    /// IAM's message.
    AccessDenied(String),
    ExpiredToken,
    IncompleteSignature(String),
    InternalFailure,
    InvalidContinuationToken,
    InvalidOrder,
    InvalidRepositoryDescription,
    InvalidRepositoryName(String),
    InvalidSignature(String),
    InvalidSortBy,
    MaximumRepositoryNamesExceeded,
    MissingAuthenticationToken,
    RepositoryDoesNotExist(String),
    RepositoryNameExists(String),
    RepositoryNameRequired,
    RepositoryNamesRequired,
    Serialization,
    Throttling,
    UnknownOperation,
    UnrecognizedClient,
}

impl ApiError {
    /// The usual error for a status.
    pub(super) fn failure(status: StatusCode) -> Self {
        match status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::BAD_REQUEST => Self::Throttling,
            _ => Self::InternalFailure,
        }
    }

    pub(super) fn response(&self) -> Response<Body> {
        self.response_with(match self {
            Self::InternalFailure => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        })
    }

    pub(super) fn response_with(&self, status: StatusCode) -> Response<Body> {
        if matches!(self, Self::Throttling) && status == StatusCode::BAD_REQUEST {
            return throttled();
        }
        let (name, message) = self.name_and_message();
        // Errors shared by AWS's services spell this field differently from this service's own.
        let key = match self {
            Self::AccessDenied(_) => "Message",
            _ => "message",
        };
        super::json(status, &json!({ "__type": name, key: message }))
    }

    fn name_and_message(&self) -> (&'static str, &str) {
        match self {
            Self::AccessDenied(message) => ("AccessDeniedException", message),
            Self::ExpiredToken => (
                "ExpiredTokenException",
                "The security token included in the request is expired",
            ),
            Self::IncompleteSignature(message) => ("IncompleteSignatureException", message),
            Self::InternalFailure => ("InternalFailure", "An internal error has occurred"),
            Self::InvalidContinuationToken => (
                "InvalidContinuationTokenException",
                "The continuation token is not valid",
            ),
            Self::InvalidOrder => ("InvalidOrderException", "The order is not valid"),
            Self::InvalidRepositoryDescription => (
                "InvalidRepositoryDescriptionException",
                "The repository description is not valid",
            ),
            Self::InvalidRepositoryName(message) => ("InvalidRepositoryNameException", message),
            Self::InvalidSignature(message) => ("InvalidSignatureException", message),
            Self::InvalidSortBy => ("InvalidSortByException", "The sort key is not valid"),
            Self::MaximumRepositoryNamesExceeded => (
                "MaximumRepositoryNamesExceededException",
                "The maximum number of repository names is 100",
            ),
            Self::MissingAuthenticationToken => (
                "MissingAuthenticationTokenException",
                "Missing Authentication Token",
            ),
            Self::RepositoryDoesNotExist(message) => ("RepositoryDoesNotExistException", message),
            Self::RepositoryNameExists(message) => ("RepositoryNameExistsException", message),
            Self::RepositoryNameRequired => (
                "RepositoryNameRequiredException",
                "The repository name is required",
            ),
            Self::RepositoryNamesRequired => (
                "RepositoryNamesRequiredException",
                "The repository names are required",
            ),
            Self::Serialization => ("SerializationException", "The request is not JSON"),
            Self::Throttling => ("ThrottlingException", "Rate exceeded"),
            Self::UnknownOperation => ("UnknownOperationException", "There is no such operation"),
            Self::UnrecognizedClient => (
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ),
        }
    }
}
