use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::cloud::Settings;
use crate::region::Region;

/// Counts each account's requests in each region, as CodeCommit does for its git server and its API together. No
/// public source states the limits, so they are settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Throttle(Arc<Mutex<BTreeMap<Account, Usage>>>);

type Account = (String, Region);

#[derive(Debug)]
struct Usage {
    active: u32,
    /// Requests that are still allowed at once.
    allowance: f64,
    counted: Instant,
}

/// A running request, until it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    throttle: Throttle,
    account: Account,
}

/// Too many requests.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Throttled;

impl Throttle {
    pub(crate) fn admit(
        &self,
        account: &str,
        region: &Region,
        settings: &Settings,
        now: Instant,
    ) -> Result<Permit, Throttled> {
        let account = (account.to_owned(), region.clone());
        let rate = settings.requests_per_second.map(f64::from);
        let mut usages = self.lock();
        let usage = usages.entry(account.clone()).or_insert(Usage {
            active: 0,
            allowance: rate.unwrap_or_default(),
            counted: now,
        });

        if let Some(rate) = rate {
            let passed = now.saturating_duration_since(usage.counted).as_secs_f64();
            usage.allowance = (usage.allowance + passed * rate).min(rate);
            usage.counted = now;
            if usage.allowance < 1.0 {
                return Err(Throttled);
            }
        }
        if settings
            .concurrent_requests
            .is_some_and(|most| usage.active >= most)
        {
            return Err(Throttled);
        }
        if rate.is_some() {
            usage.allowance -= 1.0;
        }
        usage.active += 1;
        Ok(Permit {
            throttle: self.clone(),
            account,
        })
    }

    /// Resets the rate when another one is set.
    pub(crate) fn start_anew(&self, requests_per_second: Option<u32>) {
        for usage in self.lock().values_mut() {
            usage.allowance = requests_per_second.map_or(0.0, f64::from);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Account, Usage>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(usage) = self.throttle.lock().get_mut(&self.account) {
            usage.active = usage.active.saturating_sub(1);
        }
    }
}
