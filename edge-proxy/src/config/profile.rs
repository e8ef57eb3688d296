use crate::config::Policy;
use crate::config::role::Role;

/// A named policy with addresses of its own, and the role of callers with a token.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Profile {
    /// `regions`, `repositories` and `access`
    pub policy: Policy,
    /// `role_arn` and the fields that belong to it.
    pub role: Option<Role>,
}
