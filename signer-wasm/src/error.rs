use alloc::borrow::Cow;
use core::fmt;

use crate::text::decimal;

/// What was wrong with an input, for people ([`fmt::Display`]) and for programs ([`Error::code`]).
///
/// A message quotes only what cannot be a secret: never a user name, a query, or any part of a
/// credential, for an address that was pasted wrongly may hold one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The credentials had ended at the time of signing.
    CredentialsExpired {
        /// How long before that they ended.
        seconds_ago: u32,
    },
    /// A part of the credentials is missing or malformed.
    InvalidCredentials(&'static str),
    /// The host is not one of CodeCommit's.
    InvalidHost(&'static str),
    /// The profile's name is outside the grammar; the text goes on from the name ("is …").
    InvalidProfileName(&'static str),
    /// The region does not have the shape of one.
    InvalidRegion,
    /// The repository's name is outside CodeCommit's grammar.
    InvalidRepositoryName(&'static str),
    /// An API request cannot be signed as it is.
    InvalidRequest(&'static str),
    /// The time is outside the years 1970 to 9999, or is not written as a time.
    InvalidTimestamp,
    /// The address is not one of a CodeCommit repository.
    InvalidUrl(&'static str),
    /// The address names one region and the caller another.
    RegionMismatch,
    /// The address names no region and the caller gave none.
    RegionRequired,
}

impl Error {
    /// A stable name of the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CredentialsExpired { .. } => "credentials_expired",
            Self::InvalidCredentials(_) => "invalid_credentials",
            Self::InvalidHost(_) => "invalid_host",
            Self::InvalidProfileName(_) => "invalid_profile_name",
            Self::InvalidRegion => "invalid_region",
            Self::InvalidRepositoryName(_) => "invalid_repository_name",
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidTimestamp => "invalid_timestamp",
            Self::InvalidUrl(_) => "invalid_url",
            Self::RegionMismatch => "region_mismatch",
            Self::RegionRequired => "region_required",
        }
    }

    /// What [`fmt::Display`] prints, made without the machinery of `core::fmt`.
    pub(crate) fn message(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::CredentialsExpired { seconds_ago } => {
                let seconds = decimal(seconds_ago.into());
                let parts = [
                    "the credentials expired ",
                    &seconds,
                    " seconds ago; get new ones and sign again",
                ];
                return Cow::Owned(parts.concat());
            }
            Self::InvalidCredentials(problem)
            | Self::InvalidHost(problem)
            | Self::InvalidProfileName(problem)
            | Self::InvalidRepositoryName(problem)
            | Self::InvalidRequest(problem)
            | Self::InvalidUrl(problem) => problem,
            Self::InvalidRegion => {
                "the region is not one of AWS's: expected the form of `eu-west-1`"
            }
            Self::InvalidTimestamp => "the time is not one of the years 1970 to 9999",
            Self::RegionMismatch => {
                "the address is in another region than the one given; give the same one, or none"
            }
            Self::RegionRequired => {
                "the address names no region: give one, or use `codecommit::eu-west-1://name`"
            }
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for Error {}
