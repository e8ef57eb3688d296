use alloc::string::String;
use core::fmt;

use crate::Error;

/// A UTC time in whole seconds between the years 1970 and 9999.
///
/// AWS writes it in two ways: `YYYYMMDD` in the credential scope and `YYYYMMDDTHHMMSSZ` in headers, which is also how
/// it prints. CodeCommit's string to sign has the latter without its `Z`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The time that is this many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidTimestamp`] after the year 9999.
    pub fn from_unix_seconds(seconds: u64) -> Result<Self, Error> {
        match seconds <= LAST_SECOND {
            true => Ok(Self(seconds)),
            false => Err(Error::InvalidTimestamp),
        }
    }

    /// Parses `YYYYMMDDTHHMMSSZ`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidTimestamp`] for any other text, and for dates and times that do not exist.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bytes = <&[u8; 16]>::try_from(text.as_bytes()).map_err(|_| Error::InvalidTimestamp)?;
        let number = |at: usize, len: usize| {
            bytes[at..at + len].iter().try_fold(0_u64, |n, b| {
                b.is_ascii_digit().then(|| n * 10 + u64::from(b - b'0'))
            })
        };
        let parts = (
            number(0, 4),
            number(4, 2),
            number(6, 2),
            number(9, 2),
            number(11, 2),
            number(13, 2),
        );
        let (Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)) = parts
        else {
            return Err(Error::InvalidTimestamp);
        };
        if year < 1970 || !(1..=12).contains(&month) || day == 0 {
            return Err(Error::InvalidTimestamp);
        }

        let seconds = days_to(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
        // A value out of range, such as the 31st of June, prints differently.
        match Self::from_unix_seconds(seconds) {
            Ok(timestamp) if timestamp.text() == text => Ok(timestamp),
            _ => Err(Error::InvalidTimestamp),
        }
    }

    /// The time `seconds` later, or the latest valid time.
    pub fn saturating_add(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds).min(LAST_SECOND))
    }

    /// Seconds from `earlier` to this time: at least 0, at most `u32::MAX`.
    pub fn seconds_since(self, earlier: Self) -> u32 {
        let seconds = self.0.saturating_sub(earlier.0);
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix_seconds(self) -> u64 {
        self.0
    }

    /// `YYYYMMDD`
    pub fn date(self) -> String {
        let (year, month, day) = date_of(self.0 / DAY);
        let mut text = String::with_capacity(16);
        push_pair(&mut text, year / 100);
        push_pair(&mut text, year);
        push_pair(&mut text, month);
        push_pair(&mut text, day);
        text
    }

    /// `YYYYMMDDTHHMMSS`
    pub fn without_zone(self) -> String {
        let of_day = self.0 % DAY;
        let mut text = self.date();
        text.push('T');
        push_pair(&mut text, of_day / 3600);
        push_pair(&mut text, of_day / 60 % 60);
        push_pair(&mut text, of_day % 60);
        text
    }

    /// The text of [`fmt::Display`].
    pub(crate) fn text(self) -> String {
        let mut text = self.without_zone();
        text.push('Z');
        text
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// The civil date of a day since 1970-01-01: Howard Hinnant's `civil_from_days`, for the years that can occur here.
fn date_of(day: u64) -> (u64, u64, u64) {
    let shifted = day + DAYS_TO_1970;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

/// The inverse of [`date_of`], Hinnant's `days_from_civil`. `year` is at least 1970.
fn days_to(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let (era, year_of_era) = (year / 400, year % 400);
    let month_from_march = (month + 9) % 12;
    let of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    (era * 146_097 + of_era).saturating_sub(DAYS_TO_1970)
}

/// Writes the last two digits of a number.
fn push_pair(text: &mut String, number: u64) {
    text.push(char::from(b'0' + (number / 10 % 10) as u8));
    text.push(char::from(b'0' + (number % 10) as u8));
}

const DAY: u64 = 86_400;
/// Days from 0000-03-01, the start of the calendar's 400-year cycle, to 1970-01-01.
const DAYS_TO_1970: u64 = 719_468;
/// 9999-12-31T23:59:59Z
const LAST_SECOND: u64 = 253_402_300_799;
