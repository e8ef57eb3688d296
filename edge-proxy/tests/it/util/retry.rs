//! Retries of a discovery when CodeCommit is busy.

use edge_proxy::util::retry::{DEADLINE_MS, repeat_delay_ms};
use proptest::prelude::*;

#[test]
fn retries_a_discovery_only_when_codecommit_is_busy() {
    for (status, again) in [
        (429, true),
        (503, true),
        (400, false),
        (401, false),
        (403, false),
        (404, false),
        (500, false),
        (502, false),
        (504, false),
    ] {
        assert_eq!(
            repeat_delay_ms(status, None, 1, 0, 0.5).is_some(),
            again,
            "{status}"
        );
    }
}

#[test]
fn doubles_the_delay_and_gives_up() {
    let delays: Vec<_> = (1..=8)
        .map(|attempts| repeat_delay_ms(429, None, attempts, 0, 1.0))
        .collect();
    let expected = [200, 400, 800, 1600, 3200, 3200, 3200].map(Some);
    assert_eq!(delays, [&expected[..], &[None]].concat());
}

#[test]
fn honours_retry_after() {
    assert_eq!(repeat_delay_ms(429, Some("2"), 1, 0, 0.0), Some(2000));
    assert_eq!(
        repeat_delay_ms(503, Some(" 2 "), 1, 0, 1.0),
        Some(2200),
        "with jitter, so that not all come back in the same second"
    );
    assert_eq!(repeat_delay_ms(429, Some("0"), 1, 0, 1.0), Some(200));
    assert_eq!(repeat_delay_ms(429, Some(""), 1, 0, 1.0), Some(200));
}

#[test]
fn leaves_longer_waits_to_the_client() {
    for retry_after in [
        "10",
        "3600",
        "18446744073709551615",
        "99999999999999999999999",
        "Sat, 28 Nov 2026 05:00:00 GMT",
        "-1",
        "soon",
    ] {
        assert_eq!(
            repeat_delay_ms(429, Some(retry_after), 1, 0, 0.0),
            None,
            "{retry_after}"
        );
    }
    assert_eq!(
        repeat_delay_ms(429, Some("2"), 1, DEADLINE_MS - 2000, 0.0),
        None
    );
}

proptest! {
    #[test]
    fn never_waits_beyond_the_deadline(
        attempts in any::<u32>(),
        elapsed in any::<u64>(),
        seconds in any::<u64>(),
        random in 0.0..=1.0,
    ) {
        let retry_after = seconds.to_string();
        if let Some(delay) = repeat_delay_ms(429, Some(&retry_after), attempts, elapsed, random) {
            prop_assert!(elapsed + delay < DEADLINE_MS);
        }
    }
}
