use std::fmt;

use crate::region::Region;

/// A host that CodeCommit's git endpoints are served on: plain, FIPS, or a VPC endpoint, with the
/// DNS suffix of the region's partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeCommitHost {
    name: String,
    region: Region,
}

impl CodeCommitHost {
    /// Matches a whole host name; `None` for anything but a CodeCommit host in canonical form.
    pub fn parse(name: &str) -> Option<Self> {
        let mut labels = name.splitn(3, '.');
        let (first, second, rest) = (labels.next()?, labels.next()?, labels.next()?);

        let (region, suffix) = if is_service_label(first) {
            (second, rest.to_owned())
        } else if is_vpc_endpoint_label(first) && is_service_label(second) {
            let (region, suffix) = rest.split_once('.')?;
            (region, suffix.strip_prefix("vpce.")?.to_owned())
        } else {
            return None;
        };

        let region = Region::parse(region)?;
        (suffix == region.dns_suffix()).then(|| Self {
            name: name.to_owned(),
            region,
        })
    }

    /// The plain host of a region.
    pub fn of_region(region: Region) -> Self {
        Self {
            name: format!("git-codecommit.{region}.{}", region.dns_suffix()),
            region,
        }
    }

    /// The host name, as it is signed.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The region that the host serves.
    pub fn region(&self) -> &Region {
        &self.region
    }
}

impl fmt::Display for CodeCommitHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn is_service_label(label: &str) -> bool {
    matches!(label, "git-codecommit" | "git-codecommit-fips")
}

/// `vpce-{id}` or `vpce-{id}-{zone or suffix}`.
fn is_vpc_endpoint_label(label: &str) -> bool {
    label.strip_prefix("vpce-").is_some_and(|id| {
        id.split('-').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
    })
}
