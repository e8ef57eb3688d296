use crate::config::Policy;
use crate::config::role::Role;

/// A named policy with addresses of its own, and the role of those who come with a token.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Profile {
    /// `regions`, `repositories` and `access`
    pub policy: Policy,
    /// `role_arn` and what belongs to it.
    pub role: Option<Role>,
}
