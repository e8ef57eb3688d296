use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use crate::region::Region;
use crate::secret::Secret;

/// Who a credential belongs to, as `GetCallerIdentity` tells it.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) arn: String,
    pub(crate) user_id: String,
    pub(crate) account: String,
}

/// A principal and what it may do.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) principal: Principal,
    pub(crate) allow: Vec<Statement>,
}

impl Identity {
    /// Whether a statement allows `action` on the repository; the error is IAM's sentence.
    pub(crate) fn authorize(
        &self,
        action: Action,
        region: &Region,
        repository: &str,
    ) -> Result<(), String> {
        if self.allow.iter().any(|it| it.allows(action, repository)) {
            return Ok(());
        }
        let Principal { arn, account, .. } = &self.principal;
        Err(format!(
            "User: {arn} is not authorized to perform: {action} on resource: \
             arn:{}:codecommit:{region}:{account}:{repository}",
            region.partition()
        ))
    }
}

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

/// The two permissions that git needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    GitPull,
    GitPush,
}

impl Action {
    pub(crate) const ALL: [Self; 2] = [Self::GitPull, Self::GitPush];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::GitPull => "codecommit:GitPull",
            Self::GitPush => "codecommit:GitPush",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A pattern in which `*` stands for any run of characters, as in an IAM policy.
#[derive(Clone, Debug)]
pub(crate) struct Glob(String);

impl Glob {
    pub(crate) fn new(pattern: String) -> Self {
        Self(pattern)
    }

    fn any() -> Self {
        Self("*".to_owned())
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let Some((head, tail)) = self.0.split_once('*') else {
            return self.0 == text;
        };
        let Some(mut text) = text.strip_prefix(head) else {
            return false;
        };
        let mut pieces: Vec<_> = tail.split('*').collect();
        let last = pieces.pop().unwrap_or_default();
        for piece in pieces {
            match text.find(piece) {
                Some(at) => text = &text[at + piece.len()..],
                None => return false,
            }
        }
        text.ends_with(last)
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
    /// Whether the caller sent the session token that belongs to this key, or rightly none.
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

/// A user name and password of the kind an IAM user creates for CodeCommit.
#[derive(Clone, Debug)]
pub(crate) struct GitCredential {
    pub(crate) username: String,
    pub(crate) password: Secret,
    pub(crate) identity: Arc<Identity>,
}

/// Every credential that was issued.
#[derive(Debug, Default)]
pub(crate) struct Iam {
    access_keys: RwLock<HashMap<String, AccessKey>>,
    git_credentials: RwLock<HashMap<String, GitCredential>>,
}

impl Iam {
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

    /// Ends a key's life now; `false` when there is no such key.
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

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        let matches = |pattern: &str, text| Glob::new(pattern.to_owned()).matches(text);
        for (pattern, text) in [
            ("app", "app"),
            ("*", ""),
            ("team-*", "team-"),
            ("*-web", "shop-web"),
            ("a*b*c", "a-b-b-c"),
            ("**", "x"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("app", "apps"),
            ("team-*", "steam-a"),
            ("a*a", "a"),
            ("a*b*c", "a-c-b"),
            ("", "app"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
