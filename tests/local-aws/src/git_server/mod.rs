//! How CodeCommit's git server differs from `git http-backend`, which does the work behind it.
//!
//! It speaks protocol version 0, advertises few capabilities, and rejects all others.

mod advertisement;
mod answers;
mod capabilities;
mod fetch_request;
mod forms;
mod packet;
mod push_request;
mod push_scanner;

pub(crate) use self::forms::{EmptyAdvertisement, ReportForm};

use std::io;

use http::Response;
use http::header::{CACHE_CONTROL, EXPIRES, PRAGMA};
use http::request::Parts;

use crate::body::Body;
use crate::cloud::Settings;
use crate::git::Git;
use crate::git_backend::{self, CgiRequest};
use crate::git_request::{Endpoint, GitService};

/// Answers a git request as CodeCommit does.
pub(crate) async fn answer(
    git: &Git,
    cgi: &CgiRequest,
    (endpoint, service): (Endpoint, GitService),
    settings: &Settings,
    parts: &Parts,
    body: Body,
) -> io::Result<Response<Body>> {
    let mut response = match (endpoint, service) {
        (Endpoint::InfoRefs, service) => {
            let response = git_backend::run(git, cgi, parts, body).await?;
            advertisement::rewrite(response, service, settings.empty_advertisement).await?
        }
        (Endpoint::Rpc, GitService::UploadPack) => {
            fetch_request::answer(git, cgi, parts, body).await?
        }
        (Endpoint::Rpc, GitService::ReceivePack) => {
            push_request::answer(git, cgi, settings.report_status, parts, body).await?
        }
    };
    for name in [CACHE_CONTROL, EXPIRES, PRAGMA] {
        response.headers_mut().remove(name);
    }
    Ok(response)
}

/// Git's form of an error: a failure of either service, at either endpoint.
pub(crate) fn failure(endpoint: Endpoint, service: GitService, message: &str) -> Response<Body> {
    match endpoint {
        Endpoint::InfoRefs => answers::advertised_error(service, message),
        Endpoint::Rpc => answers::error(service, message),
    }
}

/// A report on a push that changes nothing: the result for the pack, and for every reference.
pub(crate) async fn report(
    parts: &Parts,
    body: Body,
    unpack: &str,
    reference: &str,
) -> io::Result<Response<Body>> {
    let commands = push_request::read(parts, body).await?;
    Ok(answers::report(&commands, unpack, reference))
}
