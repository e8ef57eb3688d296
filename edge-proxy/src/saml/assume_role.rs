use super::expected::{wrong_issuer, wrong_recipient};
use super::{EncodedResponse, RoleOption, SamlResponse, acs};
use crate::auth::Grant;
use crate::aws::sts::{AssumeRole, Evidence, SamlUser};
use crate::config::SamlProvider;
use crate::{Config, Error};

/// A role that a user has chosen.
pub struct RequestedRole<'a> {
    /// The profile that the role belongs to, as granted.
    pub grant: Grant<'a>,
    /// The request to STS.
    pub assume_role: AssumeRole,
}

impl<'a> RequestedRole<'a> {
    /// Builds the request to STS. The session is limited to the profile, and lasts as long as the profile says, or
    /// shorter if the identity provider says so.
    ///
    /// # Errors
    ///
    /// [`Error::Misconfigured`] if the profile covers too much for a session policy.
    pub fn new(
        config: &'a Config,
        option: &RoleOption<'a>,
        encoded: &EncodedResponse,
        response: &SamlResponse,
        read_only: bool,
    ) -> Result<Self, Error> {
        let grant = Grant::for_saml(config, option.profile, read_only)?;
        let longest = grant.role.duration_seconds;
        Ok(Self {
            assume_role: AssumeRole {
                role: option.pair.role.clone(),
                region: grant.sts_region(config, None)?,
                fips: false,
                session_name: String::new(),
                duration_seconds: response
                    .session_duration
                    .map_or(longest, |it| it.min(longest)),
                policy: grant.session_policy(read_only, None)?,
                evidence: Evidence::Saml {
                    provider: option.pair.provider.clone(),
                    response: encoded.text().clone(),
                },
            },
            grant,
        })
    }
}

/// Checks the values that STS has verified: this identity provider issued the response, for this edge.
///
/// # Errors
///
/// [`Error::AssertionRejected`]
pub fn check_user(user: &SamlUser, provider: &SamlProvider, origin: &str) -> Result<(), Error> {
    if user.issuer != provider.entity_id {
        return Err(wrong_issuer());
    }
    match user.audience == acs(origin) {
        true => Ok(()),
        false => Err(wrong_recipient()),
    }
}
