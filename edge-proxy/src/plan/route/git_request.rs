//! The addresses that git requests: a repository's address, and what git appends to it.

use super::{bad_request, not_found, parse_address};
use crate::git::GitRequest;
use crate::git::service::{Phase, Service};
use crate::{Config, Error};

pub(super) fn parse(
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
        (Some(_), Some(_)) => {
            return Err(bad_request(
                "The address of a request with a body has no query. Leave it out.",
            ));
        }
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

fn discovered_service(query: Option<&str>) -> Result<Service, Error> {
    let mut services = query
        .unwrap_or_default()
        .split('&')
        .map(|parameter| parameter.strip_prefix("service="));
    match (services.next().flatten(), services.next()) {
        (Some(name), None) => Service::parse(name).ok_or_else(|| {
            bad_request(
                "The `service` is neither git-upload-pack nor git-receive-pack. Use one of these.",
            )
        }),
        (None, None) => Err(bad_request(
            "The query has no `service`, and this edge speaks only git's smart protocol. Use git 1.6.6 or newer.",
        )),
        (_, Some(_)) => Err(bad_request(
            "The query has more than one parameter. Send only `service`.",
        )),
    }
}
