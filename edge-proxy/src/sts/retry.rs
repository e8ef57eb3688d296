use super::StsFailure;

/// Milliseconds to wait before the next attempt, where there is to be one.
///
/// Exponential with full jitter: `random` is from 0 to 1, another one each time, so that many who
/// were refused together do not come back together.
///
/// Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
pub fn delay_ms(failure: &StsFailure, attempts: u32, elapsed_ms: u64, random: f64) -> Option<u64> {
    let longest = BASE_MS << attempts.min(5);
    let delay = (longest as f64 * random) as u64;
    (failure.is_transient() && attempts < MAX_ATTEMPTS && elapsed_ms + delay < DEADLINE_MS)
        .then_some(delay)
}

/// Milliseconds after which nothing is attempted anew; git's user is waiting.
pub const DEADLINE_MS: u64 = 10_000;
const BASE_MS: u64 = 100;
const MAX_ATTEMPTS: u32 = 5;
