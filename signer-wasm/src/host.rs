use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use crate::text::split_once;
use crate::{Error, Region};

/// A host that serves CodeCommit's git endpoint.
///
/// Its text is always built from the region and the endpoint. Reading one means finding those parts
/// and comparing the whole text with what they build, so that nothing outside the grammar passes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Host {
    region: Region,
    endpoint: Endpoint,
    text: String,
}

impl Host {
    /// Builds the host of an endpoint in a region.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidHost`] for an isolated region, which has no public host, and for an id that a
    /// VPC endpoint cannot have.
    pub fn new(region: Region, endpoint: Endpoint) -> Result<Self, Error> {
        let suffix = region.partition().dns_suffix().ok_or(ISOLATED)?;

        let region_name = region.as_str();
        let text = match &endpoint {
            Endpoint::Fips => ["git-codecommit-fips.", region_name, ".", suffix].concat(),
            Endpoint::Public => ["git-codecommit.", region_name, ".", suffix].concat(),
            Endpoint::Vpc { id, .. } if !is_vpc_id(id) => return Err(FOREIGN),
            Endpoint::Vpc { id, fips } => {
                let service = if *fips {
                    ".git-codecommit-fips."
                } else {
                    ".git-codecommit."
                };
                ["vpce-", id, service, region_name, ".vpce.", suffix].concat()
            }
        };

        Ok(Self {
            region,
            endpoint,
            text,
        })
    }

    /// Reads a host: lower case, without a port, without a trailing dot.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidHost`] for every other host, [`Error::InvalidRegion`] where the label of the
    /// region is not one.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (first, rest) = split_once(text, b'.').ok_or(FOREIGN)?;
        let (vpc_id, service, rest) = match first.strip_prefix("vpce-") {
            Some(id) => {
                let (service, rest) = split_once(rest, b'.').ok_or(FOREIGN)?;
                (Some(id), service, rest)
            }
            None => (None, first, rest),
        };

        let fips = match service {
            "git-codecommit" => false,
            "git-codecommit-fips" => true,
            _ => return Err(FOREIGN),
        };
        let (region, _) = split_once(rest, b'.').ok_or(FOREIGN)?;

        let host = Self::new(
            Region::parse(region)?,
            match (vpc_id, fips) {
                (Some(id), fips) => Endpoint::Vpc {
                    id: id.to_owned(),
                    fips,
                },
                (None, true) => Endpoint::Fips,
                (None, false) => Endpoint::Public,
            },
        )?;

        match host.text == text {
            true => Ok(host),
            false => Err(FOREIGN),
        }
    }

    /// The host's text, as it is signed and connected to.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The region in the host.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// Which of the region's endpoints it is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The kinds of endpoints that CodeCommit has in a region.
///
/// Source: AWS General Reference, "AWS CodeCommit endpoints"; AWS PrivateLink for CodeCommit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Endpoint {
    /// `git-codecommit-fips.…`, with validated cryptography.
    Fips,
    /// `git-codecommit.…`
    Public,
    /// `vpce-{id}.git-codecommit.…`, inside a customer's own network.
    Vpc {
        /// What follows `vpce-`: the endpoint's id, and a zone or suffix where there is one.
        id: String,
        /// Whether it leads to the FIPS endpoint.
        fips: bool,
    },
}

fn is_vpc_id(id: &str) -> bool {
    // One DNS label holds at most 63 bytes, `vpce-` among them.
    id.len() <= 58
        && id.as_bytes().split(|b| *b == b'-').all(|part| {
            !part.is_empty()
                && part
                    .iter()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

const FOREIGN: Error = Error::InvalidHost(
    "the host is not one of CodeCommit's: expected the form of `git-codecommit.eu-west-1.amazonaws.com`, \
     in lower case and without a port",
);
const ISOLATED: Error = Error::InvalidHost("CodeCommit has no public host in the isolated regions");
