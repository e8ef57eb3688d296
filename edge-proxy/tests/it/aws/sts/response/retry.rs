//! Which failures are retried, and when.

use super::failure;
use edge_proxy::aws::sts::{DEADLINE_MS, StsFailure, delay_ms};
use proptest::prelude::*;

#[test]
fn retries_only_transient_failures() {
    for (failure, transient) in [
        (failure(400, "Throttling", ""), true),
        (failure(400, "IDPCommunicationError", ""), true),
        (failure(500, "InternalFailure", ""), true),
        (failure(503, "ServiceUnavailable", ""), true),
        (StsFailure::unreadable(502), true),
        (StsFailure::unreachable("reset"), true),
        (StsFailure::late(), true),
        (failure(400, "ExpiredTokenException", ""), false),
        (failure(400, "InvalidIdentityToken", ""), false),
        (failure(403, "IDPRejectedClaim", ""), false),
        (failure(403, "AccessDenied", ""), false),
        (failure(403, "RegionDisabledException", ""), false),
        (failure(400, "PackedPolicyTooLarge", ""), false),
        (failure(400, "ValidationError", ""), false),
        (StsFailure::unreadable(200), false),
    ] {
        assert_eq!(failure.is_transient(), transient, "{failure}");
        assert_eq!(
            delay_ms(&failure, 1, 0, 0.5).is_some(),
            transient,
            "{failure}"
        );
    }
}

#[test]
fn doubles_the_delay_and_stops_after_five_attempts() {
    let failure = StsFailure::unreachable("reset");
    let longest: Vec<_> = (1..=6)
        .map(|attempts| delay_ms(&failure, attempts, 0, 1.0))
        .collect();
    assert_eq!(
        longest,
        [Some(200), Some(400), Some(800), Some(1600), None, None]
    );
    assert_eq!(delay_ms(&failure, u32::MAX, 0, 1.0), None);
}

#[test]
fn starts_no_attempt_after_the_deadline() {
    let failure = StsFailure::unreachable("reset");
    assert_eq!(delay_ms(&failure, 1, DEADLINE_MS - 201, 1.0), Some(200));
    assert_eq!(delay_ms(&failure, 1, DEADLINE_MS - 200, 1.0), None);
    assert_eq!(delay_ms(&failure, 1, DEADLINE_MS, 0.0), None);
}

proptest! {
    #[test]
    fn draws_the_delay_between_zero_and_the_longest(
        attempts in 1..5_u32,
        random in 0.0..1.0_f64,
        elapsed in 0..12_000_u64,
    ) {
        let failure = StsFailure::unreadable(503);
        let longest = (100 << attempts) as f64;
        let expected = (random * longest) as u64;
        match delay_ms(&failure, attempts, elapsed, random) {
            Some(delay) => {
                prop_assert_eq!(delay, expected);
                prop_assert!(elapsed + delay < DEADLINE_MS);
            }
            None => prop_assert!(elapsed + expected >= DEADLINE_MS),
        }
    }
}
