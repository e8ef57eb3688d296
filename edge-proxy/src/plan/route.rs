//! Parses addresses.

use signer_wasm::{Endpoint, Host, Region, Remote, RepositoryName};

use crate::aws::relay::RelayedService;
use crate::git::GitRequest;
use crate::git::service::{Phase, Service};
use crate::oauth::LoginRoute;
use crate::pages::browser_client::Asset;
use crate::plan::malformed_region;
use crate::util::Parameters;
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
    /// `/healthz`
    Health,
    /// `/`
    Home,
    /// An address of the sign-in.
    Login(LoginRoute),
    /// `POST /session`
    OpenSession {
        /// `profile`: the profile that the session is limited to.
        profile: Option<String>,
        /// `access=read`: whether the session is read-only.
        read_only: bool,
    },
    /// `DELETE /session`
    EndSession,
    /// `GET /session/repositories`: the list of repositories.
    Repositories {
        /// `profile`: the profile whose role asks.
        profile: Option<String>,
        /// `region`: the region.
        region: Region,
    },
    /// `/config.json`: the browser client's settings.
    Settings,
    /// `GET /session`
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
                parse_git(method, path, query, config).map(|route| {
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
                    None => parse_git(method, path, query, config).map(Self::Git),
                }
            }
        }
    }
}

impl Route {
    fn parse_session(method: &str, query: Option<&str>) -> Result<Self, Error> {
        match method {
            "POST" => {
                let (mut profile, mut read_only) = (None, false);
                for parameter in Parameters::parse(query.unwrap_or_default())?.iter() {
                    match parameter {
                        ("profile", name) if !name.is_empty() => profile = Some(name.to_owned()),
                        ("access", "read") => read_only = true,
                        ("access", "write") => read_only = false,
                        _ => {
                            return Err(bad_request(
                                "the query of a session supports only `profile={name}`, and `access=read` or `access=write`",
                            ));
                        }
                    }
                }
                Ok(Self::OpenSession { profile, read_only })
            }
            "DELETE" => Ok(Self::EndSession),
            "GET" => Ok(Self::ShowSession),
            _ => Err(Error::MethodNotAllowed {
                allow: SESSION_METHODS,
            }),
        }
    }
}

impl Route {
    fn parse_repositories(
        method: &str,
        query: Option<&str>,
        config: &Config,
    ) -> Result<Self, Error> {
        if method != "GET" {
            return Err(Error::MethodNotAllowed {
                allow: REPOSITORIES_METHODS,
            });
        }
        let parameters = Parameters::parse(query.unwrap_or_default())?;
        if parameters
            .iter()
            .any(|(name, _)| !matches!(name, "profile" | "region"))
        {
            return Err(bad_request(
                "the query of the list of repositories supports only `region={region}` and `profile={name}`",
            ));
        }
        let region = match parameters.value("region") {
            Some(region) => malformed_region::parse(region)?,
            None => config.default_region.clone().ok_or_else(|| {
                bad_request(
                    "there is no `region` in the query, and this edge has no default region",
                )
            })?,
        };
        Ok(Self::Repositories {
            profile: parameters.value("profile").map(str::to_owned),
            region,
        })
    }
}

