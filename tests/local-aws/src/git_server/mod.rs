//! CodeCommit's own git server, as far as it differs from `git http-backend`, which does the work behind it.
//!
//! It speaks protocol version 0, advertises few capabilities, and refuses what it has not advertised.

mod advertisement;
mod answers;
mod capabilities;
mod fetch_request;
mod packet;
mod push_request;
mod push_scanner;

use std::io;

use http::Response;
use http::header::{CACHE_CONTROL, EXPIRES, PRAGMA};
use http::request::Parts;

use crate::body::Body;
use crate::git::Git;
use crate::git_backend::{self, CgiRequest};
use crate::git_request::{Endpoint, GitService};

/// Answers a git request as CodeCommit does.
pub(crate) async fn answer(
    git: &Git,
    cgi: &CgiRequest,
    (endpoint, service): (Endpoint, GitService),
    parts: &Parts,
    body: Body,
) -> io::Result<Response<Body>> {
    let mut response = match (endpoint, service) {
        (Endpoint::InfoRefs, service) => {
            let response = git_backend::run(git, cgi, parts, body).await?;
            advertisement::rewrite(response, service).await?
        }
        (Endpoint::Rpc, GitService::UploadPack) => {
            fetch_request::answer(git, cgi, parts, body).await?
        }
        (Endpoint::Rpc, GitService::ReceivePack) => {
            push_request::answer(git, cgi, parts, body).await?
        }
    };
    for name in [CACHE_CONTROL, EXPIRES, PRAGMA] {
        response.headers_mut().remove(name);
    }
    Ok(response)
}
