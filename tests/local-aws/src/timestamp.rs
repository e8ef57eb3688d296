use std::fmt;
use std::time::{Duration, SystemTime};

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

const COMPACT: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day]T[hour][minute][second]");
const EXTENDED: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// A UTC second as SigV4 writes it: `YYYYMMDDTHHMMSSZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(OffsetDateTime);

impl Timestamp {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_suffix('Z')?;
        let has_shape = digits.len() == 15
            && digits.bytes().enumerate().all(|(i, b)| {
                if i == 8 {
                    b == b'T'
                } else {
                    b.is_ascii_digit()
                }
            });
        if !has_shape {
            return None;
        }
        let date_time = PrimitiveDateTime::parse(digits, COMPACT).ok()?;
        // AWS's code computes with times from 1970 on.
        (date_time.year() >= 1970).then(|| Self(date_time.assume_utc()))
    }

    /// `YYYYMMDDTHHMMSS`, as in the string to sign of a git password.
    pub(crate) fn without_zone(self) -> String {
        self.0.format(COMPACT).unwrap_or_default()
    }

    /// `YYYYMMDD`, as in a credential scope.
    pub(crate) fn date(self) -> String {
        self.without_zone().chars().take(8).collect()
    }

    /// ISO 8601 with separators, as STS writes an expiration.
    pub(crate) fn extended(self) -> String {
        self.0.format(EXTENDED).unwrap_or_default()
    }

    /// Without the fraction of its second, which none of the spellings has.
    pub(crate) fn truncated(self) -> Self {
        Self(self.0.replace_nanosecond(0).unwrap_or(self.0))
    }

    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_add(duration.try_into().unwrap_or(time::Duration::MAX)),
        )
    }

    pub(crate) fn minus(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(duration.try_into().unwrap_or(time::Duration::MAX)),
        )
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(OffsetDateTime::from(time))
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0.into()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.without_zone())
    }
}
