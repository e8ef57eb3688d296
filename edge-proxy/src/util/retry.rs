//! When a service that is busy is asked again.

/// Milliseconds to wait before the next attempt, if there is to be one.
///
/// Exponential with full jitter: `random` is from 0 to 1, another one each time, so that callers
/// who were refused together do not come back together. At least `at_least_ms`, which the service
/// may have asked for.
///
/// Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
pub fn delay_ms(attempts: u32, elapsed_ms: u64, at_least_ms: u64, random: f64) -> Option<u64> {
    let longest = BASE_MS << attempts.min(5);
    let delay = at_least_ms.saturating_add((longest as f64 * random) as u64);
    (attempts < MAX_ATTEMPTS && elapsed_ms.saturating_add(delay) < DEADLINE_MS).then_some(delay)
}

/// The same for a discovery that CodeCommit answered with `status` and `Retry-After`.
///
/// git before 2.54 gives up at the first such answer. A `Retry-After` that is a date is one that
/// the edge does not wait for.
pub fn discovery_delay_ms(
    status: u16,
    retry_after: Option<&str>,
    attempts: u32,
    elapsed_ms: u64,
    random: f64,
) -> Option<u64> {
    if !matches!(status, 429 | 503) {
        return None;
    }
    let seconds = match retry_after.map(str::trim) {
        None | Some("") => 0,
        Some(seconds) => seconds.parse::<u64>().ok()?,
    };
    delay_ms(attempts, elapsed_ms, seconds.saturating_mul(1000), random)
}

/// Milliseconds after which nothing is attempted again: git's user is waiting.
pub const DEADLINE_MS: u64 = 10_000;
const BASE_MS: u64 = 100;
const MAX_ATTEMPTS: u32 = 5;
