//! CORS as AWS supports it: pages of any origin may call its APIs.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN,
};
use http::{HeaderMap, HeaderValue, Response};

use crate::body::{Body, full};

/// The response to a preflight, without the headers that [`allow`] adds.
pub(crate) fn preflight(request: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(full(""));
    if request.contains_key(ORIGIN) {
        response.headers_mut().extend([
            (
                ACCESS_CONTROL_ALLOW_HEADERS,
                HeaderValue::from_static(
                    "authorization,content-type,x-amz-content-sha256,x-amz-date,\
                     x-amz-security-token,x-amz-target,x-amz-user-agent",
                ),
            ),
            (
                ACCESS_CONTROL_ALLOW_METHODS,
                HeaderValue::from_static("GET, POST, OPTIONS"),
            ),
            (ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("172800")),
        ]);
    }
    response
}

/// Lets the requesting page read a response.
pub(crate) fn allow(request: &HeaderMap, response: &mut HeaderMap) {
    if request.contains_key(ORIGIN) {
        response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        response.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("x-amzn-RequestId,x-amzn-ErrorType,Date"),
        );
    }
}
