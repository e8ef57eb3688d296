use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use crate::key_material;
use crate::secret::Secret;

/// How long a registration lasts, as at AWS.
const LIFETIME: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// The scope that lets a client renew its token.
pub(super) const ACCOUNT_ACCESS: &str = "sso:account:access";

/// A registered client.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) secret: Secret,
    pub(super) scopes: Vec<String>,
    /// Without a list it may use every grant type.
    pub(super) grant_types: Option<Vec<GrantType>>,
    pub(super) expires_at: SystemTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GrantType {
    /// A client may register for it, but it cannot be used here.
    AuthorizationCode,
    DeviceCode,
    RefreshToken,
}

impl GrantType {
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "authorization_code" => Some(Self::AuthorizationCode),
            "urn:ietf:params:oauth:grant-type:device_code" => Some(Self::DeviceCode),
            "refresh_token" => Some(Self::RefreshToken),
            _ => None,
        }
    }
}

impl Client {
    pub(super) fn new(
        name: String,
        scopes: Vec<String>,
        grant_types: Option<Vec<GrantType>>,
        now: SystemTime,
    ) -> Self {
        Self {
            id: Uuid::new_v4().simple().to_string(),
            name,
            secret: key_material::client_secret().into(),
            scopes,
            grant_types,
            expires_at: now.checked_add(LIFETIME).unwrap_or(now),
        }
    }

    pub(super) fn may_use(&self, grant_type: GrantType) -> bool {
        self.grant_types
            .as_ref()
            .is_none_or(|it| it.contains(&grant_type))
    }

    /// Whether it gets a refresh token beside its access token.
    pub(super) fn may_renew(&self) -> bool {
        self.scopes.iter().any(|it| it == ACCOUNT_ACCESS) && self.may_use(GrantType::RefreshToken)
    }
}

/// The clients, by id.
#[derive(Debug, Default)]
pub(super) struct Clients(Mutex<HashMap<String, Client>>);

impl Clients {
    pub(super) fn add(&self, client: Client) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(client.id.clone(), client);
    }

    /// The client with this id and secret, while its registration lasts.
    pub(super) fn authenticate(&self, id: &str, secret: &str, now: SystemTime) -> Option<Client> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .filter(|it| it.secret.matches(secret) && now < it.expires_at)
            .cloned()
    }
}
