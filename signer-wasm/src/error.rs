use alloc::borrow::Cow;
use core::fmt;

use crate::text::decimal;

/// An invalid input, with a message ([`fmt::Display`]) and a stable code ([`Error::code`]).
///
/// A message quotes only what cannot be secret: no user name, no query and no part of a credential, because a
/// mistakenly pasted address may contain one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The credentials had expired at the time of signing.
    CredentialsExpired {
        /// How many seconds before that they expired.
        seconds_ago: u32,
    },
    /// A part of the credentials is missing or malformed.
    InvalidCredentials(&'static str),
    /// The host is not one of CodeCommit's.
    InvalidHost(&'static str),
    /// The profile's name is invalid; the text continues a sentence that starts with the name ("is …").
    InvalidProfileName(&'static str),
    /// The region does not look like one.
    InvalidRegion,
    /// The repository's name is invalid in CodeCommit.
    InvalidRepositoryName(&'static str),
    /// The API request cannot be signed.
    InvalidRequest(&'static str),
    /// The time is outside the years 1970 to 9999, or malformed.
    InvalidTimestamp,
    /// The address is not that of a CodeCommit repository.
    InvalidUrl(&'static str),
    /// The address names another region than the caller.
    RegionMismatch,
    /// The address names no region, and the caller gave none.
    RegionRequired,
}

impl Error {
    /// A stable name for the kind of error.
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

    /// The text of [`fmt::Display`], produced without `core::fmt`, which would add to the wasm module.
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
                "the region is not an AWS region: expected a name such as `eu-west-1`"
            }
            Self::InvalidTimestamp => "the time is outside the years 1970 to 9999",
            Self::RegionMismatch => {
                "the address is in another region than the given one; give the same, or none"
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
