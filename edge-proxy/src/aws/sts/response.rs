use std::fmt;

use signer_wasm::{Credentials, Timestamp};

use super::error_body;
use crate::util::xml::Texts;

/// Parses the response to an operation that returns credentials.
///
/// # Errors
///
/// STS's error, or [`StsFailure::unreadable`].
pub fn parse_response(status: u16, body: &[u8]) -> Result<Credentials, StsFailure> {
    parse(status, body, credentials)
}

/// Parses a response, with a function that reads the texts of a success.
pub(super) fn parse<T>(
    status: u16,
    body: &[u8],
    read: impl Fn(&Texts) -> Option<T>,
) -> Result<T, StsFailure> {
    let unreadable = || StsFailure::unreadable(status);
    let document = std::str::from_utf8(body).map_err(|_| unreadable())?;
    if status == 200 {
        return Texts::parse(document)
            .and_then(|texts| read(&texts))
            .ok_or_else(unreadable);
    }
    let (code, message) = error_body::read(document).ok_or_else(unreadable)?;
    Err(StsFailure {
        status,
        code,
        message,
    })
}

/// Why STS returned no credentials.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StsFailure {
    /// The HTTP status; 0 without a response.
    pub status: u16,
    /// STS's error code, such as `AccessDenied`. The edge's own codes contain a `-`.
    pub code: String,
    /// STS's message.
    pub message: String,
}

impl StsFailure {
    /// A failure for a response that does not have STS's format.
    pub fn unreadable(status: u16) -> Self {
        Self {
            status,
            code: UNREADABLE.to_owned(),
            message: format!("STS answered {status} in an unknown form"),
        }
    }

    /// A failure for a missing response; the reason is only logged.
    pub fn unreachable(reason: &str) -> Self {
        Self {
            status: 0,
            code: NO_ANSWER.to_owned(),
            message: reason.to_owned(),
        }
    }

    /// A failure for a response that did not arrive in time.
    pub fn late() -> Self {
        Self {
            status: 0,
            code: LATE.to_owned(),
            message: "STS did not answer in time".to_owned(),
        }
    }

    /// Whether the response did not have STS's format.
    pub fn is_unreadable(&self) -> bool {
        self.code == UNREADABLE
    }

    /// Whether the response did not arrive in time.
    pub fn is_late(&self) -> bool {
        self.code == LATE
    }

    /// Whether STS asked for fewer requests.
    pub fn is_throttling(&self) -> bool {
        self.status == 429 || self.code.contains("Throttl") || self.code == "RequestLimitExceeded"
    }

    /// Whether the same request may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        self.is_throttling()
            || self.status == 0
            || self.status >= 500
            || self.code == "IDPCommunicationError"
    }
}

/// For the log: the error code, and STS's message if it cannot quote a credential.
impl fmt::Display for StsFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        match self.message.lines().next() {
            Some(message) if QUOTABLE.contains(&&*self.code) => write!(f, ": {message}"),
            _ => Ok(()),
        }
    }
}

pub(super) fn credentials(texts: &Texts) -> Option<Credentials> {
    let expiration = texts.find("Result/Credentials/Expiration")?;
    // `2026-11-23T09:00:00Z`, possibly with a fraction of a second, which is ignored.
    let (seconds, _) = expiration.split_once(['.', 'Z'])?;
    let seconds = format!("{}Z", seconds.replace(['-', ':'], ""));
    Credentials::new(
        texts.find("Result/Credentials/AccessKeyId")?,
        texts.find("Result/Credentials/SecretAccessKey")?,
        Some(texts.find("Result/Credentials/SessionToken")?),
        Some(Timestamp::parse(&seconds).ok()?),
    )
    .ok()
}

/// The largest response that is read, in bytes. Session tokens have no fixed size, but are far smaller.
pub const MAX_RESPONSE: usize = 64 << 10;
/// Errors about the request's parameters. Messages about tokens and signatures may repeat them.
const QUOTABLE: [&str; 10] = [
    "AccessDenied",
    "IDPCommunicationError",
    "InternalFailure",
    "MalformedPolicyDocument",
    "PackedPolicyTooLarge",
    "RegionDisabledException",
    "ValidationError",
    LATE,
    NO_ANSWER,
    UNREADABLE,
];
const LATE: &str = "late";
const NO_ANSWER: &str = "no-answer";
const UNREADABLE: &str = "not-an-answer";
