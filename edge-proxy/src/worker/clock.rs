use js_sys::Date;
use signer_wasm::Timestamp;

use super::Result;

/// The runtime's clock, which advances only while the request waits, and the time at which the request arrived.
pub(super) struct Clock(f64);

impl Clock {
    pub(super) fn start() -> Self {
        Self(Date::now())
    }

    pub(super) fn now(&self) -> Result<Timestamp> {
        Ok(Timestamp::from_unix_seconds(self.now_ms() / 1000)?)
    }

    pub(super) fn now_ms(&self) -> u64 {
        Date::now() as u64
    }

    pub(super) fn elapsed_ms(&self) -> u64 {
        (Date::now() - self.0) as u64
    }
}
