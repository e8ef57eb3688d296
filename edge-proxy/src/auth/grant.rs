//! Which profile a caller with a token gets, and with which access.

use signer_wasm::{Region, RepositoryName};

use crate::config::provider::Rule;
use crate::config::role::{AssumeWith, Role};
use crate::config::{Policy, Profile};
use crate::jwt::Claims;
use crate::session::Session;
use crate::{Config, Error};

/// The region and repository in a request's address.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// The address names neither.
    Anything,
    /// The address names only a region.
    Region(&'a Region),
    /// The address names a repository in a region.
    Repository(&'a Region, &'a RepositoryName),
}

impl<'a> Wanted<'a> {
    /// The region in the address.
    pub fn region(self) -> Option<&'a Region> {
        match self {
            Self::Anything => None,
            Self::Region(region) | Self::Repository(region, _) => Some(region),
        }
    }

    /// The object of a refusal's sentence.
    fn said(self) -> &'static str {
        match self {
            Self::Anything => "any repository",
            Self::Region(_) => "repositories in this region",
            Self::Repository(..) => "this repository",
        }
    }

    /// Rejects a region or repository that a policy does not allow.
    pub(super) fn admitted_by(self, policy: &Policy) -> Result<(), Error> {
        match self {
            Self::Anything => Ok(()),
            Self::Region(region) => policy.admit_region(region),
            Self::Repository(region, repository) => policy.admit(region, repository),
        }
    }
}

/// A profile that is granted to a caller.
#[derive(Clone, Copy, Debug)]
pub struct Grant<'a> {
    /// The profile's name.
    pub name: &'a str,
    /// The profile itself.
    pub profile: &'a Profile,
    /// The role of the profile.
    pub role: &'a Role,
    /// Whether the caller may only read.
    pub read_only: bool,
}

impl<'a> Grant<'a> {
    /// Grants a profile by the claims of a token. `requested` is the profile in the address.
    ///
    /// # Errors
    ///
    /// [`Error::AccessDenied`] if no rule grants a profile to such a token.
    pub fn for_token(
        config: &'a Config,
        claims: &Claims,
        requested: Option<&str>,
        wanted: Wanted<'_>,
    ) -> Result<Self, Error> {
        let rules = claims
            .issuer()
            .and_then(|issuer| config.provider(issuer))
            .map(|provider| provider.rules.as_slice())
            .unwrap_or_default();
        if rules.is_empty() {
            let name = requested
                .or(config.default_profile.as_deref())
                .ok_or_else(|| no_profile(config))?;
            let grant = Self::of(config, name, false)?;
            return match grant.role.assume_with {
                AssumeWith::WebIdentity => Ok(grant),
                AssumeWith::Saml => Err(only_by_saml(name)),
                // The edge signs `AssumeRole` only for callers whom a rule admits.
                AssumeWith::EdgeKeys { .. } => Err(no_rule(wanted)),
            };
        }

        rules
            .iter()
            .filter(|rule| {
                requested.is_none_or(|requested| rule.profile == requested) && rule.matches(claims)
            })
            .filter_map(|rule| Self::of(config, &rule.profile, rule.read_only).ok())
            // For a profile in the address, the refusal says why it does not cover the repository.
            .find(|grant| requested.is_some() || grant.admit(wanted).is_ok())
            .ok_or_else(|| match claims.has_unverified_email() {
                true if asks_for_email(rules) => unverified_email(wanted),
                _ => no_rule(wanted),
            })
    }

    /// Grants a profile by the claims of a signed-in user, like [`Grant::for_token`], within the session's scope.
    ///
    /// # Errors
    ///
    /// [`Error::AccessDenied`], as in [`Grant::for_token`], and if the session is bound to another profile than the
    /// one asked for.
    pub fn for_user(
        config: &'a Config,
        claims: &Claims,
        session: &Session,
        requested: Option<&str>,
        wanted: Wanted<'_>,
    ) -> Result<Self, Error> {
        if let Some(name) = &session.profile {
            bound_profile(config, name, requested)?;
        }
        let mut grant = Self::for_token(
            config,
            claims,
            requested.or(session.profile.as_deref()),
            wanted,
        )?;
        grant.read_only |= session.read_only;
        match grant.role.assume_with {
            AssumeWith::EdgeKeys { .. } => Ok(grant),
            AssumeWith::Saml => Err(only_by_saml(grant.name)),
            AssumeWith::WebIdentity => Err(Error::AccessDenied(
                format!("The profile {} needs the identity provider's token itself, and this sign-in is for several profiles. Sign in for this profile only: with the scope profile:{}.", grant.name, grant.name).into(),
            )),
        }
    }

