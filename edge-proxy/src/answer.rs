use std::borrow::Cow;

use serde_json::json;

use crate::push::RefusedPush;
use crate::service::Service;
use crate::{Cors, Error, Header};

/// An answer that the edge gives itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Vec<u8>,
    /// The code of a refusal.
    pub code: Option<&'static str>,
}

impl Answer {
    /// The answer to a preflight, or to `OPTIONS` of anyone else.
    pub fn preflight(cors: &Cors) -> Self {
        Self {
            status: 204,
            headers: [cors.preflight_headers(), cors.headers()].concat(),
            body: Vec::new(),
            code: None,
        }
    }

    /// Some text.
    pub fn text(text: &str, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", "text/plain; charset=utf-8".into()));
        headers.push(("cache-control", "no-store".into()));
        Self {
            status: 200,
            headers,
            body: text.as_bytes().to_vec(),
            code: None,
        }
    }

    /// A refusal: JSON for those who ask for it, else the short plain text that git shows.
    pub fn refusal(error: &Error, accept: Option<&str>, request_id: &str, cors: &Cors) -> Self {
        let message = error.public_message();
        let wants_json = accept.is_some_and(|accept| accept.contains("application/json"));
        let (content_type, body) = match wants_json {
            true => (
                "application/json",
                json!({ "code": error.code(), "message": message, "request_id": request_id })
                    .to_string(),
            ),
            // Git shows the body of no other type than `text/plain`, line by line.
            false if error.status() >= 500 => (
                "text/plain",
                format!("{message}\nrequest id: {request_id}\n"),
            ),
            false => ("text/plain", format!("{message}\n")),
        };

        let mut headers = cors.headers();
        headers.push(("content-type", content_type.into()));
        headers.push(("cache-control", "no-store".into()));
        headers.push(("x-codecommit-edge-code", error.code().into()));
        headers.push(("x-content-type-options", "nosniff".into()));
        headers.extend(status_header(error));
        Self {
            status: error.status(),
            headers,
            body: body.into_bytes(),
            code: Some(error.code()),
        }
    }

    /// The report that refuses a push; to HTTP it is a success.
    pub fn push_report(push: &RefusedPush, error: &Error, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", Service::ReceivePack.result_type().into()));
        headers.push(("cache-control", "no-store".into()));
        headers.push(("x-codecommit-edge-code", error.code().into()));
        Self {
            status: 200,
            headers,
            body: push.report(&error.public_message()),
            code: Some(error.code()),
        }
    }
}

/// The header that a status calls for.
fn status_header(error: &Error) -> Option<Header> {
    match error {
        Error::MethodNotAllowed { allow } => Some(("allow", Cow::Borrowed(*allow))),
        Error::Throttled { retry_after } => Some(("retry-after", retry_after.to_string().into())),
        // Without a challenge git would try again with no credential, and forget the stored one.
        error if error.status() == 401 => Some((
            "www-authenticate",
            "Basic realm=\"codecommit-edge\", charset=\"UTF-8\"".into(),
        )),
        _ => None,
    }
}
