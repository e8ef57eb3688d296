//! Repeated requests while CodeCommit is busy.

use edge_proxy::util::retry;
use proptest::prelude::*;

const DEADLINE_MS: u64 = 10_000;

fn repeat_delay_ms(
    status: u16,
    retry_after: Option<&str>,
    attempts: u32,
    elapsed_ms: u64,
    random: f64,
) -> Option<u64> {
    retry::repeat_delay_ms(
        status,
        retry_after,
        attempts,
        elapsed_ms,
        DEADLINE_MS,
        random,
    )
}

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
    let delays: Vec<_> = (1..=7)
        .map(|attempts| repeat_delay_ms(429, None, attempts, 0, 1.0))
        .collect();
    let expected = [200, 400, 800, 1600, 3200, 3200, 3200].map(Some);
    assert_eq!(delays, expected);
    assert_eq!(repeat_delay_ms(429, None, u32::MAX, 0, 0.0), None);
}

#[test]
fn repeats_for_as_long_as_the_deadline_allows() {
    // At worst, CodeCommit is busy for all of it.
    let mut elapsed = 0;
    let mut attempts = 0;
    while let Some(delay) = retry::repeat_delay_ms(429, None, attempts + 1, elapsed, 60_000, 0.5) {
        attempts += 1;
        elapsed += delay;
    }
    assert!(elapsed > 55_000, "{attempts} attempts in {elapsed} ms");
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
