use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant, SystemTime};

use super::propagation::Propagated;
use super::{CredentialOwner, Statement, Status, User};
use crate::key_material;
use crate::secret::Secret;

/// How many sets a user may have for each service.
pub(crate) const CREDENTIALS_PER_USER: usize = 2;

/// A service for which IAM generates user names and passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CredentialService {
    CodeCommit,
    /// Amazon Keyspaces. Nothing here accepts its credentials.
    Cassandra,
}

impl CredentialService {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::CodeCommit, Self::Cassandra]
            .into_iter()
            .find(|it| it.as_str() == name)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::CodeCommit => "codecommit.amazonaws.com",
            Self::Cassandra => "cassandra.amazonaws.com",
        }
    }
}

/// What IAM shows of a set of credentials.
#[derive(Clone, Debug)]
pub(crate) struct ServiceCredential {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) service: CredentialService,
    pub(crate) user_name: String,
    pub(crate) created: SystemTime,
    pub(crate) status: Status,
    /// Shown only when it has just been generated.
    pub(crate) password: Secret,
}

/// The service-specific credentials of all users. For CodeCommit, they are Git credentials.
#[derive(Debug, Default)]
pub(crate) struct ServiceCredentials(RwLock<Vec<Entry>>);

#[derive(Debug)]
struct Entry {
    /// As created; `state` has its current status and password.
    created: ServiceCredential,
    /// Permissions of its own, for tests.
    allow: Option<Vec<Statement>>,
    /// `None` once it is deleted.
    state: Propagated<Option<State>>,
}

#[derive(Clone, Debug)]
struct State {
    status: Status,
    password: Secret,
}

/// The user already has as many sets as possible.
#[derive(Debug)]
pub(crate) struct TooMany;

/// The user has no such credentials.
#[derive(Debug)]
pub(crate) struct NoSuchCredential;

impl ServiceCredentials {
    /// Generates a set.
    pub(crate) fn create(
        &self,
        user: &User,
        service: CredentialService,
        created: SystemTime,
        now: Instant,
    ) -> Result<ServiceCredential, TooMany> {
        let mut entries = self.write();
        let existing = entries
            .iter()
            .filter(|it| it.is_of(&user.unique_id) && it.created.service == service);
        if existing.count() >= CREDENTIALS_PER_USER {
            return Err(TooMany);
        }
        let user_name = free_name(&entries, user);
        let entry = Entry::new(user, service, user_name, created, now);
        let credential = entry.created.clone();
        entries.push(entry);
        Ok(credential)
    }

    /// Installs given Git credentials for a test, in place of those with the same user name.
    pub(crate) fn install(
        &self,
        user: &User,
        user_name: Option<String>,
        password: Option<String>,
        allow: Option<Vec<Statement>>,
        created: SystemTime,
        now: Instant,
    ) -> ServiceCredential {
        let mut entries = self.write();
        let user_name = user_name.unwrap_or_else(|| free_name(&entries, user));
        entries.retain(|it| it.created.user_name != user_name);
        let mut entry = Entry::new(user, CredentialService::CodeCommit, user_name, created, now);
        if let Some(password) = password {
            entry.created.password = password.into();
            entry.state = Propagated::new(Some(entry.created.state()), now);
        }
        entry.allow = allow;
        let credential = entry.created.clone();
        entries.push(entry);
        credential
    }

    /// A user's sets, as seen by a reader whom changes reach after `delay`.
    pub(crate) fn of_user(
        &self,
        user_id: &str,
        delay: Duration,
        now: Instant,
    ) -> Vec<ServiceCredential> {
        self.read()
            .iter()
            .filter(|it| it.created.user_id == user_id)
            .filter_map(|it| Some(it.with(it.state.after(delay, now)?.as_ref()?)))
            .collect()
    }

    pub(crate) fn set_status(
        &self,
        user_id: &str,
        id: &str,
        status: Status,
        now: Instant,
    ) -> Result<(), NoSuchCredential> {
        self.change(user_id, id, now, |state| Some(State { status, ..state }))
            .map(drop)
    }

