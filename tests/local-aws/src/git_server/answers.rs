//! Responses that git's programs did not write.

use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};

use super::packet;
use super::push_scanner::Commands;
use crate::body::{Body, full};
use crate::git_request::GitService;

/// A failure in git's own form.
pub(super) fn error(service: GitService, message: &str) -> Response<Body> {
    let mut body = Vec::new();
    packet::write(&mut body, format!("ERR {message}\n").as_bytes());
    result(service, body)
}

/// The same instead of references.
pub(super) fn advertised_error(service: GitService, message: &str) -> Response<Body> {
    let mut body = Vec::new();
    packet::write(
        &mut body,
        format!("# service={}\n", service.as_str()).as_bytes(),
    );
    body.extend_from_slice(b"0000");
    packet::write(&mut body, format!("ERR {message}\n").as_bytes());
    let content_type = match service {
        GitService::UploadPack => "application/x-git-upload-pack-advertisement",
        GitService::ReceivePack => "application/x-git-receive-pack-advertisement",
    };
    with_type(content_type, body)
}

/// A push report: the result for the pack, then for every reference.
pub(super) fn report(commands: &Commands, unpack: &str, reference: &str) -> Response<Body> {
    let mut report = Vec::new();
    packet::write(&mut report, format!("unpack {unpack}\n").as_bytes());
    for name in &commands.references {
        packet::write(&mut report, format!("ng {name} {reference}\n").as_bytes());
    }
    report.extend_from_slice(b"0000");
    if commands.wants_side_band {
        report = in_side_band(&report);
    }
    result(GitService::ReceivePack, report)
}

/// Puts a report inside side-band 1.
pub(super) fn in_side_band(report: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in report.chunks(65_515) {
        packet::write(&mut body, &[&[1], part].concat());
    }
    body.extend_from_slice(b"0000");
    body
}

/// Success with an empty body.
pub(super) fn empty(service: GitService) -> Response<Body> {
    result(service, Vec::new())
}

fn result(service: GitService, body: Vec<u8>) -> Response<Body> {
    let content_type = match service {
        GitService::UploadPack => "application/x-git-upload-pack-result",
        GitService::ReceivePack => "application/x-git-receive-pack-result",
    };
    with_type(content_type, body)
}

fn with_type(content_type: &'static str, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(full(body));
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}
