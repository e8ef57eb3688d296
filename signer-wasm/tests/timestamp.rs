//! Times, compared with a calendar that counts day by day.

use proptest::prelude::*;
use signer_wasm::{Error, Timestamp};

const LAST_SECOND: u64 = 253_402_300_799;

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + u64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Every day of the calendar from 1970 to 9999, in order.
fn calendar() -> impl Iterator<Item = (u64, u64, u64)> {
    (1970..=9999).flat_map(|year| {
        (1..=12)
            .flat_map(move |month| (1..=days_in(year, month)).map(move |day| (year, month, day)))
    })
}

#[test]
fn formats_every_day_of_the_calendar() {
    let mut days = 0;
    for (day, (year, month, of_month)) in (0..).zip(calendar()) {
        let timestamp = Timestamp::from_unix_seconds(day * 86_400 + 86_399).unwrap();
        let expected = format!("{year:04}{month:02}{of_month:02}T235959Z");
        assert_eq!(timestamp.to_string(), expected);
        days = day + 1;
    }
    assert_eq!(days * 86_400 - 1, LAST_SECOND);
}

#[test]
fn formats_every_second_of_a_day() {
    let midnight = 1_709_164_800;
    for second in 0..86_400 {
        let timestamp = Timestamp::from_unix_seconds(midnight + second).unwrap();
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let expected = format!("20240229T{hour:02}{minute:02}{:02}", second % 60);
        assert_eq!(timestamp.without_zone(), expected);
        assert_eq!(timestamp.date(), "20240229");
    }
}

#[test]
fn rejects_seconds_after_the_year_9999() {
    assert!(Timestamp::from_unix_seconds(LAST_SECOND).is_ok());
    for seconds in [LAST_SECOND + 1, u64::MAX] {
        let error = Timestamp::from_unix_seconds(seconds).unwrap_err();
        assert_eq!(error, Error::InvalidTimestamp);
        assert_eq!(error.code(), "invalid_timestamp");
    }
}

#[test]
fn addition_saturates_at_the_last_second() {
    let last = Timestamp::from_unix_seconds(LAST_SECOND).unwrap();
    let first = Timestamp::from_unix_seconds(0).unwrap();
    assert_eq!(last.saturating_add(1), last);
    assert_eq!(first.saturating_add(u64::MAX), last);
    assert_eq!(first.saturating_add(900).unix_seconds(), 900);
}

#[test]
fn rejects_days_that_do_not_exist() {
    for text in [
        "20230229T000000Z",
        "21000229T000000Z",
        "20240230T000000Z",
        "20240631T000000Z",
        "20240100T000000Z",
        "20240132T000000Z",
        "20240001T000000Z",
        "20241301T000000Z",
        "20240101T240000Z",
        "20240101T006000Z",
        "20240101T000060Z",
        "19691231T235959Z",
        "00000101T000000Z",
    ] {
        assert_eq!(
            Timestamp::parse(text),
            Err(Error::InvalidTimestamp),
            "{text}"
        );
    }
    for text in ["20240229T000000Z", "20000229T000000Z", "99991231T235959Z"] {
        assert_eq!(Timestamp::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn rejects_other_spellings() {
    for text in [
        "",
        "20240101T000000",
        "20240101T000000z",
        "20240101t000000Z",
        "20240101 000000Z",
        "2024-01-01T00:00:00Z",
        "20240101T000000Z ",
        " 20240101T00000Z",
        "+0240101T000000Z",
        "2024010aT000000Z",
        "20240101T00000\u{660}Z",
        "２０２４0101T",
    ] {
        assert_eq!(
            Timestamp::parse(text),
            Err(Error::InvalidTimestamp),
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn parses_what_it_prints(seconds in 0..=LAST_SECOND) {
        let timestamp = Timestamp::from_unix_seconds(seconds).unwrap();
        prop_assert_eq!(Timestamp::parse(&timestamp.to_string()), Ok(timestamp));
        prop_assert_eq!(timestamp.unix_seconds(), seconds);
    }

    #[test]
    fn prints_what_it_parsed(text in "[0-9]{8}T[0-9]{6}Z") {
        if let Ok(timestamp) = Timestamp::parse(&text) {
            prop_assert_eq!(timestamp.to_string(), text);
        }
    }

    #[test]
    fn parses_any_text_without_a_panic(text in ".{0,20}|\\PC{16}") {
        let _ = Timestamp::parse(&text);
    }

    #[test]
    fn orders_times(a in 0..=LAST_SECOND, b in 0..=LAST_SECOND) {
        let [earlier, later] = [a.min(b), a.max(b)].map(|s| Timestamp::from_unix_seconds(s).unwrap());
        prop_assert!(earlier <= later);
        prop_assert!(earlier.to_string() <= later.to_string());
    }
}
