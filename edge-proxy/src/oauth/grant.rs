use crate::auth::{Grant, Wanted};
use crate::config::role::AssumeWith;
use crate::jwt::{Claims, EMAIL_VERIFIED};
use crate::{Config, Error};

use super::Scope;

/// The claims of a signed-in user to store, if the edge assumes their role itself; `None` if STS takes the token and
/// has to be called with it now.
///
/// # Errors
///
/// [`Error::AccessDenied`] if the claims grant nothing.
pub fn granted_subject(
    config: &Config,
    claims: &Claims,
    scope: &Scope,
) -> Result<Option<Claims>, Error> {
    let grant = Grant::for_token(config, claims, scope.profile.as_deref(), Wanted::Anything)?;
    Ok(match grant.role.assume_with {
        AssumeWith::EdgeKeys { .. } => Some(claims.only(&config.kept_claims())),
        AssumeWith::Saml | AssumeWith::WebIdentity => None,
    })
}

impl Config {
    /// The claims that decisions, tags and names are based on.
    fn kept_claims(&self) -> Vec<&str> {
        let mut names = vec!["iss", "sub", "email", EMAIL_VERIFIED];
        for rule in self.identity_providers.iter().flat_map(|it| &it.rules) {
            names.extend(rule.conditions.iter().map(|it| it.claim.as_str()));
        }
        for role in self.profiles.values().filter_map(|it| it.role.as_ref()) {
            if let AssumeWith::EdgeKeys {
                source_identity,
                session_tags,
                external_id: _,
            } = &role.assume_with
            {
                names.extend(source_identity.as_deref());
                names.extend(session_tags.iter().map(|(_, claim)| claim.as_str()));
            }
        }
        names
    }
}
