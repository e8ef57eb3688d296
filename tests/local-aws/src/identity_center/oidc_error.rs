use http::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::refusal;
use crate::body::Body;

/// The errors of SSO OIDC, from its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OidcError {
    AccessDenied,
    AuthorizationPending,
    ExpiredToken,
    InternalServer,
    InvalidClient,
    InvalidClientMetadata(&'static str),
    InvalidGrant,
    InvalidRequest(&'static str),
    InvalidScope,
    SlowDown,
    UnauthorizedClient,
    UnsupportedGrantType,
}

impl OidcError {
    /// The usual error for a status.
    pub(super) fn failure(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::InvalidClient,
            StatusCode::FORBIDDEN => Self::AccessDenied,
            StatusCode::TOO_MANY_REQUESTS => Self::SlowDown,
            _ if status.is_server_error() => Self::InternalServer,
            _ => Self::InvalidRequest("Invalid request"),
        }
    }

    pub(super) fn response(self) -> Response<Body> {
        let status = match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::InternalServer => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        self.response_with(status)
    }

    pub(super) fn response_with(self, status: StatusCode) -> Response<Body> {
        let (name, code, description) = self.words();
        let document = json!({ "error": code, "error_description": description });
        refusal(status, name, &document)
    }

    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::AccessDenied => (
                "AccessDeniedException",
                "access_denied",
                "The user has denied the request",
            ),
            Self::AuthorizationPending => (
                "AuthorizationPendingException",
                "authorization_pending",
                "The user has not yet approved the request",
            ),
            Self::ExpiredToken => (
                "ExpiredTokenException",
                "expired_token",
                "The device code has expired",
            ),
            Self::InternalServer => (
                "InternalServerException",
                "server_error",
                "An error occurred while the request was processed",
            ),
            Self::InvalidClient => (
                "InvalidClientException",
                "invalid_client",
                "Invalid client provided",
            ),
            Self::InvalidClientMetadata(description) => (
                "InvalidClientMetadataException",
                "invalid_client_metadata",
                description,
            ),
            Self::InvalidGrant => (
                "InvalidGrantException",
                "invalid_grant",
                "Invalid grant provided",
            ),
            Self::InvalidRequest(description) => {
                ("InvalidRequestException", "invalid_request", description)
            }
            Self::InvalidScope => (
                "InvalidScopeException",
                "invalid_scope",
                "Invalid scope provided",
            ),
            Self::SlowDown => ("SlowDownException", "slow_down", "Too many requests"),
            Self::UnauthorizedClient => (
                "UnauthorizedClientException",
                "unauthorized_client",
                "The client is not registered for this grant type",
            ),
            Self::UnsupportedGrantType => (
                "UnsupportedGrantTypeException",
                "unsupported_grant_type",
                "Unsupported grant type",
            ),
        }
    }
}

/// Reads a request. Errors do not quote it, since it contains secrets.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, OidcError> {
    serde_json::from_slice(body)
        .map_err(|_| OidcError::InvalidRequest("A parameter is missing or has the wrong type"))
}
