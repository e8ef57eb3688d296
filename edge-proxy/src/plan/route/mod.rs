//! Parses the addresses of the edge, without decoding them.

mod git_request;
mod repository_address;
mod session;

use signer_wasm::Region;

pub(super) use self::repository_address::parse_address;
use crate::aws::relay::RelayedService;
use crate::git::GitRequest;
use crate::oauth::LoginRoute;
use crate::pages::browser_client::Asset;
use crate::{Config, Error};

/// The meaning of an address on the edge.
///
/// The path is compared without decoding: no valid name needs an escape, so that a path with one is not found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Route {
    /// `/www/{name}` or `/service-worker.js`: a browser-client asset.
    Asset(Asset),
    /// `POST /aws/{service}`: a call to one of AWS's APIs.
    AwsCall(RelayedService),
    /// A git request.
    Git(GitRequest),
    /// `/healthz`: for load balancers.
    Health,
    /// `/`: the browser client, or a line of help if it is not deployed.
    Home,
    /// An address of the sign-in.
    Login(LoginRoute),
    /// `POST /session`: opens a session.
    OpenSession {
        /// `profile`: the profile that the session is limited to.
        profile: Option<String>,
        /// `access=read`: whether the session is read-only.
        read_only: bool,
    },
    /// `DELETE /session`: ends a session.
    EndSession,
    /// `GET /session/repositories`: the list of repositories.
    Repositories {
        /// `profile`: the profile whose role asks.
        profile: Option<String>,
        /// `region`: the region whose repositories to list.
        region: Region,
    },
    /// `/config.json`: the browser client's settings.
    Settings,
    /// `GET /session`: describes a session to its holder.
    ShowSession,
}

impl Route {
    /// Parses a method, a path and a query (without its `?`), as received.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::BadRegion`], [`Error::BadRepositoryName`], [`Error::BadRequest`],
    /// [`Error::LfsUnsupported`] or [`Error::MethodNotAllowed`].
    pub fn parse(
        method: &str,
        path: &str,
        query: Option<&str>,
        config: &Config,
    ) -> Result<Self, Error> {
        match (path, query) {
            // With a `corsProxy` that ends in `?`, the query is the whole URL.
            ("/", Some(url)) if url.starts_with("https://") => {
                let (path, query) = match url.split_once('?') {
                    Some((path, query)) => (path, Some(query)),
                    None => (url, None),
                };
                let path = path.strip_prefix("https:/").unwrap_or_default();
                git_request::parse(method, path, query, config).map(|route| {
                    Self::Git(GitRequest {
                        form: "query",
                        ..route
                    })
                })
            }
            ("/", Some(url)) if url.contains("://") => {
                Err(not_found("The URL after the `?` must start with https://."))
            }
            ("/", _) => only_get(method).map(|()| Self::Home),
            ("/healthz", _) => only_get(method).map(|()| Self::Health),
            ("/config.json", _) => only_get(method).map(|()| Self::Settings),
            (REPOSITORIES, query) => Self::parse_repositories(method, query, config),
            (SESSION, query) => Self::parse_session(method, query),
            _ => {
                if let Some(service) = aws_service(path) {
                    return Self::parse_call(method, service);
                }
                if let Some(asset) = Asset::parse(path).filter(|_| config.has_page) {
                    return only_get(method).map(|()| Self::Asset(asset));
                }
                match LoginRoute::parse(method, path, config)? {
                    Some(route) => Ok(Self::Login(route)),
                    None => git_request::parse(method, path, query, config).map(Self::Git),
                }
            }
        }
    }

    fn parse_call(method: &str, service: &str) -> Result<Self, Error> {
        let service = RelayedService::parse(service).ok_or_else(|| {
            not_found("This edge relays calls to codecommit, iam and sts: POST https://{this host}/aws/{service}.")
        })?;
        match method {
            "POST" => Ok(Self::AwsCall(service)),
            _ => Err(Error::MethodNotAllowed {
                allow: CALL_METHODS,
            }),
        }
    }
}

/// The service in an address of a call to AWS.
pub(super) fn aws_service(path: &str) -> Option<&str> {
    path.strip_prefix("/aws/")
        .filter(|service| !service.contains('/'))
}

fn only_get(method: &str) -> Result<(), Error> {
    match method {
        "GET" | "HEAD" => Ok(()),
        _ => Err(Error::MethodNotAllowed { allow: "GET, HEAD" }),
    }
}

fn bad_request(problem: &'static str) -> Error {
    Error::BadRequest(problem.into())
}

fn not_found(problem: &'static str) -> Error {
    Error::NotFound(problem.into())
}

/// The address of the list of repositories.
pub const REPOSITORIES: &str = "/session/repositories";
/// The methods of [`REPOSITORIES`].
pub const REPOSITORIES_METHODS: &str = "GET, OPTIONS";
/// The address of the session API.
pub const SESSION: &str = "/session";
/// The methods of [`SESSION`].
pub const SESSION_METHODS: &str = "GET, POST, DELETE, OPTIONS";
/// The methods of the addresses `/aws/{service}`.
pub const CALL_METHODS: &str = "POST, OPTIONS";
