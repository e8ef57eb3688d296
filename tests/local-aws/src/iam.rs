mod condition;
mod glob;
mod policy_document;
mod role;
mod session_policy;
mod trust_policy;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

pub(crate) use self::condition::Context;
pub(crate) use self::glob::Glob;
pub(crate) use self::role::{Role, RoleArn, is_account, is_name_character};
pub(crate) use self::session_policy::SessionPolicy;
pub(crate) use self::trust_policy::{Requester, TrustAction, TrustPolicy};
use crate::region::Region;
use crate::secret::Secret;

/// The principal of a credential, as `GetCallerIdentity` returns it.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) arn: String,
    pub(crate) user_id: String,
    pub(crate) account: String,
}

/// A principal and its permissions.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) principal: Principal,
    pub(crate) allow: Vec<Statement>,
    /// Narrows a session further.
    pub(crate) session_policy: Option<SessionPolicy>,
}

impl Identity {
    /// Whether `action` on the repository is allowed; the error is IAM's message.
    pub(crate) fn authorize(
        &self,
        action: Action,
        region: &Region,
        repository: &str,
    ) -> Result<(), String> {
        let Principal { arn, account, .. } = &self.principal;
        let partition = region.partition();
        let resource = match repository {
            // An action without a repository needs permission for all of them.
            EVERY => EVERY.to_owned(),
            _ => format!("arn:{partition}:codecommit:{region}:{account}:{repository}"),
        };
        let policy = self.session_policy.as_ref();
        if self.allow.iter().any(|it| it.allows(action, repository))
            && policy.is_none_or(|it| it.allows(action, &resource))
        {
            return Ok(());
        }
        Err(format!(
            "User: {arn} is not authorized to perform: {action} on resource: {resource}"
        ))
    }
}

/// The resource of actions without a repository.
pub(crate) const EVERY: &str = "*";

/// One entry of an allow list.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) actions: Vec<Glob>,
    pub(crate) repositories: Vec<Glob>,
}

impl Statement {
    pub(crate) fn everything() -> Self {
        Self {
            actions: vec![Glob::any()],
            repositories: vec![Glob::any()],
        }
    }

    fn allows(&self, action: Action, repository: &str) -> bool {
        self.actions.iter().any(|it| it.matches(action.as_str()))
            && self.repositories.iter().any(|it| it.matches(repository))
    }
}

/// The two permissions for git, and those for the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    BatchGetRepositories,
    CreateRepository,
    DeleteRepository,
    GetRepository,
    GitPull,
    GitPush,
    ListRepositories,
}

impl Action {
    pub(crate) const ALL: [Self; 7] = [
        Self::BatchGetRepositories,
        Self::CreateRepository,
        Self::DeleteRepository,
        Self::GetRepository,
        Self::GitPull,
        Self::GitPush,
        Self::ListRepositories,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::BatchGetRepositories => "codecommit:BatchGetRepositories",
            Self::CreateRepository => "codecommit:CreateRepository",
            Self::DeleteRepository => "codecommit:DeleteRepository",
            Self::GetRepository => "codecommit:GetRepository",
            Self::GitPull => "codecommit:GitPull",
            Self::GitPush => "codecommit:GitPush",
            Self::ListRepositories => "codecommit:ListRepositories",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An access key: a user's own (no session token) or a temporary one.
#[derive(Clone, Debug)]
pub(crate) struct AccessKey {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Option<Secret>,
    pub(crate) expiration: Option<SystemTime>,
    pub(crate) identity: Arc<Identity>,
}

impl AccessKey {
    /// Whether the caller sent this key's session token, or none for a key without one.
    pub(crate) fn accepts_token(&self, candidate: Option<&str>) -> bool {
        match (&self.session_token, candidate) {
            (None, None) => true,
            (Some(token), Some(candidate)) => token.matches(candidate),
            _ => false,
        }
    }

    pub(crate) fn has_expired(&self, now: SystemTime) -> bool {
        self.expiration.is_some_and(|expiration| expiration <= now)
    }
}

/// A user name and password such as an IAM user creates for CodeCommit.
#[derive(Clone, Debug)]
pub(crate) struct GitCredential {
    pub(crate) username: String,
    pub(crate) password: Secret,
    pub(crate) identity: Arc<Identity>,
}

/// Every issued credential, and every role.
#[derive(Debug, Default)]
pub(crate) struct Iam {
    roles: RwLock<HashMap<RoleArn, Arc<Role>>>,
    access_keys: RwLock<HashMap<String, AccessKey>>,
    git_credentials: RwLock<HashMap<String, GitCredential>>,
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

    pub(crate) fn install_git_credential(&self, credential: GitCredential) {
        self.git_credentials
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(credential.username.clone(), credential);
    }

    pub(crate) fn git_credential(&self, username: &str) -> Option<GitCredential> {
        self.git_credentials
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(username)
            .cloned()
    }

    pub(crate) fn remove_git_credential(&self, username: &str) -> bool {
        self.git_credentials
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(username)
            .is_some()
    }
}
