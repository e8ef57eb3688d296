use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::faults::Faults;
use crate::git::Git;
use crate::git_server::{EmptyAdvertisement, ReportForm};
use crate::iam::{AccessKey, CredentialOwner, Iam, Identity};
use crate::identity_center::IdentityCenter;
use crate::key_material;
use crate::oidc::OidcProviders;
use crate::options::{AnonymousAnswer, GitServer};
use crate::repositories::Repositories;
use crate::requests::Requests;
use crate::saml::SamlProviders;
use crate::throttle::Throttle;
use crate::timestamp::Timestamp;

/// The state that all connections share.
#[derive(Debug)]
pub(crate) struct Cloud {
    pub(crate) git: Git,
    pub(crate) iam: Iam,
    pub(crate) oidc: OidcProviders,
    pub(crate) saml: SamlProviders,
    pub(crate) identity_center: IdentityCenter,
    pub(crate) repositories: Repositories,
    pub(crate) faults: Faults,
    pub(crate) throttle: Throttle,
    pub(crate) requests: Requests,
    settings: RwLock<Settings>,
}

/// What the admin API can change while the server runs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Settings {
    pub(crate) anonymous: AnonymousAnswer,
    pub(crate) git_server: GitServer,
    pub(crate) empty_advertisement: EmptyAdvertisement,
    pub(crate) report_status: ReportForm,
    /// For an account in a region, at CodeCommit.
    pub(crate) requests_per_second: Option<u32>,
    /// The same for concurrent requests.
    pub(crate) concurrent_requests: Option<u32>,
    pub(crate) clock_offset_seconds: i64,
    /// The length of issued session tokens.
    pub(crate) sts_token_bytes: usize,
    /// How long sessions last, overriding what was requested.
    pub(crate) sts_lifetime_seconds: Option<u64>,
    /// How long a change to a Git credential or an SSH key takes to reach CodeCommit.
    pub(crate) iam_delay_ms: u64,
    /// How long it takes to reach IAM's own lists.
    pub(crate) iam_read_delay_ms: u64,
    /// The regions where STS is disabled; `*` is every region.
    pub(crate) disabled_regions: Vec<String>,
}

impl Cloud {
    pub(crate) fn new(git: Git, repositories: Repositories, settings: Settings) -> Self {
        Self {
            git,
            iam: Iam::default(),
            oidc: OidcProviders::default(),
            saml: SamlProviders::default(),
            identity_center: IdentityCenter::default(),
            repositories,
            faults: Faults::default(),
            throttle: Throttle::default(),
            requests: Requests::default(),
            settings: RwLock::new(settings),
        }
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        change(
            &mut self
                .settings
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    /// Issues the keys of a session; the settings may override how long they last.
    pub(crate) fn open_session(&self, seconds: u64, identity: Identity) -> AccessKey {
        let settings = self.settings();
        let seconds = settings.sts_lifetime_seconds.unwrap_or(seconds);
        // To the second, so that the response states the exact expiry.
        let end = self.now().checked_add(Duration::from_secs(seconds));
        let expiration = Timestamp::from(end.unwrap_or_else(SystemTime::now)).truncated();
        let key = AccessKey {
            access_key_id: key_material::unique_id("ASIA", 20),
            secret_access_key: key_material::secret_access_key().into(),
            session_token: Some(key_material::session_token(settings.sts_token_bytes).into()),
            expiration: Some(expiration.into()),
            owner: CredentialOwner::Principal(Arc::new(identity)),
        };
        self.iam.install_access_key(key.clone());
        key
    }

    /// How long IAM's changes take to reach CodeCommit.
    pub(crate) fn iam_delay(&self) -> Duration {
        Duration::from_millis(self.settings().iam_delay_ms)
    }

    /// The time by this cloud's clock, which a test may have shifted.
    pub(crate) fn now(&self) -> SystemTime {
        let offset = self.settings().clock_offset_seconds;
        let distance = Duration::from_secs(offset.unsigned_abs());
        let now = SystemTime::now();
        if offset < 0 {
            now.checked_sub(distance)
        } else {
            now.checked_add(distance)
        }
        .unwrap_or(now)
    }
}
