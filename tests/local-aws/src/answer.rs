use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;

use crate::body::{Body, full};

pub(crate) fn text(status: StatusCode, message: &str) -> Response<Body> {
    with_type(status, "text/plain", format!("{message}\n"))
}

pub(crate) fn xml(status: StatusCode, document: String) -> Response<Body> {
    with_type(status, "text/xml", document)
}

pub(crate) fn html(status: StatusCode, document: String) -> Response<Body> {
    with_type(status, "text/html; charset=utf-8", document)
}

pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    match serde_json::to_vec(value) {
        Ok(document) => with_type(status, "application/json", document),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

/// The error document of AWS's query protocol, which its XML services share.
pub(crate) fn error_document(
    status: StatusCode,
    code: &str,
    message: &str,
    request_id: &str,
) -> Response<Body> {
    error_element(status, code, message, request_id, "<ErrorResponse>")
}

/// The same in the namespace of a service.
pub(crate) fn namespaced_error_document(
    status: StatusCode,
    code: &str,
    message: &str,
    request_id: &str,
    namespace: &str,
) -> Response<Body> {
    let start = format!("<ErrorResponse xmlns=\"{namespace}\">");
    error_element(status, code, message, request_id, &start)
}

fn error_element(
    status: StatusCode,
    code: &str,
    message: &str,
    request_id: &str,
    start: &str,
) -> Response<Body> {
    let fault = if status.is_server_error() {
        "Receiver"
    } else {
        "Sender"
    };
    xml(
        status,
        format!(
            "{start}\n  <Error>\n    <Type>{fault}</Type>\n    <Code>{}</Code>\n    \
             <Message>{}</Message>\n  </Error>\n  <RequestId>{request_id}</RequestId>\n\
             </ErrorResponse>\n",
            escape(code),
            escape(message),
        ),
    )
}

/// Escapes text for an XML element.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn with_type(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<hyper::body::Bytes>,
) -> Response<Body> {
    let mut response = Response::new(full(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
