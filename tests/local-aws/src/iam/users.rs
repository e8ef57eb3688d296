use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;

use super::{Statement, User, UserArn};
use crate::key_material;

/// The users of every account.
#[derive(Debug, Default)]
pub(crate) struct Users(RwLock<Vec<User>>);

/// Why a user was not renamed.
#[derive(Debug)]
pub(crate) enum RenameError {
    NoSuchUser,
    NameTaken,
    InvalidName,
}

impl Users {
    /// The user with this ARN, who is created if necessary. A new user may do everything, unless
    /// `allow` says otherwise; an existing one keeps its permissions unless it is given.
    pub(crate) fn ensure(
        &self,
        arn: UserArn,
        allow: Option<Vec<Statement>>,
        now: SystemTime,
    ) -> User {
        let mut users = self.write();
        if let Some(user) = users.iter_mut().find(|it| is_named(it, &arn)) {
            if let Some(allow) = allow {
                user.allow = allow;
            }
            return user.clone();
        }
        let user = User {
            arn,
            unique_id: key_material::unique_id("AIDA", 21),
            created: now,
            allow: allow.unwrap_or_else(|| vec![Statement::everything()]),
        };
        users.push(user.clone());
        user
    }

    pub(crate) fn named(&self, account: &str, name: &str) -> Option<User> {
        self.find(|it| it.arn.account == account && it.arn.name == name)
    }

    pub(crate) fn with_id(&self, id: &str) -> Option<User> {
        self.find(|it| it.unique_id == id)
    }

    /// The users of an account, by name.
    pub(crate) fn of_account(&self, account: &str) -> Vec<User> {
        let mut users: Vec<_> = self
            .read()
            .iter()
            .filter(|it| it.arn.account == account)
            .cloned()
            .collect();
        users.sort_by(|a, b| a.arn.name.cmp(&b.arn.name));
        users
    }

    /// Renames a user. All other properties stay.
    pub(crate) fn rename(
        &self,
        account: &str,
        name: &str,
        new_name: &str,
    ) -> Result<User, RenameError> {
        let mut users = self.write();
        let old = users
            .iter()
            .find(|it| it.arn.account == account && it.arn.name == name)
            .ok_or(RenameError::NoSuchUser)?
            .clone();
        let UserArn {
            partition,
            account,
            path,
            ..
        } = old.arn;
        let arn = UserArn::with_path(partition, account, path, new_name.to_owned())
            .ok_or(RenameError::InvalidName)?;
        if users.iter().any(|it| is_named(it, &arn)) {
            return Err(RenameError::NameTaken);
        }
        users
            .iter_mut()
            .find(|it| it.unique_id == old.unique_id)
            .map(|user| {
                user.arn = arn;
                user.clone()
            })
            .ok_or(RenameError::NoSuchUser)
    }

    fn find(&self, wanted: impl Fn(&User) -> bool) -> Option<User> {
        self.read().iter().find(|it| wanted(it)).cloned()
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<User>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<User>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names are unique in an account, whatever their paths.
fn is_named(user: &User, arn: &UserArn) -> bool {
    user.arn.account == arn.account && user.arn.name == arn.name
}
