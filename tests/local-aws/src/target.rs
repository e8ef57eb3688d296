use http::request::Parts;
use http::{Method, Response, StatusCode};

use crate::answer;
use crate::body::Body;
use crate::git_request::{GitRequest, NotGit};
use crate::identity_center::{self, Endpoint};

/// Which service a request is for.
pub(crate) enum Target<'a> {
    Sts,
    IdentityCenter(Endpoint),
    Git(GitRequest<'a>),
    Nothing {
        status: StatusCode,
        reason: &'static str,
    },
}

impl<'a> Target<'a> {
    pub(crate) fn of(parts: &'a Parts) -> Self {
        if let Some(endpoint) = Endpoint::of(parts) {
            return Self::IdentityCenter(endpoint);
        }
        if parts.uri.path() == "/" && parts.method == Method::POST {
            return Self::Sts;
        }
        match GitRequest::of(parts) {
            Ok(request) => Self::Git(request),
            Err(NotGit { status, reason }) => Self::Nothing { status, reason },
        }
    }

    pub(crate) fn service(&self) -> Option<&'static str> {
        match self {
            Self::Sts => Some("sts"),
            Self::IdentityCenter(endpoint) => Some(endpoint.service()?.as_str()),
            Self::Git(request) => Some(request.service.as_str()),
            Self::Nothing { .. } => None,
        }
    }

    /// How the service says that it fails with this status.
    pub(crate) fn failure(&self, status: StatusCode, request_id: &str) -> Response<Body> {
        let identity_center = match self {
            Self::IdentityCenter(endpoint) => endpoint.service(),
            Self::Sts | Self::Git(_) | Self::Nothing { .. } => None,
        };
        match identity_center {
            Some(service) => identity_center::failure(service, status),
            None => xml_failure(status, request_id),
        }
    }
}

/// How the services with errors in XML say a status.
fn xml_failure(status: StatusCode, request_id: &str) -> Response<Body> {
    let (code, message) = match status {
        StatusCode::TOO_MANY_REQUESTS => ("ThrottlingException", "Rate exceeded"),
        StatusCode::SERVICE_UNAVAILABLE => ("ServiceUnavailable", "Service is unavailable"),
        _ => ("InternalFailure", "An internal error has occurred"),
    };
    answer::error_document(status, code, message, request_id)
}
