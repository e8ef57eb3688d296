use alloc::string::String;
use core::fmt;

use crate::text::{contains, split, split_once};
use crate::{Endpoint, Error, Host, Partition, Region, RepositoryName};

/// The address of a CodeCommit repository.
///
/// Prints as the URL that git and the signature use: `https://{host}/v1/repos/{name}`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Remote {
    host: Host,
    repository: RepositoryName,
}

impl Remote {
    /// Combines a host and a repository.
    pub fn new(host: Host, repository: RepositoryName) -> Self {
        Self { host, repository }
    }

    /// Parses an address in any of the usual forms:
    ///
    /// - `https://{host}/v1/repos/{name}`, with or without `.git` or a slash at the end;
    /// - `codecommit::{region}://{name}` and `codecommit://{name}` (from git-remote-codecommit);
    /// - `{region}/{name}`;
    /// - `arn:{partition}:codecommit:{region}:{account}:{name}`, the repository's ARN.
    ///
    /// `region` is for the form without one. If the address names a region, it must be the same.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`], [`Error::InvalidHost`], [`Error::InvalidRegion`],
    /// [`Error::InvalidRepositoryName`], [`Error::RegionMismatch`] or [`Error::RegionRequired`].
    pub fn parse(url: &str, region: Option<&Region>) -> Result<Self, Error> {
        let (host, name) = match url.strip_prefix("https://") {
            Some(rest) => read_https(rest)?,
            None => {
                let (region, name) = match url.strip_prefix("arn:") {
                    Some(rest) => read_arn(rest)?,
                    None => read_short(url, region)?,
                };
                (Host::new(region, Endpoint::Public)?, name)
            }
        };
        if region.is_some_and(|given| given != host.region()) {
            return Err(Error::RegionMismatch);
        }

        let repository = RepositoryName::parse_segment(name)?;
        Ok(Self { host, repository })
    }

    /// The host, without a port.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The region that the host is in.
    pub fn region(&self) -> &Region {
        self.host.region()
    }

    /// The repository's name.
    pub fn repository(&self) -> &RepositoryName {
        &self.repository
    }

    /// The text of [`fmt::Display`].
    pub(crate) fn url(&self) -> String {
        [
            "https://",
            self.host.as_str(),
            "/v1/repos/",
            self.repository.as_str(),
        ]
        .concat()
    }
}

impl fmt::Display for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url())
    }
}

/// Splits the text after `https://` into the host and the segment with the repository's name.
fn read_https(rest: &str) -> Result<(Host, &str), Error> {
    let (authority, path) = split_once(rest, b'/').ok_or(PATH)?;
    if contains(authority, b'@') {
        return Err(Error::InvalidUrl(
            "the address contains a user name or a password; remove the part before the `@`",
        ));
    }
    let host = Host::parse(authority)?;
    if contains(path, b'?') || contains(path, b'#') {
        return Err(Error::InvalidUrl("the address has a query or a fragment"));
    }

    let name = path.strip_prefix("v1/repos/").ok_or(PATH)?;
    Ok((host, name))
}

/// Splits the text after `arn:` into the region and the repository's name.
///
/// Source: Service Authorization Reference, "Resource types defined by AWS CodeCommit".
fn read_arn(rest: &str) -> Result<(Region, &str), Error> {
    let mut parts = split(rest, b':');
    let mut part = || parts.next().ok_or(FORMS);
    let (partition, service, region, account, name) = (part()?, part()?, part()?, part()?, part()?);
    let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    if service != "codecommit" || !is_account || parts.next().is_some() {
        return Err(FORMS);
    }

    let region = Region::parse(region)?;
    match Partition::from_name(partition) == Some(region.partition()) {
        true => Ok((region, name)),
        false => Err(FORMS),
    }
}

/// Splits an address without a host into the region and the segment with the repository's name.
fn read_short<'a>(url: &'a str, given: Option<&Region>) -> Result<(Region, &'a str), Error> {
    let (region, name) = if let Some(name) = url.strip_prefix("codecommit://") {
        (None, name)
    } else if let Some(rest) = url.strip_prefix("codecommit::") {
        let (region, rest) = split_once(rest, b':').ok_or(FORMS)?;
        (Some(region), rest.strip_prefix("//").ok_or(FORMS)?)
    } else if url.starts_with("http://") {
        return Err(Error::InvalidUrl(
            "the address is `http://`, which would send the password in the clear; use `https://`",
        ));
    } else if contains(url, b':') {
        return Err(FORMS);
    } else {
        let (region, name) = split_once(url, b'/').ok_or(FORMS)?;
        (Some(region), name)
    };

    if contains(name, b'@') {
        return Err(Error::InvalidUrl(
            "the address contains a profile; remove the part before the `@`",
        ));
    }
    let region = match region {
        Some(region) => Region::parse(region)?,
        None => given.cloned().ok_or(Error::RegionRequired)?,
    };
    Ok((region, name))
}

const FORMS: Error = Error::InvalidUrl(
    "this is not the address of a repository: expected `https://git-codecommit.{region}.amazonaws.com/v1/repos/{name}`, \
     `codecommit::{region}://{name}`, `{region}/{name}` or its ARN",
);
const PATH: Error = Error::InvalidUrl("the path of the address is not `/v1/repos/{name}`");
