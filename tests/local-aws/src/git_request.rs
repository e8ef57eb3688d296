use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};

use crate::host::CodeCommitHost;
use crate::iam::Action;
use crate::region::Region;
use crate::service::intended_name;
use crate::signature::Resource;

const DIRECT: &str = "/direct/";
/// What precedes a repository's name in its address.
pub(crate) const REPOSITORIES: &str = "/v1/repos/";

/// One of the three requests of git's smart HTTP protocol.
pub(crate) struct GitRequest<'a> {
    pub(crate) host: CodeCommitHost,
    /// The repository's path as sent and signed.
    path: &'a str,
    pub(crate) endpoint: Endpoint,
    pub(crate) service: GitService,
    /// Addressed by this server's URL instead of a CodeCommit host.
    pub(crate) direct: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    InfoRefs,
    Rpc,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GitService {
    UploadPack,
    ReceivePack,
}

/// Why a request does not match a git endpoint.
pub(crate) struct NotGit {
    pub(crate) status: StatusCode,
    pub(crate) reason: &'static str,
}

impl<'a> GitRequest<'a> {
    pub(crate) fn of(parts: &'a Parts) -> Result<Self, NotGit> {
        let (host, direct, path) = address(parts)?;
        let not_found = NotGit {
            status: StatusCode::NOT_FOUND,
            reason: "Not a git endpoint.",
        };
        if !path.starts_with(REPOSITORIES) {
            return Err(not_found);
        }

        let (path, endpoint, service) = if let Some(path) = path.strip_suffix("/info/refs") {
            (path, Endpoint::InfoRefs, discovered_service(parts)?)
        } else if let Some(path) = path.strip_suffix("/git-upload-pack") {
            (path, Endpoint::Rpc, GitService::UploadPack)
        } else if let Some(path) = path.strip_suffix("/git-receive-pack") {
            (path, Endpoint::Rpc, GitService::ReceivePack)
        } else {
            return Err(not_found);
        };

        let method = match endpoint {
            Endpoint::InfoRefs => Method::GET,
            Endpoint::Rpc => Method::POST,
        };
        if parts.method != method {
            return Err(NotGit {
                status: StatusCode::METHOD_NOT_ALLOWED,
                reason: "git does not use this method here.",
            });
        }
        Ok(Self {
            host,
            path,
            endpoint,
            service,
            direct,
        })
    }

    pub(crate) fn resource(&self) -> Resource<'_> {
        Resource {
            host: &self.host,
            path: self.path,
        }
    }

    pub(crate) fn repository(&self) -> &str {
        self.path.strip_prefix(REPOSITORIES).unwrap_or_default()
    }
}

impl GitService {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::UploadPack => "git-upload-pack",
            Self::ReceivePack => "git-receive-pack",
        }
    }

    pub(crate) fn action(self) -> Action {
        match self {
            Self::UploadPack => Action::GitPull,
            Self::ReceivePack => Action::GitPush,
        }
    }
}

fn address(parts: &Parts) -> Result<(CodeCommitHost, bool, &str), NotGit> {
    let path = parts.uri.path();
    if let Some(rest) = path.strip_prefix(DIRECT) {
        let length = rest.find('/').unwrap_or(rest.len());
        let (region, path) = rest.split_at(length);
        let region = Region::parse(region).ok_or(NotGit {
            status: StatusCode::NOT_FOUND,
            reason: "Not a region.",
        })?;
        return Ok((CodeCommitHost::of_region(region), true, path));
    }
    let host = codecommit_host(&parts.headers).ok_or(NotGit {
        status: StatusCode::BAD_REQUEST,
        reason: "Neither X-Forwarded-Host nor Host names a CodeCommit host.",
    })?;
    Ok((host, false, path))
}

fn discovered_service(parts: &Parts) -> Result<GitService, NotGit> {
    let query = parts.uri.query().unwrap_or_default();
    let service = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "service")
        .map(|(_, value)| value);
    match service.as_deref() {
        Some("git-upload-pack") => Ok(GitService::UploadPack),
        Some("git-receive-pack") => Ok(GitService::ReceivePack),
        _ => Err(NotGit {
            status: StatusCode::BAD_REQUEST,
            reason: "The query names no git service.",
        }),
    }
}

/// The CodeCommit host that the client addressed, if it is one.
fn codecommit_host(headers: &HeaderMap) -> Option<CodeCommitHost> {
    CodeCommitHost::parse(intended_name(headers)?)
}
