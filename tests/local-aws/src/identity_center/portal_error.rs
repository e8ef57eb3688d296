use http::{Response, StatusCode};
use serde_json::json;

use super::refusal;
use crate::body::Body;

/// The errors of the access portal. `ForbiddenException` is not in AWS's model, but is the
/// response for an account or role that is not assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PortalError {
    Forbidden,
    InternalServer,
    InvalidRequest(&'static str),
    ResourceNotFound,
    TooManyRequests,
    Unauthorized,
}

impl PortalError {
    /// The usual error for a status.
    pub(super) fn failure(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthorized,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::ResourceNotFound,
            StatusCode::TOO_MANY_REQUESTS => Self::TooManyRequests,
            _ if status.is_server_error() => Self::InternalServer,
            _ => Self::InvalidRequest("Invalid request"),
        }
    }

    pub(super) fn response(self) -> Response<Body> {
        self.response_with(match self {
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::InternalServer => StatusCode::INTERNAL_SERVER_ERROR,
            Self::InvalidRequest(_) => StatusCode::BAD_REQUEST,
            Self::ResourceNotFound => StatusCode::NOT_FOUND,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
        })
    }

    pub(super) fn response_with(self, status: StatusCode) -> Response<Body> {
        let (name, message) = match self {
            Self::Forbidden => ("ForbiddenException", "No access"),
            Self::InternalServer => ("InternalServerException", "Internal error"),
            Self::InvalidRequest(message) => ("InvalidRequestException", message),
            Self::ResourceNotFound => ("ResourceNotFoundException", "Not found"),
            Self::TooManyRequests => ("TooManyRequestsException", "Rate exceeded"),
            Self::Unauthorized => (
                "UnauthorizedException",
                "Session token not found or invalid",
            ),
        };
        let kind = format!("com.amazonaws.switchboard.portal#{name}");
        refusal(status, name, &json!({ "message": message, "__type": kind }))
    }
}