    /// Generates another password; the status stays.
    pub(crate) fn reset(
        &self,
        user_id: &str,
        id: &str,
        now: Instant,
    ) -> Result<ServiceCredential, NoSuchCredential> {
        let password = Secret::from(key_material::git_password());
        self.change(user_id, id, now, |state| Some(State { password, ..state }))
    }

    pub(crate) fn delete(
        &self,
        user_id: &str,
        id: &str,
        now: Instant,
    ) -> Result<(), NoSuchCredential> {
        self.change(user_id, id, now, |_| None).map(drop)
    }

    /// Deletes those with this user name for a test; `false` if there are none.
    pub(crate) fn delete_named(&self, user_name: &str, now: Instant) -> bool {
        let mut entries = self.write();
        let entry = entries
            .iter_mut()
            .find(|it| it.exists() && it.created.user_name == user_name);
        entry.map(|it| it.state.set(None, now)).is_some()
    }

    /// The owner of these Git credentials, if CodeCommit accepts them. Changes reach it after `delay`.
    pub(crate) fn git_credential_owner(
        &self,
        user_name: &str,
        password: &str,
        delay: Duration,
        now: Instant,
    ) -> Option<CredentialOwner> {
        let entries = self.read();
        // A deleted set can still work while another one already has its name.
        let entry = entries.iter().find(|it| {
            it.created.service == CredentialService::CodeCommit
                && it.created.user_name == user_name
                && it.accepts(password, delay, now)
        })?;
        Some(CredentialOwner::User {
            id: entry.created.user_id.clone(),
            allow: entry.allow.clone(),
        })
    }

    /// Changes the state of a set, and returns the set with its new or last state.
    fn change(
        &self,
        user_id: &str,
        id: &str,
        now: Instant,
        change: impl FnOnce(State) -> Option<State>,
    ) -> Result<ServiceCredential, NoSuchCredential> {
        let mut entries = self.write();
        let entry = entries
            .iter_mut()
            .find(|it| it.created.id == id && it.is_of(user_id))
            .ok_or(NoSuchCredential)?;
        let state = entry.state.latest().cloned().flatten();
        let state = state.ok_or(NoSuchCredential)?;
        let changed = change(state.clone());
        entry.state.set(changed.clone(), now);
        Ok(entry.with(&changed.unwrap_or(state)))
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<Entry>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<Entry>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The user name of a new set: `alice-at-123456789012`, then `alice+1-at-123456789012`. That of a
/// deleted set is free again.
fn free_name(entries: &[Entry], user: &User) -> String {
    let (name, account) = (&user.arn.name, &user.arn.account);
    let is_taken = |candidate: &String| {
        entries
            .iter()
            .any(|it| it.exists() && it.created.user_name == *candidate)
    };
    let first = format!("{name}-at-{account}");
    if !is_taken(&first) {
        return first;
    }
    (1..)
        .map(|number| format!("{name}+{number}-at-{account}"))
        .find(|candidate| !is_taken(candidate))
        .unwrap_or(first)
}

impl Entry {
    fn new(
        user: &User,
        service: CredentialService,
        user_name: String,
        created: SystemTime,
        now: Instant,
    ) -> Self {
        let created = ServiceCredential {
            id: key_material::unique_id("ACCA", 21),
            user_id: user.unique_id.clone(),
            service,
            user_name,
            created,
            status: Status::Active,
            password: key_material::git_password().into(),
        };
        Self {
            state: Propagated::new(Some(created.state()), now),
            created,
            allow: None,
        }
    }

    fn exists(&self) -> bool {
        self.state.latest().is_some_and(Option::is_some)
    }

    fn is_of(&self, user_id: &str) -> bool {
        self.exists() && self.created.user_id == user_id
    }

    fn accepts(&self, password: &str, delay: Duration, now: Instant) -> bool {
        self.state
            .after(delay, now)
            .and_then(Option::as_ref)
            .is_some_and(|it| it.status == Status::Active && it.password.matches(password))
    }

    fn with(&self, state: &State) -> ServiceCredential {
        ServiceCredential {
            status: state.status,
            password: state.password.clone(),
            ..self.created.clone()
        }
    }
}

impl ServiceCredential {
    fn state(&self) -> State {
        State {
            status: self.status,
            password: self.password.clone(),
        }
    }
}
