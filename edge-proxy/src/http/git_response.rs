//! Responses in the formats of git's smart HTTP protocol.

use super::{Cors, EdgeResponse};
use crate::Error;
use crate::git::pkt_line;
use crate::git::push::RefusedPush;
use crate::git::service::Service;

impl EdgeResponse {
    /// The start of the advertisement for a push to a read-only repository, up to the first ref: the shell appends
    /// the rest. The code tells clients other than git, which ignores it, that a push would be refused.
    pub fn advertisement(start: Vec<u8>, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push((
            "content-type",
            Service::ReceivePack.advertisement_type().into(),
        ));
        headers.push(("cache-control", "no-cache".into()));
        headers.push(("x-codecommit-edge-code", "read_only".into()));
        Self {
            status: 200,
            headers,
            body: start,
            code: None,
        }
    }

    /// The response to the empty probe that precedes a large request.
    pub fn probe(service: Service, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", service.result_type().into()));
        headers.push(("cache-control", "no-cache".into()));
        Self {
            status: 200,
            headers,
            body: Vec::new(),
            code: None,
        }
    }

    /// Rejects a fetch with an `ERR` packet, which git shows: it shows no body of another status.
    ///
    /// Source: git `Documentation/gitprotocol-pack.txt`, "error-line".
    pub fn fetch_error(error: &Error, cors: &Cors) -> Self {
        let mut body = Vec::new();
        pkt_line::encode(
            &mut body,
            format!("ERR {}\n", error.public_message()).as_bytes(),
        );
        let mut headers = cors.headers();
        headers.push(("content-type", Service::UploadPack.result_type().into()));
        headers.push(("cache-control", "no-store".into()));
        headers.push(("x-codecommit-edge-code", error.code().into()));
        Self {
            status: 200,
            headers,
            body,
            code: Some(error.code()),
        }
    }

    /// The report that rejects a push; its HTTP status is 200.
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
