use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::clients::Client;
use super::directory::Instance;
use super::oidc_error::OidcError;
use crate::key_material::{self, Fingerprint};
use crate::region::Region;

/// How long a device code is valid.
pub(super) const LIFETIME: Duration = Duration::from_secs(600);

/// A client's timer may fire a little early.
const TOLERANCE: Duration = Duration::from_millis(50);

/// What a client asks a user to approve.
#[derive(Clone, Debug)]
pub(super) struct DeviceGrant {
    client_id: String,
    pub(super) client_name: String,
    pub(super) instance: Arc<Instance>,
    user_code: Fingerprint,
    expires_at: SystemTime,
    last_asked: Option<SystemTime>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Pending,
    Decided(Decision),
    /// Its token was issued.
    Used,
}

#[derive(Clone, Debug)]
pub(super) enum Decision {
    /// The user's name.
    Allow(String),
    Deny,
}

/// The codes of a grant, for the client that started it.
pub(super) struct Codes {
    pub(super) device: String,
    pub(super) user: String,
}

/// Every grant, by its device code.
#[derive(Debug, Default)]
pub(super) struct DeviceGrants(Mutex<HashMap<Fingerprint, DeviceGrant>>);

impl DeviceGrants {
    pub(super) fn start(&self, client: Client, instance: Arc<Instance>, now: SystemTime) -> Codes {
        let codes = Codes {
            device: key_material::device_code(),
            user: key_material::user_code(),
        };
        let grant = DeviceGrant {
            client_id: client.id,
            client_name: client.name,
            instance,
            user_code: Fingerprint::of(&codes.user),
            expires_at: now.checked_add(LIFETIME).unwrap_or(now),
            last_asked: None,
            state: State::Pending,
        };
        self.grants().insert(Fingerprint::of(&codes.device), grant);
        codes
    }

    /// The grant that waits for a user's decision under this code.
    pub(super) fn pending(&self, user_code: &str, now: SystemTime) -> Option<DeviceGrant> {
        let user_code = Fingerprint::of(user_code);
        self.grants()
            .values()
            .find(|it| it.waits_under(&user_code, now))
            .cloned()
    }

    /// Approves or denies the grant of this code; `false` if none is pending.
    pub(super) fn decide(&self, user_code: &str, decision: Decision, now: SystemTime) -> bool {
        let user_code = Fingerprint::of(user_code);
        self.grants()
            .values_mut()
            .find(|it| it.waits_under(&user_code, now))
            .map(|it| it.state = State::Decided(decision))
            .is_some()
    }

    /// The instance and the user of a device code, once.
    pub(super) fn redeem(
        &self,
        device_code: &str,
        client: &Client,
        region: Option<&Region>,
        now: SystemTime,
    ) -> Result<(Arc<Instance>, String), OidcError> {
        let mut grants = self.grants();
        let grant = grants
            .get_mut(&Fingerprint::of(device_code))
            .filter(|it| it.client_id == client.id && it.instance.is_in(region))
            .ok_or(OidcError::InvalidGrant)?;
        if grant.expires_at <= now {
            return Err(OidcError::ExpiredToken);
        }
        if grant.is_asked_too_soon(now) {
            return Err(OidcError::SlowDown);
        }
        match &grant.state {
            State::Pending => Err(OidcError::AuthorizationPending),
            State::Decided(Decision::Deny) => Err(OidcError::AccessDenied),
            State::Used => Err(OidcError::InvalidGrant),
            State::Decided(Decision::Allow(user)) => {
                let approved = (grant.instance.clone(), user.clone());
                grant.state = State::Used;
                Ok(approved)
            }
        }
    }

    /// Drops the grants of an instance.
    pub(super) fn forget(&self, start_url: &str) {
        self.grants()
            .retain(|_, it| it.instance.start_url != start_url);
    }

    fn grants(&self) -> MutexGuard<'_, HashMap<Fingerprint, DeviceGrant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DeviceGrant {
    fn waits_under(&self, user_code: &Fingerprint, now: SystemTime) -> bool {
        self.user_code == *user_code
            && now < self.expires_at
            && matches!(self.state, State::Pending)
    }

    fn is_asked_too_soon(&mut self, now: SystemTime) -> bool {
        let interval = Duration::from_secs(self.instance.interval_seconds);
        self.last_asked
            .replace(now)
            .and_then(|before| now.duration_since(before).ok())
            .is_some_and(|waited| waited + TOLERANCE < interval)
    }
}
