use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant, SystemTime};

use super::propagation::Propagated;
use super::{Status, User};
use crate::key_material;
use crate::ssh_public_key::{Encoding, SshPublicKey};

/// How many keys a user may have.
pub(crate) const KEYS_PER_USER: usize = 5;

/// What IAM shows of an SSH public key.
#[derive(Clone, Debug)]
pub(crate) struct UserSshKey {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) key: SshPublicKey,
    /// As uploaded, in this encoding.
    pub(crate) body: String,
    pub(crate) encoding: Encoding,
    pub(crate) uploaded: SystemTime,
    pub(crate) status: Status,
}

/// The SSH public keys of all users.
#[derive(Debug, Default)]
pub(crate) struct SshKeys(RwLock<Vec<Entry>>);

#[derive(Debug)]
struct Entry {
    /// As uploaded; `status` is the current one.
    uploaded: UserSshKey,
    /// `None` once it is deleted.
    status: Propagated<Option<Status>>,
}

/// Why a key is not added.
#[derive(Debug)]
pub(crate) enum AddError {
    /// The user has this key already.
    Duplicate,
    /// The user has as many keys as possible.
    TooMany,
}

/// The user has no such key.
#[derive(Debug)]
pub(crate) struct NoSuchKey;

impl SshKeys {
    pub(crate) fn add(
        &self,
        user: &User,
        (key, encoding): (SshPublicKey, Encoding),
        body: &str,
        uploaded: SystemTime,
        now: Instant,
    ) -> Result<UserSshKey, AddError> {
        let mut entries = self.write();
        let existing: Vec<_> = entries
            .iter()
            .filter(|it| it.is_of(&user.unique_id))
            .collect();
        if existing.iter().any(|it| it.uploaded.key == key) {
            return Err(AddError::Duplicate);
        }
        if existing.len() >= KEYS_PER_USER {
            return Err(AddError::TooMany);
        }
        let uploaded = UserSshKey {
            id: key_material::unique_id("APKA", 20),
            user_id: user.unique_id.clone(),
            key,
            body: body.to_owned(),
            encoding,
            uploaded,
            status: Status::Active,
        };
        entries.push(Entry {
            status: Propagated::new(Some(uploaded.status), now),
            uploaded: uploaded.clone(),
        });
        Ok(uploaded)
    }

    /// A user's keys, as seen by a reader whom changes reach after `delay`.
    pub(crate) fn of_user(&self, user_id: &str, delay: Duration, now: Instant) -> Vec<UserSshKey> {
        self.read()
            .iter()
            .filter(|it| it.uploaded.user_id == user_id)
            .filter_map(|it| it.after(delay, now))
            .collect()
    }

    /// The key with this id, if CodeCommit accepts it. Changes reach it after `delay`.
    pub(crate) fn usable(&self, id: &str, delay: Duration, now: Instant) -> Option<UserSshKey> {
        let entries = self.read();
        let entry = entries.iter().find(|it| it.uploaded.id == id)?;
        entry
            .after(delay, now)
            .filter(|it| it.status == Status::Active)
    }

    /// The ids of all keys, even of deleted ones.
    pub(crate) fn ids(&self) -> Vec<String> {
        let entries = self.read();
        entries.iter().map(|it| it.uploaded.id.clone()).collect()
    }

    pub(crate) fn set_status(
        &self,
        user_id: &str,
        id: &str,
        status: Status,
        now: Instant,
    ) -> Result<(), NoSuchKey> {
        self.change(user_id, id, Some(status), now)
    }

    pub(crate) fn delete(&self, user_id: &str, id: &str, now: Instant) -> Result<(), NoSuchKey> {
        self.change(user_id, id, None, now)
    }

    fn change(
        &self,
        user_id: &str,
        id: &str,
        status: Option<Status>,
        now: Instant,
    ) -> Result<(), NoSuchKey> {
        let mut entries = self.write();
        let entry = entries
            .iter_mut()
            .find(|it| it.uploaded.id == id && it.is_of(user_id))
            .ok_or(NoSuchKey)?;
        entry.status.set(status, now);
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<Entry>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<Entry>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Whether it is the user's, and not deleted.
    fn is_of(&self, user_id: &str) -> bool {
        self.uploaded.user_id == user_id && self.status.latest().is_some_and(Option::is_some)
    }

    fn after(&self, delay: Duration, now: Instant) -> Option<UserSshKey> {
        let status = (*self.status.after(delay, now)?)?;
        Some(UserSshKey {
            status,
            ..self.uploaded.clone()
        })
    }
}
