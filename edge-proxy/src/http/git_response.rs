//! Responses in the formats of git's smart HTTP protocol.

use super::response::CODE_HEADER;
use super::{Cors, EdgeResponse};
use crate::Error;
use crate::git::pkt_line;
use crate::git::push::RefusedPush;
use crate::git::service::Service;

impl EdgeResponse {
    /// The start of the advertisement for a push to a read-only repository, up to the first ref: the shell appends
    /// the rest. The code tells clients other than git, which ignores it, that a push would be refused.
    pub fn advertisement(start: Vec<u8>, cors: &Cors) -> Self {
        let content_type = Service::ReceivePack.advertisement_type();
        let mut response = Self::with_body(200, content_type, "no-cache", start, cors);
        response.headers.push((CODE_HEADER, "read_only".into()));
        response
    }

    /// The response to the empty probe that precedes a large request.
    pub fn probe(service: Service, cors: &Cors) -> Self {
        Self::with_body(200, service.result_type(), "no-cache", Vec::new(), cors)
    }

    /// Rejects a fetch with an `ERR` packet and status 200, because git does not show the body of any other status.
    ///
    /// Source: git `Documentation/gitprotocol-pack.txt`, "error-line".
    pub fn fetch_error(error: &Error, cors: &Cors) -> Self {
        let mut body = Vec::new();
        pkt_line::encode(
            &mut body,
            format!("ERR {}\n", error.public_message()).as_bytes(),
        );
        let content_type = Service::UploadPack.result_type();
        Self::with_body(200, content_type, "no-store", body, cors).with_code(error.code())
    }

    /// The report that rejects a push; its HTTP status is 200.
    pub fn push_report(push: &RefusedPush, error: &Error, cors: &Cors) -> Self {
        let body = push.report(&error.public_message());
        let content_type = Service::ReceivePack.result_type();
        Self::with_body(200, content_type, "no-store", body, cors).with_code(error.code())
    }
}
