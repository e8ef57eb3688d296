use serde::Serialize;

use crate::http::{Cors, ResponseHeader};

/// A response that the edge itself gives.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EdgeResponse {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
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
        let body = to_json(body).into_bytes();
        Self::with_body(status, "application/json", "no-store", body, cors)
    }

    /// A response with a body. `caching` is the value of `Cache-Control`.
    pub(super) fn with_body(
        status: u16,
        content_type: &'static str,
        caching: &'static str,
        body: Vec<u8>,
        cors: &Cors,
    ) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", content_type.into()));
        headers.push(("cache-control", caching.into()));
        Self {
            status,
            headers,
            body,
            code: None,
        }
    }

    /// The same response with the code of a refusal, in a header and for the log.
    pub(super) fn with_code(mut self, code: &'static str) -> Self {
        self.headers.push((CODE_HEADER, code.into()));
        self.code = Some(code);
        self
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
        let body = text.as_bytes().to_vec();
        Self::with_body(200, content_type, "no-store", body, cors)
    }
}

/// Serialises a type of strings and whole numbers, for which serde_json cannot fail.
pub(super) fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

/// The header with the code of a refusal, for programs.
pub(crate) const CODE_HEADER: &str = "x-codecommit-edge-code";
