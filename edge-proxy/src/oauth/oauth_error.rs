use std::borrow::Cow;

use serde::Serialize;

use super::json_response;
use crate::Error;
use crate::http::{CODE_HEADER, Cors, EdgeResponse};
use crate::util::ParametersError;

/// An error response in OAuth's format (RFC 6749, 5.2; RFC 8628, 3.5).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OAuthError {
    /// The HTTP status.
    pub status: u16,
    /// `error`: one of the codes that OAuth defines.
    pub error: &'static str,
    /// `error_description`: what was seen and what to do, in the characters that OAuth allows.
    pub description: Cow<'static, str>,
    /// The detail that is logged only.
    pub detail: Option<String>,
}

impl OAuthError {
    /// An error with the status 400.
    pub fn new(error: &'static str, description: &'static str) -> Self {
        Self {
            status: 400,
            error,
            description: description.into(),
            detail: None,
        }
    }

    /// A code or a token that is not accepted.
    pub fn invalid_grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    /// An error for a form that lacks a required parameter.
    pub fn missing(parameter: &str) -> Self {
        Self {
            description: format!("The form has no {parameter}, which this request needs.").into(),
            ..Self::new("invalid_request", "")
        }
    }

    /// The error as a JSON response.
    pub fn response(&self, cors: &Cors) -> EdgeResponse {
        #[derive(Serialize)]
        struct Body<'a> {
            error: &'a str,
            error_description: &'a str,
        }
        let mut response = json_response(
            self.status,
            &Body {
                error: self.error,
                error_description: &self.description,
            },
            cors,
        );
        response.headers.push((CODE_HEADER, self.error.into()));
        if self.status == 401 {
            // A client that authenticates with the header is challenged in the header (RFC 6749, 5.2).
            let challenge = "Basic realm=\"codecommit-edge\"".into();
            response.headers.push(("www-authenticate", challenge));
        }
        response.code = Some(self.error);
        response
    }
}

/// A failure behind the edge, with its message as the description.
impl From<Error> for OAuthError {
    fn from(error: Error) -> Self {
        let (status, name) = match error.status() {
            401 => (400, "invalid_grant"),
            403 => (400, "access_denied"),
            429 | 502 | 504 => (503, "temporarily_unavailable"),
            500 => (500, "server_error"),
            _ => (400, "invalid_request"),
        };
        Self {
            status,
            error: name,
            description: allowed(error.public_message()),
            detail: error.detail().map(str::to_owned),
        }
    }
}

impl From<ParametersError> for OAuthError {
    fn from(error: ParametersError) -> Self {
        Error::from(error).into()
    }
}

/// Replaces each character that OAuth does not allow with a `?`: quotes from tokens may contain any.
fn allowed(text: Cow<'static, str>) -> Cow<'static, str> {
    let is_allowed = |c| matches!(c, ' '..='~') && c != '"' && c != '\\';
    match text.chars().all(is_allowed) {
        true => text,
        false => text.replace(|c| !is_allowed(c), "?").into(),
    }
}
