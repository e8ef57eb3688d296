use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use crate::Error;

/// An AWS region, such as `eu-west-1`.
///
/// Only the form is checked (`([a-z]{2}|eusc)(-[a-z]+)+-[0-9]+`), because a list of names would reject regions that
/// AWS opens later.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Region(String);

impl Region {
    /// Parses a region's name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRegion`] for any other form, and for more than 32 bytes.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut labels = text.as_bytes().split(|b| *b == b'-');
        let area = labels.next().unwrap_or_default();
        let number = labels.next_back().unwrap_or_default();
        let mut places = labels.peekable();

        let well_formed = text.len() <= MAX_LEN
            && (area == b"eusc" || (area.len() == 2 && is_lower(area)))
            && places.peek().is_some()
            && places.all(is_lower)
            && !number.is_empty()
            && number.iter().all(u8::is_ascii_digit);

        match well_formed {
            true => Ok(Self(text.to_owned())),
            false => Err(Error::InvalidRegion),
        }
    }

    /// The name, as in `eu-west-1`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition of the region, by its prefix.
    pub fn partition(&self) -> Partition {
        let region = self.as_str();
        if region.starts_with("cn-") {
            Partition::AwsCn
        } else if region.starts_with("eusc-") {
            Partition::AwsEusc
        } else if region.starts_with("us-gov-") {
            Partition::AwsUsGov
        } else if region.as_bytes().windows(4).any(|part| part == b"-iso") {
            Partition::AwsIso
        } else {
            Partition::Aws
        }
    }

    /// The region's host for an AWS service such as `sts`; `None` for an isolated region, which has no public hosts.
    ///
    /// IAM has one host for all regions of a partition.
    ///
    /// Source: the endpoint rules in AWS's SDKs (botocore `iam/2010-05-08/endpoint-rule-set-1.json`).
    pub fn service_host(&self, service: &str) -> Option<String> {
        let partition = self.partition();
        let suffix = partition.dns_suffix()?;
        let place = match (service, partition) {
            ("iam", Partition::Aws) => return Some([service, ".", suffix].concat()),
            ("iam", Partition::AwsCn) => "cn-north-1",
            ("iam", Partition::AwsEusc) => "eusc-de-east-1",
            ("iam", Partition::AwsUsGov) => "us-gov",
            _ => self.as_str(),
        };
        Some([service, ".", place, ".", suffix].concat())
    }

    /// The region that calls to an AWS service in this region are signed for: for IAM, the partition's main region.
    /// `None` for IAM in an isolated region.
    pub fn signing_region(&self, service: &str) -> Option<Self> {
        match service {
            "iam" => self.partition().main_region(),
            _ => Some(self.clone()),
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A group of regions with its own accounts, names and hosts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Partition {
    /// The commercial regions.
    Aws,
    /// China.
    AwsCn,
    /// The European Sovereign Cloud.
    AwsEusc,
    /// The isolated regions, which the public network cannot reach.
    AwsIso,
    /// GovCloud (US).
    AwsUsGov,
}

impl Partition {
    /// Every value of [`Partition::dns_suffix`].
    pub const DNS_SUFFIXES: [&'static str; 3] =
        ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu"];

    /// Parses the name of a partition, as ARNs have it: `aws-cn`. There are several isolated partitions.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "aws" => Some(Self::Aws),
            "aws-cn" => Some(Self::AwsCn),
            "aws-eusc" => Some(Self::AwsEusc),
            "aws-us-gov" => Some(Self::AwsUsGov),
            name if name.starts_with("aws-iso") => Some(Self::AwsIso),
            _ => None,
        }
    }

    /// A region that is enabled in every account of the partition; `None` in the isolated partitions.
    pub fn main_region(self) -> Option<Region> {
        let name = match self {
            Self::Aws => "us-east-1",
            Self::AwsCn => "cn-north-1",
            Self::AwsEusc => "eusc-de-east-1",
            Self::AwsUsGov => "us-gov-west-1",
            Self::AwsIso => return None,
        };
        Region::parse(name).ok()
    }

    /// The DNS suffix of the partition's services; `None` if it has no public ones.
    pub fn dns_suffix(self) -> Option<&'static str> {
        match self {
            Self::Aws | Self::AwsUsGov => Some("amazonaws.com"),
            Self::AwsCn => Some("amazonaws.com.cn"),
            // Unconfirmed for CodeCommit: the suffix of the partition's other services.
            Self::AwsEusc => Some("amazonaws.eu"),
            Self::AwsIso => None,
        }
    }
}

fn is_lower(label: &[u8]) -> bool {
    !label.is_empty() && label.iter().all(u8::is_ascii_lowercase)
}

const MAX_LEN: usize = 32;
