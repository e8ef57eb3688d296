//! When to repeat a request to a busy service.

/// Milliseconds to wait before the next attempt; `None` if there should be none.
///
/// `most` limits the number of attempts, and `deadline_ms` the time from the first one. The wait is an exponential
/// backoff with full jitter, on top of `at_least_ms`, the wait that the service asked for. `random` is between 0 and 1
/// and new for each attempt, so that callers that failed together do not retry together.
///
/// Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
pub fn delay_ms(
    attempts: u32,
    most: u32,
    elapsed_ms: u64,
    deadline_ms: u64,
    at_least_ms: u64,
    random: f64,
) -> Option<u64> {
    let longest = BASE_MS << attempts.min(5);
    let delay = at_least_ms.saturating_add((longest as f64 * random) as u64);
    (attempts < most && elapsed_ms.saturating_add(delay) < deadline_ms).then_some(delay)
}

/// Like [`delay_ms`], for a request to which CodeCommit responded with `status` and `Retry-After`.
///
/// git before 2.54 gives up at the first such response. The edge does not retry if `Retry-After` is a date.
pub fn repeat_delay_ms(
    status: u16,
    retry_after: Option<&str>,
    attempts: u32,
    elapsed_ms: u64,
    deadline_ms: u64,
    random: f64,
) -> Option<u64> {
    if !matches!(status, 429 | 503) {
        return None;
    }
    let seconds = match retry_after.map(str::trim) {
        None | Some("") => 0,
        Some(seconds) => seconds.parse::<u64>().ok()?,
    };
    delay_ms(
        attempts,
        MAX_ATTEMPTS,
        elapsed_ms,
        deadline_ms,
        seconds.saturating_mul(1000),
        random,
    )
}

const BASE_MS: u64 = 100;
/// The most attempts of a request to CodeCommit. The later ones are 1.6 seconds apart on average, so that the deadline
/// usually comes first.
const MAX_ATTEMPTS: u32 = 64;
