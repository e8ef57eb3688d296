use crate::config::SamlProviderArn;
use crate::config::role::RoleArn;

/// A role, and the SAML provider in IAM with which it is assumed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RolePair {
    /// The role to assume.
    pub role: RoleArn,
    /// The SAML provider in IAM that its trust policy names.
    pub provider: SamlProviderArn,
}

impl RolePair {
    /// Parses `{role},{provider}` or `{provider},{role}`. The name of a role may contain a comma.
    pub fn parse(text: &str) -> Option<Self> {
        text.match_indices(',').find_map(|(at, _)| {
            let (first, second) = text.split_at(at);
            let (first, second) = (first.trim(), second.get(1..)?.trim());
            let pair = |role, provider| {
                Some(Self {
                    role: RoleArn::parse(role)?,
                    provider: SamlProviderArn::parse(provider)?,
                })
            };
            pair(first, second).or_else(|| pair(second, first))
        })
    }
}
