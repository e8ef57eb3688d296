use std::borrow::Cow;

use serde::Serialize;

use super::json_answer;
use crate::Error;
use crate::http::{Cors, EdgeResponse};

/// A refusal in OAuth's own terms (RFC 6749, 5.2; RFC 8628, 3.5).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OAuthError {
    /// The status.
    pub status: u16,
    /// Its name.
    pub error: &'static str,
    /// What was seen and what to do, for people; of characters that OAuth allows there.
    pub description: Cow<'static, str>,
    /// What only the log may say.
    pub detail: Option<String>,
}

impl OAuthError {
    /// One with the status 400.
    pub fn new(error: &'static str, description: &'static str) -> Self {
        Self {
            status: 400,
            error,
            description: description.into(),
            detail: None,
        }
    }

    /// A code or a token that is not taken.
    pub fn invalid_grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    /// The answer.
    pub fn answer(&self, cors: &Cors) -> EdgeResponse {
        #[derive(Serialize)]
        struct Body<'a> {
            error: &'a str,
            error_description: &'a str,
        }
        let mut answer = json_answer(
            self.status,
            &Body {
                error: self.error,
                error_description: &self.description,
            },
            cors,
        );
        answer
            .headers
            .push(("x-codecommit-edge-code", self.error.into()));
        if self.status == 401 {
            // A client that names itself by the header is refused by the header (RFC 6749, 5.2).
            let challenge = "Basic realm=\"codecommit-edge\"".into();
            answer.headers.push(("www-authenticate", challenge));
        }
        answer.code = Some(self.error);
        answer
    }
}

/// What fails behind the edge; what a person has to know is in the description.
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

/// A text with a `?` for each character that OAuth does not allow: what is quoted of a token has any.
fn allowed(text: Cow<'static, str>) -> Cow<'static, str> {
    let is_allowed = |c| matches!(c, ' '..='~') && c != '"' && c != '\\';
    match text.chars().all(is_allowed) {
        true => text,
        false => text.replace(|c| !is_allowed(c), "?").into(),
    }
}
