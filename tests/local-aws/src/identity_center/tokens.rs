use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::clients::Client;
use super::directory::Instance;
use crate::key_material::{self, Fingerprint};
use crate::region::Region;

/// A user's sign-in; all of its tokens end with it.
#[derive(Debug)]
pub(super) struct SignIn {
    pub(super) instance: Arc<Instance>,
    pub(super) user: String,
}

/// What a client gets.
pub(super) struct TokenPair {
    pub(super) access: String,
    pub(super) expires_in: u64,
    pub(super) refresh: Option<String>,
}

/// Every valid token.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Issued>);

#[derive(Debug, Default)]
struct Issued {
    access: HashMap<Fingerprint, AccessToken>,
    refresh: HashMap<Fingerprint, RefreshToken>,
}

#[derive(Debug)]
struct AccessToken {
    sign_in: Arc<SignIn>,
    expires_at: SystemTime,
}

#[derive(Debug)]
struct RefreshToken {
    sign_in: Arc<SignIn>,
    client_id: String,
}

impl Tokens {
    pub(super) fn issue(
        &self,
        sign_in: Arc<SignIn>,
        client: &Client,
        now: SystemTime,
    ) -> TokenPair {
        let expires_in = sign_in.instance.access_token_seconds;
        let pair = TokenPair {
            access: key_material::sso_token("aoa"),
            expires_in,
            refresh: client.may_renew().then(|| key_material::sso_token("aor")),
        };
        let mut issued = self.issued();
        if let Some(refresh) = &pair.refresh {
            issued.refresh.insert(
                Fingerprint::of(refresh),
                RefreshToken {
                    sign_in: sign_in.clone(),
                    client_id: client.id.clone(),
                },
            );
        }
        issued.access.insert(
            Fingerprint::of(&pair.access),
            AccessToken {
                sign_in,
                expires_at: now
                    .checked_add(Duration::from_secs(expires_in))
                    .unwrap_or(now),
            },
        );
        pair
    }

    /// Redeems a client's refresh token, to be replaced by a new one.
    pub(super) fn take_back(
        &self,
        refresh_token: &str,
        client: &Client,
        region: Option<&Region>,
    ) -> Option<Arc<SignIn>> {
        let mut issued = self.issued();
        let key = Fingerprint::of(refresh_token);
        issued
            .refresh
            .get(&key)
            .filter(|it| it.client_id == client.id && it.sign_in.instance.is_in(region))?;
        issued.refresh.remove(&key).map(|it| it.sign_in)
    }

    /// The sign-in of an access token.
    pub(super) fn sign_in(&self, access_token: &str, now: SystemTime) -> Option<Arc<SignIn>> {
        self.issued()
            .access
            .get(&Fingerprint::of(access_token))
            .filter(|it| now < it.expires_at)
            .map(|it| it.sign_in.clone())
    }

    pub(super) fn sign_out(&self, sign_in: &Arc<SignIn>) {
        self.keep(|it| !Arc::ptr_eq(it, sign_in));
    }

    /// Signs everyone out of an instance.
    pub(super) fn forget(&self, start_url: &str) {
        self.keep(|it| it.instance.start_url != start_url);
    }

    fn keep(&self, keeps: impl Fn(&Arc<SignIn>) -> bool) {
        let mut issued = self.issued();
        issued.access.retain(|_, it| keeps(&it.sign_in));
        issued.refresh.retain(|_, it| keeps(&it.sign_in));
    }

    fn issued(&self) -> MutexGuard<'_, Issued> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