impl Route {
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

fn parse_git(
    method: &str,
    path: &str,
    query: Option<&str>,
    config: &Config,
) -> Result<GitRequest, Error> {
    let (address, request) = split_request(path)?;
    let (form, profile, remote) = parse_address(address, config)?;

    let (phase, service) = match request {
        Request::InfoRefs => (Phase::Discovery, None),
        Request::Lfs => return Err(Error::LfsUnsupported),
        Request::Rpc(service) => (Phase::Rpc, Some(service)),
    };
    match (phase, method) {
        (Phase::Discovery, "GET") | (Phase::Rpc, "POST") => {}
        (Phase::Discovery, _) => {
            return Err(Error::MethodNotAllowed {
                allow: "GET, OPTIONS",
            });
        }
        (Phase::Rpc, _) => {
            return Err(Error::MethodNotAllowed {
                allow: "POST, OPTIONS",
            });
        }
    }
    let service = match (service, query) {
        (None, query) => discovered_service(query)?,
        (Some(service), None) => service,
        (Some(_), Some(_)) => return Err(bad_request("a request with a body has no query")),
    };

    Ok(GitRequest {
        form,
        profile,
        remote,
        service,
        phase,
    })
}

enum Request {
    InfoRefs,
    /// Git LFS's API, below the repository's address.
    Lfs,
    Rpc(Service),
}

/// Splits the repository's address from what git appends to it.
fn split_request(path: &str) -> Result<(&str, Request), Error> {
    if let Some((address, _)) = path.split_once("/info/lfs/") {
        return Ok((address, Request::Lfs));
    }
    let requests = [
        ("/info/refs", Request::InfoRefs),
        ("/git-upload-pack", Request::Rpc(Service::UploadPack)),
        ("/git-receive-pack", Request::Rpc(Service::ReceivePack)),
    ];
    requests
        .into_iter()
        .find_map(|(end, request)| Some((path.strip_suffix(end)?, request)))
        .ok_or_else(|| {
            not_found(
                "This address does not exist. Use git: git clone https://{this host}/{region}/{repository}",
            )
        })
}

/// Parses a repository's address.
pub(super) fn parse_address(
    address: &str,
    config: &Config,
) -> Result<(&'static str, Option<String>, Remote), Error> {
    // The repository's address may end in a slash, as in `…/app/` + `/info/refs`.
    let address = address.strip_suffix('/').unwrap_or(address);
    let segments: Vec<&str> = address
        .strip_prefix('/')
        .unwrap_or_default()
        .split('/')
        .collect();

    match segments[..] {
        ["v1", "repos", name] => {
            let region = config.default_region.clone().ok_or_else(|| {
                not_found(
                    "This edge has no default region: use the address https://{this host}/{region}/{repository}. Its operator can set DEFAULT_REGION.",
                )
            })?;
            Ok(("default", None, public(region, name)?))
        }
        [host, "v1", "repos", name] => Ok(("host", None, on_host(host, name)?)),
        [region, name] => Ok((
            "short",
            None,
            public(malformed_region::parse(region)?, name)?,
        )),
        [profile, region, name] if config.profiles.contains_key(profile) => Ok((
            "profile",
            Some(profile.to_owned()),
            public(malformed_region::parse(region)?, name)?,
        )),
        [_, region, _] if Region::parse(region).is_ok() => Err(not_found(
            "This edge has no profile of that name. Check its spelling, or leave it out: https://{this host}/{region}/{repository}.",
        )),
        _ => Err(not_found(
            "There is no repository at this address: use https://{this host}/{region}/{repository}.",
        )),
    }
}

fn public(region: Region, name: &str) -> Result<Remote, Error> {
    Ok(Remote::new(
        Host::new(region, Endpoint::Public)?,
        RepositoryName::parse_segment(name)?,
    ))
}

fn on_host(host: &str, name: &str) -> Result<Remote, Error> {
    let host = Host::parse(host).map_err(|error| match error {
        signer_wasm::Error::InvalidRegion => malformed_region::in_host(host),
        error => error.into(),
    })?;
    match host.endpoint() {
        Endpoint::Fips | Endpoint::Public => {
            Ok(Remote::new(host, RepositoryName::parse_segment(name)?))
        }
        Endpoint::Vpc { .. } => Err(not_found(
            "This is the host of a VPC endpoint, which can be reached only from inside its network: use git there, or the region's public host here.",
        )),
    }
}

fn discovered_service(query: Option<&str>) -> Result<Service, Error> {
    let mut services = query
        .unwrap_or_default()
        .split('&')
        .map(|parameter| parameter.strip_prefix("service="));
    match (services.next().flatten(), services.next()) {
        (Some(name), None) => Service::parse(name).ok_or_else(|| {
            bad_request("the service is neither git-upload-pack nor git-receive-pack")
        }),
        (None, None) => Err(bad_request(
            "there is no `service` in the query: this edge speaks only git's smart protocol, which git has had since 1.6.6",
        )),
        (_, Some(_)) => Err(bad_request("the query has more than one parameter")),
    }
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
/// Its methods.
pub const REPOSITORIES_METHODS: &str = "GET, OPTIONS";
/// The address of the session API.
pub const SESSION: &str = "/session";
/// Its methods.
pub const SESSION_METHODS: &str = "GET, POST, DELETE, OPTIONS";
/// The methods of the addresses `/aws/{service}`.
pub const CALL_METHODS: &str = "POST, OPTIONS";
