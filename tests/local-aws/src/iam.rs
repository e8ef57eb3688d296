//! Users, roles, their permissions, and every issued credential.

mod access_key;
mod action;
mod arn;
mod condition;
mod glob;
mod identity;
mod policy_document;
mod propagation;
mod role;
mod service_credentials;
mod session_policy;
mod ssh_keys;
mod status;
mod trust_policy;
mod user;
mod users;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

pub(crate) use self::access_key::{AccessKey, CredentialOwner};
pub(crate) use self::action::Action;
pub(crate) use self::arn::{IamArn, Kind, is_account, is_name_character};
pub(crate) use self::condition::Context;
pub(crate) use self::glob::Glob;
pub(crate) use self::identity::{EVERY, Identity, Principal, Statement};
pub(crate) use self::role::{Role, RoleArn};
pub(crate) use self::service_credentials::{
    CREDENTIALS_PER_USER, CredentialService, NoSuchCredential, ServiceCredential,
    ServiceCredentials, TooMany,
};
pub(crate) use self::session_policy::SessionPolicy;
pub(crate) use self::ssh_keys::{AddError, KEYS_PER_USER, NoSuchKey, SshKeys, UserSshKey};
pub(crate) use self::status::Status;
pub(crate) use self::trust_policy::{Requester, TrustAction, TrustPolicy};
pub(crate) use self::user::{User, UserArn};
pub(crate) use self::users::{RenameError, Users};

/// The state of IAM, of all accounts.
#[derive(Debug, Default)]
pub(crate) struct Iam {
    pub(crate) users: Users,
    pub(crate) service_credentials: ServiceCredentials,
    pub(crate) ssh_keys: SshKeys,
    roles: RwLock<HashMap<RoleArn, Arc<Role>>>,
    access_keys: RwLock<HashMap<String, AccessKey>>,
}

impl Iam {
    /// Creates a role, or replaces the one with that name.
    pub(crate) fn install_role(&self, role: Role) {
        self.roles
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(role.arn.clone(), Arc::new(role));
    }

    pub(crate) fn role(&self, arn: &RoleArn) -> Option<Arc<Role>> {
        self.roles
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(arn)
            .cloned()
    }

    pub(crate) fn install_access_key(&self, key: AccessKey) {
        self.access_keys
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key.access_key_id.clone(), key);
    }

    pub(crate) fn access_key(&self, access_key_id: &str) -> Option<AccessKey> {
        self.access_keys
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(access_key_id)
            .cloned()
    }

    /// Expires a key now; `false` if it does not exist.
    pub(crate) fn expire_access_key(&self, access_key_id: &str, now: SystemTime) -> bool {
        self.access_keys
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .get_mut(access_key_id)
            .map(|key| key.expiration = Some(now))
            .is_some()
    }

    /// The owner of a credential as it is now; `None` if it no longer exists.
    pub(crate) fn identity(&self, owner: &CredentialOwner) -> Option<Arc<Identity>> {
        match owner {
            CredentialOwner::Principal(identity) => Some(identity.clone()),
            CredentialOwner::User { id, allow } => {
                let user = self.users.with_id(id)?;
                Some(Arc::new(Identity {
                    principal: user.principal(),
                    allow: allow.clone().unwrap_or(user.allow),
                    session_policy: None,
                }))
            }
        }
    }
}
