use std::fmt;

use crate::iam::{Principal, Statement, TrustPolicy};

/// The ARN of a role without a path: `arn:aws:iam::123456789012:role/name`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RoleArn {
    pub(crate) partition: String,
    pub(crate) account: String,
    pub(crate) name: String,
}

impl RoleArn {
    pub(crate) fn new(partition: String, account: String, name: String) -> Option<Self> {
        let fits = is_partition(&partition)
            && is_account(&account)
            && (1..=64).contains(&name.len())
            && name.bytes().all(is_name_character);
        fits.then_some(Self {
            partition,
            account,
            name,
        })
    }

    pub(crate) fn parse(arn: &str) -> Option<Self> {
        let &["arn", partition, "iam", "", account, resource] =
            arn.splitn(6, ':').collect::<Vec<_>>().as_slice()
        else {
            return None;
        };
        let name = resource.strip_prefix("role/")?;
        Self::new(partition.to_owned(), account.to_owned(), name.to_owned())
    }

    /// A session of this role; `unique_id` is the role's own.
    pub(crate) fn session_principal(&self, unique_id: &str, session: &str) -> Principal {
        let Self {
            partition,
            account,
            name,
        } = self;
        Principal {
            arn: format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}"),
            user_id: format!("{unique_id}:{session}"),
            account: account.clone(),
        }
    }
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            account,
            name,
        } = self;
        write!(f, "arn:{partition}:iam::{account}:role/{name}")
    }
}

/// A role: its trust policy, and its sessions' permissions.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) arn: RoleArn,
    pub(crate) unique_id: String,
    pub(crate) trust: TrustPolicy,
    pub(crate) allow: Vec<Statement>,
    pub(crate) max_session_seconds: u64,
}

pub(crate) fn is_partition(text: &str) -> bool {
    text.starts_with("aws") && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The characters `[\w+=,.@-]` of role and session names.
pub(crate) fn is_name_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte)
}
