use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use crate::text::split_once;
use crate::{Error, Region};

/// A host of CodeCommit's git endpoint.
///
/// Its text is always built from the region and the endpoint. Parsing finds these parts and compares the input with
/// the text that they build, so that nothing outside the grammar passes.
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
    /// [`Error::InvalidHost`] for an isolated region, which has no public host, and for an invalid VPC endpoint id.
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

    /// Parses a host in lower case, without a port or a trailing dot.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidHost`] for any other host, [`Error::InvalidRegion`] if the label for the region is not one.
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

    /// The host name, for signing and connecting.
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

/// The kinds of endpoint that CodeCommit has in a region.
///
/// Source: AWS General Reference, "AWS CodeCommit endpoints"; AWS PrivateLink for CodeCommit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Endpoint {
    /// `git-codecommit-fips.…`, with FIPS-validated cryptography.
    Fips,
    /// `git-codecommit.…`
    Public,
    /// `vpce-{id}.git-codecommit.…`, in a customer's VPC.
    Vpc {
        /// The text after `vpce-`: the endpoint's id, and a zone or suffix if there is one.
        id: String,
        /// Whether it is a FIPS endpoint.
        fips: bool,
    },
}

fn is_vpc_id(id: &str) -> bool {
    // A DNS label has at most 63 bytes, including `vpce-`.
    id.len() <= 58
        && id.as_bytes().split(|b| *b == b'-').all(|part| {
            !part.is_empty()
                && part
                    .iter()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

const FOREIGN: Error = Error::InvalidHost(
    "the host is not CodeCommit's: expected a host such as `git-codecommit.eu-west-1.amazonaws.com`, \
     in lower case and without a port",
);
const ISOLATED: Error = Error::InvalidHost("CodeCommit has no public host in the isolated regions");
