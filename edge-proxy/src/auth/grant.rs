//! Which profile a caller with a token gets, and what for.

use signer_wasm::{Region, RepositoryName};

use crate::config::Profile;
use crate::config::provider::Rule;
use crate::config::role::{AssumeWith, Role};
use crate::jwt::Claims;
use crate::session::Session;
use crate::{Config, Error};

/// A profile, opened to a caller.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    /// The profile's name.
    pub name: &'a str,
    /// The profile.
    pub profile: &'a Profile,
    /// Its role.
    pub role: &'a Role,
    /// Whether the caller may only read.
    pub read_only: bool,
}

impl<'a> Grant<'a> {
    /// Decides by the claims of a token. `asked` is the profile that the caller asks for by name,
    /// `repository` what it is for, where that is known.
    ///
    /// # Errors
    ///
    /// [`Error::AccessDenied`] where nothing opens to such a token.
    pub fn to_token(
        config: &'a Config,
        claims: &Claims,
        asked: Option<&str>,
        repository: Option<(&Region, &RepositoryName)>,
    ) -> Result<Self, Error> {
        let rules = claims
            .issuer()
            .and_then(|issuer| config.provider(issuer))
            .map(|provider| provider.rules.as_slice())
            .unwrap_or_default();
        if rules.is_empty() {
            let name = asked
                .or(config.default_profile.as_deref())
                .ok_or_else(|| no_profile(config))?;
            let grant = Self::of(config, name, false)?;
            return match grant.role.assume_with {
                AssumeWith::WebIdentity => Ok(grant),
                // The edge vouches only for whom a rule lets in.
                AssumeWith::EdgeKeys { .. } => Err(no_rule()),
            };
        }

        let admits = |grant: &Self| {
            repository.is_none_or(|(region, name)| grant.admit(region, name).is_ok())
        };
        rules
            .iter()
            .filter(|rule| asked.is_none_or(|asked| rule.profile == asked) && rule.matches(claims))
            .filter_map(|rule| Self::of(config, &rule.profile, rule.read_only).ok())
            // A profile that was asked for gives the reason itself why it is of no use here.
            .find(|grant| asked.is_some() || admits(grant))
            .ok_or_else(|| match claims.has_unverified_email() {
                true if asks_for_email(rules) => unverified_email(),
                _ => no_rule(),
            })
    }

    /// Decides by the claims of somebody who has signed in, as [`Grant::to_token`] does, within what the
    /// session is for.
    ///
    /// # Errors
    ///
    /// [`Error::AccessDenied`], as there; and where another profile is asked for than the session's.
    pub fn to_person(
        config: &'a Config,
        claims: &Claims,
        session: &Session,
        asked: Option<&str>,
        repository: Option<(&Region, &RepositoryName)>,
    ) -> Result<Self, Error> {
        if let Some(name) = &session.profile {
            bound_profile(config, name, asked)?;
        }
        let mut grant = Self::to_token(
            config,
            claims,
            asked.or(session.profile.as_deref()),
            repository,
        )?;
        grant.read_only |= session.read_only;
        match grant.role.assume_with {
            AssumeWith::EdgeKeys { .. } => Ok(grant),
            AssumeWith::WebIdentity => Err(Error::AccessDenied(
                format!("The profile {} needs the identity provider's token itself, and this sign-in is for several profiles. Sign in for this profile only: with the scope profile:{}.", grant.name, grant.name).into(),
            )),
        }
    }

    /// Decides for a session, which is bound to its profile.
    ///
    /// # Errors
    ///
    /// [`Error::AccessDenied`] where another profile is asked for, or the session's is no more.
    pub fn to_session(
        config: &'a Config,
        session: &Session,
        asked: Option<&str>,
    ) -> Result<Self, Error> {
        let name = session
            .profile
            .as_deref()
            .ok_or_else(|| no_profile(config))?;
        let (name, _) = bound_profile(config, name, asked)?;
        Self::of(config, name, session.read_only)
    }

    /// Refuses a repository that the profile does not open.
    ///
    /// # Errors
    ///
    /// [`Error::RegionNotAllowed`] or [`Error::RepositoryNotAllowed`].
    pub fn admit(&self, region: &Region, repository: &RepositoryName) -> Result<(), Error> {
        self.profile.policy.admit(region, repository)?;
        match self.role.arn.is_usable_in(region) {
            true => Ok(()),
            false => Err(Error::RegionNotAllowed(
                format!("The role of the profile {} is in another partition than the region {region}. Use a profile with a role in that partition.", self.name).into(),
            )),
        }
    }

    fn of(config: &'a Config, name: &str, read_only: bool) -> Result<Self, Error> {
        let no_role = || {
            Error::AccessDenied(
                format!("The profile {name} has no role, so a token gives no access to it. Its operator can set role_arn.").into(),
            )
        };
        let (name, profile) = config.profiles.get_key_value(name).ok_or_else(no_role)?;
        let role = profile.role.as_ref().ok_or_else(no_role)?;
        Ok(Self {
            name,
            profile,
            role,
            read_only: read_only || profile.policy.read_only || config.policy.read_only,
        })
    }
}

/// The profile that a session is bound to, with its name.
///
/// # Errors
///
/// [`Error::AccessDenied`] where another one is asked for, or it is no more.
pub(crate) fn bound_profile<'a>(
    config: &'a Config,
    name: &str,
    asked: Option<&str>,
) -> Result<(&'a str, &'a Profile), Error> {
    if asked.is_some_and(|asked| asked != name) {
        return Err(Error::AccessDenied(
            format!(
                "This session is for the profile {name}. Open a session for the profile in the URL."
            )
            .into(),
        ));
    }
    let (name, profile) = config.profiles.get_key_value(name).ok_or_else(|| {
        Error::AccessDenied(
            format!("This session is for the profile {name}, which this edge no longer has. Open a new session.").into(),
        )
    })?;
    Ok((name, profile))
}

impl Config {
    /// Whether any profile has a role, which is what a token opens.
    pub fn has_roles(&self) -> bool {
        self.profiles.values().any(|profile| profile.role.is_some())
    }
}

fn no_profile(config: &Config) -> Error {
    Error::AccessDenied(match config.has_roles() {
        true => "Token sign-in needs a profile in the URL. Use https://{this host}/{profile}/{region}/{repository}; or the operator can set DEFAULT_PROFILE.".into(),
        false => "This edge accepts no tokens because it has no profile with a role. Use a signed password or the Git credentials of an IAM user; or its operator can add a profile with a role_arn to PROFILES.".into(),
    })
}

fn asks_for_email(rules: &[Rule]) -> bool {
    let mut conditions = rules.iter().flat_map(|rule| &rule.conditions);
    conditions.any(|condition| condition.claim == "email")
}

fn unverified_email() -> Error {
    Error::AccessDenied("No rule of this edge grants the claims of this token access to this repository. Its email address is ignored because the identity provider says that it is not verified (email_verified). Verify the address there, then sign in again.".into())
}

fn no_rule() -> Error {
    Error::AccessDenied("No rule of this edge grants the claims of this token access to this repository. Ask its operator which profile to use.".into())
}
