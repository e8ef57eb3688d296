use serde::Serialize;

use crate::http::{Cors, ResponseHeader};

/// A response that the edge itself gives.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EdgeResponse {
    /// The HTTP status.
    pub status: u16,
    /// The headers, those for [`Cors`] included.
    pub headers: Vec<ResponseHeader>,
    /// The body, complete unless the shell appends a stream: see [`EdgeResponse::advertisement`].
    pub body: Vec<u8>,
    /// The code of a refusal, for the log.
    pub code: Option<&'static str>,
}

impl EdgeResponse {
    /// The response to a preflight or to any other `OPTIONS` request.
    pub fn preflight(cors: &Cors, methods: &'static str, headers: &'static str) -> Self {
        Self {
            headers: [cors.preflight_headers(methods, headers), cors.headers()].concat(),
            ..Self::nothing(cors)
        }
    }

    /// A success without a body.
    pub fn nothing(cors: &Cors) -> Self {
        Self {
            status: 204,
            headers: cors.headers(),
            body: Vec::new(),
            code: None,
        }
    }

    /// A JSON response, for programs.
    pub(crate) fn json(status: u16, body: &impl Serialize, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", "application/json".into()));
        headers.push(("cache-control", "no-store".into()));
        Self {
            status,
            headers,
            body: to_json(body).into_bytes(),
            code: None,
        }
    }

    /// Redirects a browser. With 303 it uses GET, whatever the method of the request.
    pub fn redirect(url: String) -> Self {
        Self {
            status: 303,
            headers: vec![
                ("location", url.into()),
                ("cache-control", "no-store".into()),
                // The address may contain the state of a sign-in.
                ("referrer-policy", "no-referrer".into()),
            ],
            body: Vec::new(),
            code: None,
        }
    }

    /// A plain-text response.
    pub fn text(text: &str, cors: &Cors) -> Self {
        Self::document(text, "text/plain; charset=utf-8", cors)
    }

    /// A document of a content type.
    pub fn document(text: &str, content_type: &'static str, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", content_type.into()));
        headers.push(("cache-control", "no-store".into()));
        Self {
            status: 200,
            headers,
            body: text.as_bytes().to_vec(),
            code: None,
        }
    }
}

/// Serialises a type of strings and whole numbers, for which serde_json cannot fail.
pub(super) fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}
