use super::arn::{IamArn, Kind};
use crate::iam::{Principal, Statement, TrustPolicy};

/// The ARN of a role without a path: `arn:aws:iam::123456789012:role/name`.
pub(crate) type RoleArn = IamArn<RoleKind>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RoleKind;

impl Kind for RoleKind {
    const NAME: &'static str = "role";
    const LONGEST_NAME: usize = 64;
}

impl RoleArn {
    /// A session of this role; `unique_id` is the role's own.
    pub(crate) fn session_principal(&self, unique_id: &str, session: &str) -> Principal {
        let Self {
            partition,
            account,
            name,
            ..
        } = self;
        Principal {
            arn: format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}"),
            user_id: format!("{unique_id}:{session}"),
            account: account.clone(),
        }
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
