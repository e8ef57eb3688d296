//! Responses to the client.

use web_sys::{ReadableStream, Response, ResponseInit};

use super::clock::Clock;
use super::environment;
use crate::http::headers::{NO_SNIFFING, to_lines};
use crate::http::{AccessLog, EdgeResponse, RequestHead, ResponseHeader, transport};

/// A response to the client.
pub(super) struct ClientResponse {
    pub(super) status: u16,
    pub(super) code: Option<&'static str>,
    pub(super) headers: Vec<ResponseHeader>,
    pub(super) body: Body,
}

pub(super) enum Body {
    Bytes(Vec<u8>),
    /// The body of a response to the edge, which streams through.
    Stream(Option<ReadableStream>),
}

impl ClientResponse {
    /// The response to a client that has disconnected, which is only logged.
    pub(super) fn disconnected() -> Self {
        Self {
            status: CLIENT_LEFT,
            code: Some("client_left"),
            headers: Vec::new(),
            body: Body::Bytes(Vec::new()),
        }
    }

    /// Relays a response with the edge's own headers, and those of its headers that are in `passed`. The body streams
    /// through.
    pub(super) fn relayed(
        response: &Response,
        mut headers: Vec<ResponseHeader>,
        passed: &[&'static str],
    ) -> Self {
        for &name in passed {
            if let Ok(Some(value)) = response.headers().get(name) {
                headers.push((name, value.into()));
            }
        }
        Self {
            status: response.status(),
            code: None,
            headers,
            body: Body::Stream(response.body()),
        }
    }

    /// Writes the request's line to the access log, and makes the runtime's response.
    pub(super) fn finish(
        self,
        head: &RequestHead<'_>,
        mut log: AccessLog,
        clock: &Clock,
    ) -> worker::Result<Response> {
        log.status = self.status;
        log.code = self.code;
        log.duration_ms = clock.elapsed_ms();
        environment::write_access_log(&log.to_json());

        let timing = format!("edge;dur={}", log.duration_ms);
        let own = [
            ("x-request-id", log.request_id.as_str()),
            ("server-timing", &timing),
        ];
        let own = own.into_iter().chain(
            // The edge's pages have set it already.
            Some(NO_SNIFFING).filter(|(own, _)| self.headers.iter().all(|(name, _)| name != own)),
        );
        let own = own.chain(transport::strict_transport_security(head));
        // Clients that sign can see by it that their clock is wrong. Cloudflare adds the header to every response,
        // workerd to none.
        let date = match self.body {
            Body::Bytes(_) => Some(String::from(js_sys::Date::new_0().to_utc_string())),
            Body::Stream(_) => None,
        };
        let date = date.iter().map(|date| ("date", date.as_str()));
        let headers = self.headers.iter().map(|(name, value)| (*name, &**value));
        let headers = environment::headers_of(&to_lines(headers.chain(own).chain(date)));

        let init = ResponseInit::new();
        init.set_status(self.status);
        init.set_headers(&headers);
        let bodiless = head.method == "HEAD" || matches!(self.status, 204 | 304);
        let response = match self.body {
            Body::Stream(body) => {
                Response::new_with_opt_readable_stream_and_init(body.as_ref(), &init)
            }
            Body::Bytes(_) if bodiless => Response::new_with_opt_str_and_init(None, &init),
            Body::Bytes(mut bytes) => {
                Response::new_with_opt_u8_array_and_init(Some(&mut bytes), &init)
            }
        };
        Ok(response?)
    }
}

/// The status that nginx uses for a client that disconnected.
pub(super) const CLIENT_LEFT: u16 = 499;

impl From<EdgeResponse> for ClientResponse {
    fn from(response: EdgeResponse) -> Self {
        Self {
            status: response.status,
            code: response.code,
            headers: response.headers,
            body: Body::Bytes(response.body),
        }
    }
}
