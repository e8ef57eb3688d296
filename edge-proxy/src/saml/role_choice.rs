use super::{RolePair, SamlResponse};
use crate::config::role::AssumeWith;
use crate::config::{Config, SamlProvider};
use crate::{Error, config};

/// A profile that a user can choose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RoleOption<'a> {
    /// The profile's name.
    pub profile: &'a str,
    /// Its role, and the SAML provider in IAM with which it is assumed.
    pub pair: &'a RolePair,
}

/// The profiles that a response opens: those whose role it offers, with one of the provider's ARNs. `wanted` is the profile
/// that the sign-in is limited to.
///
/// # Errors
///
/// [`Error::AccessDenied`] if there are none.
pub fn role_options<'a>(
    config: &'a Config,
    provider: &SamlProvider,
    response: &'a SamlResponse,
    wanted: Option<&str>,
) -> Result<Vec<RoleOption<'a>>, Error> {
    let pair = |profile: &config::Profile| {
        let role = profile.role.as_ref()?;
        response.roles.iter().find(|pair| {
            role.assume_with == AssumeWith::Saml
                && pair.role == role.arn
                && provider.arns.contains(&pair.provider)
        })
    };
    let options: Vec<RoleOption<'a>> = config
        .profiles
        .iter()
        .filter(|(name, _)| wanted.is_none_or(|wanted| wanted == *name))
        .filter_map(|(name, profile)| {
            Some(RoleOption {
                profile: name,
                pair: pair(profile)?,
            })
        })
        .collect();
    match (options.is_empty(), wanted) {
        (false, _) => Ok(options),
        (true, _) if response.roles.is_empty() => Err(Error::AccessDenied(
            "The identity provider's response offers no AWS role. Ask the provider's administrators for one: they send it in the attribute https://aws.amazon.com/SAML/Attributes/Role.".into(),
        )),
        (true, Some(wanted)) => Err(Error::AccessDenied(
            format!("The identity provider offers you no role of the profile {wanted}, which this sign-in is for. Ask its administrators for that role, or sign in for another profile.").into(),
        )),
        (true, None) => Err(Error::AccessDenied(
            "The identity provider offers you AWS roles, but none that this edge uses. Ask its administrators for the role of a profile of this edge.".into(),
        )),
    }
}
