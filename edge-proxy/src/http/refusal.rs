//! Refusals: a body for git, Git LFS or a program, and the headers that the status requires.

use std::borrow::Cow;

use serde::Serialize;

use super::response::to_json;
use super::{Cors, EdgeResponse, RequestHead, ResponseHeader};
use crate::{Config, Error};

impl EdgeResponse {
    /// A refusal: JSON for callers that ask for it and for Git LFS, otherwise the short plain text that git shows.
    pub fn refusal(error: &Error, request: &RequestHead<'_>, cors: &Cors, config: &Config) -> Self {
        let message = error.public_message();
        let request_id = request.request_id;
        let wants_json = request
            .header("accept")
            .is_some_and(|accept| accept.contains("application/json"));
        if matches!(error, Error::FetchTooLarge { .. }) && !wants_json {
            return Self::fetch_error(error, cors);
        }
        let (content_type, body) = match wants_json {
            // The format of Git LFS's API, whose client shows `message`.
            _ if *error == Error::LfsUnsupported => (
                "application/vnd.git-lfs+json",
                to_json(&LfsError {
                    message: &message,
                    request_id,
                }),
            ),
            true => (
                "application/json",
                to_json(&RefusalBody {
                    code: error.code(),
                    message: &message,
                    request_id,
                }),
            ),
            // Git shows only bodies of the type `text/plain`, line by line.
            false if error.status() >= 500 => (
                "text/plain",
                format!("{message}\nrequest id: {request_id}\n"),
            ),
            false => ("text/plain", format!("{message}\n")),
        };

        let mut response = Self::with_body(
            error.status(),
            content_type,
            "no-store",
            body.into_bytes(),
            cors,
        )
        .with_code(error.code());
        response
            .headers
            .extend(status_headers(error, request, config));
        response
    }
}

/// A refusal in JSON.
#[derive(Serialize)]
struct RefusalBody<'a> {
    code: &'a str,
    message: &'a str,
    request_id: &'a str,
}

/// A refusal in Git LFS's JSON.
#[derive(Serialize)]
struct LfsError<'a> {
    message: &'a str,
    request_id: &'a str,
}

fn came_with_bearer(request: &RequestHead<'_>) -> bool {
    let scheme = request
        .header("authorization")
        .and_then(|authorization| authorization.split(' ').next());
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"))
}

/// The headers that the status requires.
fn status_headers(
    error: &Error,
    request: &RequestHead<'_>,
    config: &Config,
) -> Vec<ResponseHeader> {
    match error {
        Error::MethodNotAllowed { allow } => vec![("allow", Cow::Borrowed(*allow))],
        Error::Throttled { retry_after, .. }
        | Error::TooManyCalls { retry_after }
        | Error::TooManySignIns { retry_after } => {
            vec![("retry-after", retry_after.to_string().into())]
        }
        // Without a challenge, git would retry without a credential and erase the stored one.
        error if error.status() == 401 => {
            let basic = match config.gitea_compatibility {
                true => "Basic realm=\"Gitea\"",
                false => "Basic realm=\"codecommit-edge\", charset=\"UTF-8\"",
            };
            let mut challenges = vec![("www-authenticate", basic.into())];
            // Given two schemes, libcurl tries without a credential once more to choose between them, which is one
            // more request for every git command that has a password.
            if came_with_bearer(request) {
                challenges.push((
                    "www-authenticate",
                    "Bearer realm=\"codecommit-edge\"".into(),
                ));
            }
            challenges
        }
        _ => Vec::new(),
    }
}
