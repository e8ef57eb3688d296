use http::{Response, StatusCode};
use serde_json::json;

use super::QueryService;
use crate::answer;
use crate::body::Body;

/// The errors of a service that a fault can return: code, status and message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownErrors(pub(crate) &'static [(&'static str, StatusCode, &'static str)]);

impl KnownErrors {
    pub(crate) fn find(self, code: &str) -> Option<QueryError> {
        self.0
            .iter()
            .find(|(it, ..)| *it == code)
            .map(|(code, status, message)| QueryError::new(*status, code, *message))
    }

    pub(crate) fn codes(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(code, ..)| *code)
    }
}

/// An error of the protocol or of a service.
#[derive(Clone, Debug)]
pub(crate) struct QueryError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl QueryError {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    pub(crate) fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    pub(crate) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// The error for a caller without an identity whom a role does not trust.
    pub(crate) fn not_authorized(action: &str) -> Self {
        Self::forbidden(
            "AccessDenied",
            format!("Not authorized to perform {action}"),
        )
    }

    /// Something is wrong with this server.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalFailure",
            message,
        )
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::bad_request("ValidationError", message)
    }

    /// The same as JSON.
    pub(crate) fn json_response(&self, request_id: &str) -> Response<Body> {
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

    pub(crate) fn response(&self, service: QueryService, request_id: &str) -> Response<Body> {
        answer::namespaced_error_document(
            self.status,
            self.code,
            &self.message,
            request_id,
            service.namespace(),
        )
    }
}
