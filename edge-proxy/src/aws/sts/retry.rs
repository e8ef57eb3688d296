use super::StsFailure;
use crate::util::retry;
pub use crate::util::retry::DEADLINE_MS;

/// Milliseconds to wait before STS is called again; `None` if it should not be: see [`retry::delay_ms`].
pub fn delay_ms(failure: &StsFailure, attempts: u32, elapsed_ms: u64, random: f64) -> Option<u64> {
    retry::delay_ms(attempts, MAX_ATTEMPTS, elapsed_ms, 0, random)
        .filter(|_| failure.is_transient())
}

const MAX_ATTEMPTS: u32 = 5;
