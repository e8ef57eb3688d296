use super::StsFailure;
use crate::util::retry;

/// Milliseconds to wait before STS is called again; `None` if it should not be: see [`retry::delay_ms`].
pub fn delay_ms(failure: &StsFailure, attempts: u32, elapsed_ms: u64, random: f64) -> Option<u64> {
    retry::delay_ms(attempts, MAX_ATTEMPTS, elapsed_ms, DEADLINE_MS, 0, random)
        .filter(|_| failure.is_transient())
}

/// Milliseconds after which STS is not called again: the user is waiting for git.
pub const DEADLINE_MS: u64 = 10_000;
const MAX_ATTEMPTS: u32 = 5;
