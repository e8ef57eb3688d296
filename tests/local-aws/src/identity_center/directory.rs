use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use crate::iam::{RoleArn, Statement};
use crate::key_material;
use crate::region::Region;

/// An instance of IAM Identity Center: its users and their roles.
#[derive(Debug)]
pub(crate) struct Instance {
    /// The access portal's; it identifies the instance to clients.
    pub(crate) start_url: String,
    pub(crate) region: Region,
    pub(crate) users: Vec<User>,
    pub(crate) access_token_seconds: u64,
    /// How long a client has to wait between polls for its token.
    pub(crate) interval_seconds: u64,
    pub(crate) role_seconds: u64,
}

#[derive(Debug)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) assignments: Vec<Assignment>,
}

/// The roles that a user has in an account.
#[derive(Debug)]
pub(crate) struct Assignment {
    pub(crate) account_id: String,
    pub(crate) account_name: String,
    pub(crate) roles: Vec<AssignedRole>,
}

/// A permission set, and its role in the account.
#[derive(Debug)]
pub(crate) struct AssignedRole {
    pub(crate) name: String,
    pub(crate) arn: RoleArn,
    pub(crate) unique_id: String,
    pub(crate) allow: Vec<Statement>,
}

impl Instance {
    /// Whether it is in the region that a host names; always true if the host names none.
    pub(super) fn is_in(&self, region: Option<&Region>) -> bool {
        region.is_none_or(|it| *it == self.region)
    }

    pub(super) fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|it| it.name == name)
    }
}

impl User {
    pub(super) fn assignment(&self, account_id: &str) -> Option<&Assignment> {
        self.assignments
            .iter()
            .find(|it| it.account_id == account_id)
    }
}

impl Assignment {
    pub(super) fn role(&self, name: &str) -> Option<&AssignedRole> {
        self.roles.iter().find(|it| it.name == name)
    }
}

impl AssignedRole {
    /// `None` if the name is too long or contains characters that a role name cannot have. The role
    /// is the same for every user, and stays the same when its instance is replaced.
    pub(crate) fn new(
        start_url: &str,
        region: &Region,
        account_id: &str,
        name: String,
        allow: Vec<Statement>,
    ) -> Option<Self> {
        if name.is_empty() {
            return None;
        }
        let digest = Sha256::digest(format!("{start_url}\n{account_id}\n{name}"));
        let (suffix, rest) = digest.split_at(8);
        let suffix: String = suffix.iter().map(|byte| format!("{byte:02x}")).collect();
        let arn = RoleArn::new(
            region.partition().to_owned(),
            account_id.to_owned(),
            format!("AWSReservedSSO_{name}_{suffix}"),
        )?;
        Some(Self {
            name,
            arn,
            unique_id: key_material::derived_id("AROA", 21, rest),
            allow,
        })
    }
}

/// The instances, by start URL.
#[derive(Debug, Default)]
pub(super) struct Instances(RwLock<HashMap<String, Arc<Instance>>>);

impl Instances {
    pub(super) fn install(&self, instance: Instance) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(instance.start_url.clone(), Arc::new(instance));
    }

    pub(super) fn find(&self, start_url: &str) -> Option<Arc<Instance>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(start_url)
            .cloned()
    }
}
