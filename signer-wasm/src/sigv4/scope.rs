use alloc::string::String;
use core::fmt;

use crate::{Region, Timestamp};

/// The scope of a signing key: one day, one region, one service.
///
/// Prints as `{YYYYMMDD}/{region}/{service}/aws4_request`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CredentialScope<'a> {
    region: &'a Region,
    service: &'a str,
    text: String,
}

impl<'a> CredentialScope<'a> {
    /// The scope of a service in a region on the day of `timestamp`.
    pub fn new(timestamp: Timestamp, region: &'a Region, service: &'a str) -> Self {
        let mut text = timestamp.date();
        text.extend(["/", region.as_str(), "/", service, "/aws4_request"]);
        Self {
            region,
            service,
            text,
        }
    }

    /// `YYYYMMDD`
    pub fn date(&self) -> &str {
        self.text.get(..8).unwrap_or_default()
    }

    /// The region.
    pub fn region(&self) -> &'a Region {
        self.region
    }

    /// The service's signing name, such as `codecommit` or `sts`.
    pub fn service(&self) -> &'a str {
        self.service
    }

    /// The text of [`fmt::Display`].
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for CredentialScope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