    /// Grants a session the profile that it is bound to.
    ///
    /// # Errors
    ///
    /// [`Error::AccessDenied`] if another profile is asked for, or the session's profile no longer exists.
    pub fn for_session(
        config: &'a Config,
        session: &Session,
        requested: Option<&str>,
    ) -> Result<Self, Error> {
        let name = session
            .profile
            .as_deref()
            .ok_or_else(|| no_profile(config))?;
        let (name, _) = bound_profile(config, name, requested)?;
        Self::of(config, name, session.read_only)
    }

    /// Grants a profile to a user whom a SAML identity provider signed in: STS decides whether its role may be assumed.
    ///
    /// # Errors
    ///
    /// [`Error::AccessDenied`] if no SAML provider opens the profile.
    pub fn for_saml(config: &'a Config, name: &str, read_only: bool) -> Result<Self, Error> {
        let grant = Self::of(config, name, read_only)?;
        match grant.role.assume_with {
            AssumeWith::Saml => Ok(grant),
            _ => Err(Error::AccessDenied(
                format!("The profile {name} is not one that a SAML sign-in opens. Its operator can set assume_with to saml.").into(),
            )),
        }
    }

    /// Rejects a region or a repository that the profile or its role does not cover.
    ///
    /// # Errors
    ///
    /// [`Error::RegionNotAllowed`] or [`Error::RepositoryNotAllowed`].
    pub fn admit(&self, wanted: Wanted<'_>) -> Result<(), Error> {
        wanted.admitted_by(&self.profile.policy)?;
        match wanted.region() {
            Some(region) if !self.role.arn.is_usable_in(region) => Err(Error::RegionNotAllowed(
                format!("The role of the profile {} is in another partition than the region {region}. Use a profile with a role in that partition.", self.name).into(),
            )),
            _ => Ok(()),
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
/// [`Error::AccessDenied`] if another profile is asked for, or this one no longer exists.
pub(crate) fn bound_profile<'a>(
    config: &'a Config,
    name: &str,
    requested: Option<&str>,
) -> Result<(&'a str, &'a Profile), Error> {
    if requested.is_some_and(|requested| requested != name) {
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
    /// Whether any profile has a role that tokens open.
    pub fn has_roles(&self) -> bool {
        self.profiles
            .values()
            .filter_map(|profile| profile.role.as_ref())
            .any(|role| role.assume_with != AssumeWith::Saml)
    }
}

fn no_profile(config: &Config) -> Error {
    Error::AccessDenied(match config.has_roles() {
        true => "Token sign-in needs a profile in the URL. Use https://{this host}/{profile}/{region}/{repository}; or the operator can set DEFAULT_PROFILE.".into(),
        false => "This edge accepts no tokens because it has no profile with a role. Use a signed password or the Git credentials of an IAM user; or its operator can add a profile with a role_arn to PROFILES.".into(),
    })
}

pub(super) fn only_by_saml(profile: &str) -> Error {
    Error::AccessDenied(
        format!("The profile {profile} is opened only by a sign-in in the browser, with a SAML identity provider. Sign in there: /setup of this edge shows how.").into(),
    )
}

fn asks_for_email(rules: &[Rule]) -> bool {
    let mut conditions = rules.iter().flat_map(|rule| &rule.conditions);
    conditions.any(|condition| condition.claim == "email")
}

fn unverified_email(wanted: Wanted<'_>) -> Error {
    Error::AccessDenied(format!("No rule of this edge grants the claims of this token access to {}. Its email address is ignored because the identity provider says that it is not verified (email_verified). Verify the address there, then sign in again.", wanted.said()).into())
}

fn no_rule(wanted: Wanted<'_>) -> Error {
    Error::AccessDenied(format!("No rule of this edge grants the claims of this token access to {}. Ask its operator which profile to use.", wanted.said()).into())
}
