use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{Method, Response, StatusCode};

use crate::answer;
use crate::body::Body;
use crate::codecommit_api;
use crate::faults::GitAim;
use crate::git_request::{Endpoint, GitRequest, GitService, NotGit};
use crate::identity_center;
use crate::query::QueryService;

/// Which service a request is for.
pub(crate) enum Target<'a> {
    /// IAM or STS.
    Query(QueryService),
    /// CodeCommit's JSON API, and the operation's name.
    Api(&'a str),
    /// A CORS preflight.
    Preflight,
    IdentityCenter(identity_center::Endpoint),
    Git(GitRequest<'a>),
    Nothing {
        status: StatusCode,
        reason: &'static str,
    },
}

impl<'a> Target<'a> {
    pub(crate) fn of(parts: &'a Parts) -> Self {
        if let Some(endpoint) = identity_center::Endpoint::of(parts) {
            return Self::IdentityCenter(endpoint);
        }
        if parts.uri.path() == "/" && parts.method == Method::POST {
            return match codecommit_api::operation(&parts.headers) {
                Some(name) => Self::Api(name),
                None => Self::Query(QueryService::of(parts)),
            };
        }
        if parts.uri.path() == "/" && parts.method == Method::OPTIONS {
            return Self::Preflight;
        }
        match GitRequest::of(parts) {
            Ok(request) => Self::Git(request),
            Err(NotGit { status, reason }) => Self::Nothing { status, reason },
        }
    }

    /// Whether AWS allows pages of any origin to call it.
    pub(crate) fn is_for_pages(&self) -> bool {
        matches!(self, Self::Api(_) | Self::Preflight | Self::Query(_))
    }

    pub(crate) fn service(&self) -> Option<&'static str> {
        match self {
            Self::Query(service) => Some(service.as_str()),
            Self::Api(_) => Some("codecommit"),
            Self::IdentityCenter(endpoint) => Some(endpoint.service()?.as_str()),
            Self::Git(request) => Some(request.service.as_str()),
            Self::Preflight | Self::Nothing { .. } => None,
        }
    }

    /// The git operation, as far as a fault can select it.
    pub(crate) fn git_aim(&self, parts: &Parts) -> Option<GitAim> {
        let Self::Git(request) = self else {
            return None;
        };
        let is_probe = parts
            .headers
            .get(CONTENT_LENGTH)
            .is_some_and(|it| it == "4");
        let is_push = request.endpoint == Endpoint::Rpc
            && request.service == GitService::ReceivePack
            && !is_probe;
        Some(if is_push { GitAim::Push } else { GitAim::Other })
    }

    /// How the service spells this status.
    pub(crate) fn failure(&self, status: StatusCode, request_id: &str) -> Response<Body> {
        let identity_center = match self {
            Self::IdentityCenter(endpoint) => endpoint.service(),
            Self::Api(_) => return codecommit_api::failure(status),
            _ => None,
        };
        match identity_center {
            Some(service) => identity_center::failure(service, status),
            None => xml_failure(status, request_id),
        }
    }
}

/// How the services with XML errors spell a status.
fn xml_failure(status: StatusCode, request_id: &str) -> Response<Body> {
    let (code, message) = match status {
        StatusCode::TOO_MANY_REQUESTS => ("ThrottlingException", "Rate exceeded"),
        StatusCode::SERVICE_UNAVAILABLE => ("ServiceUnavailable", "Service is unavailable"),
        _ => ("InternalFailure", "An internal error has occurred"),
    };
    answer::error_document(status, code, message, request_id)
}
