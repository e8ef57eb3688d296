//! A repository's address: the URL that users clone, without the host.

use signer_wasm::{Endpoint, Host, Region, Remote, RepositoryName};

use super::not_found;
use crate::plan::malformed_region;
use crate::{Config, Error};

/// Parses a repository's address. Returns its form, as logged, the profile in it, if any, and the repository.
pub(in crate::plan) fn parse_address(
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
