use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use crate::{Error, Region};

/// The name of a profile: the first segment of an edge address such as `/payments/eu-west-1/app`.
///
/// `[a-z][a-z0-9-]{0,63}`, but neither a region nor one of [`ProfileName::RESERVED`], which would make addresses
/// ambiguous.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ProfileName(String);

impl ProfileName {
    /// The first segments of the edge's own addresses, present and planned.
    pub const RESERVED: [&'static str; 11] = [
        "assets", "auth", "aws", "device", "healthz", "login", "oauth", "saml", "session", "setup",
        "v1",
    ];

    /// Parses a profile's name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidProfileName`] says which rule is broken.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let well_formed = text.len() <= 64
            && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let problem = if !well_formed {
            "is not a name of up to 64 lower-case letters, digits and `-` that starts with a letter"
        } else if Region::parse(text).is_ok() {
            "has the shape of a region, so that its addresses would be ambiguous"
        } else if Self::RESERVED.contains(&text) {
            "is a name that the edge uses itself"
        } else {
            return Ok(Self(text.to_owned()));
        };

        Err(Error::InvalidProfileName(problem))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
