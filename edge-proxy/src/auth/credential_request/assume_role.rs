//! The `AssumeRole` request for a caller.

use signer_wasm::{Endpoint, Region};
use zeroize::Zeroizing;

use super::{Caller, CredentialRequest, CredentialTarget, unreadable_session};
use crate::auth::grant::Grant;
use crate::auth::verified_identity::{caller_name, verified_identity};
use crate::aws::sts::{Access, AssumeRole, Evidence, SessionPolicy, session_name};
use crate::config::role::AssumeWith;
use crate::session::{SessionSubject, VerifiedIdentity};
use crate::util::Glob;
use crate::{Config, Error};

impl CredentialRequest {
    /// Builds the request to STS.
    pub(super) fn assume_role(
        &self,
        grant: &Grant<'_>,
        identity: Option<&VerifiedIdentity>,
        config: &Config,
    ) -> Result<AssumeRole, Error> {
        Ok(AssumeRole {
            role: grant.role.arn.clone(),
            region: self.region(config, grant)?,
            fips: self
                .git()
                .is_some_and(|route| *route.remote.host().endpoint() == Endpoint::Fips),
            session_name: self.session_name(),
            duration_seconds: grant.role.duration_seconds,
            policy: self.session_policy(grant)?,
            evidence: self.evidence(grant, identity),
        })
    }

    /// The identity that the edge vouches for, if it assumes the role with its own keys.
    pub(super) fn identity(&self, grant: &Grant<'_>) -> Result<Option<VerifiedIdentity>, Error> {
        match (&self.caller, &grant.role.assume_with) {
            (Caller::Token(_), AssumeWith::WebIdentity) => Ok(None),
            (Caller::Token(jwt), AssumeWith::EdgeKeys { .. }) => {
                verified_identity(jwt.claims(), grant.role).map(Some)
            }
            (Caller::Session { session, .. }, AssumeWith::EdgeKeys { .. }) => {
                match &session.subject {
                    SessionSubject::Identity(identity) => Ok(Some(identity.clone())),
                    SessionSubject::Claims(claims) => {
                        verified_identity(claims, grant.role).map(Some)
                    }
                    _ => Err(unreadable_session()),
                }
            }
            (Caller::Session { .. }, AssumeWith::WebIdentity) => Err(Error::CredentialsExpired(
                "The profile of this session has changed. Open a new session.".into(),
            )),
        }
    }

    fn evidence(&self, grant: &Grant<'_>, identity: Option<&VerifiedIdentity>) -> Evidence {
        let credential = Zeroizing::new(match &self.caller {
            Caller::Token(jwt) => jwt.text().to_owned(),
            Caller::Session { token, .. } => String::clone(token),
        });
        match (&grant.role.assume_with, identity) {
            (AssumeWith::EdgeKeys { external_id, .. }, Some(identity)) => Evidence::EdgeKeys {
                external_id: external_id.clone(),
                source_identity: identity.source_identity.clone(),
                tags: identity.tags.clone(),
                credential,
            },
            _ => Evidence::WebIdentity { token: credential },
        }
    }

    fn session_name(&self) -> String {
        match &self.caller {
            Caller::Token(jwt) => caller_name(jwt.claims()),
            Caller::Session { session, .. } => match &session.subject {
                SessionSubject::Identity(identity) => identity.session_name.clone(),
                SessionSubject::Claims(claims) => caller_name(claims),
                _ => session_name(""),
            },
        }
    }

    fn session_policy(&self, grant: &Grant<'_>) -> Result<Option<String>, Error> {
        if !grant.role.narrowed {
            return Ok(None);
        }

        let policy = &grant.profile.policy;
        let (read_only, regions, repositories): (bool, &[Region], Vec<&str>) = match &self.target {
            CredentialTarget::Git(route) => (
                grant.read_only,
                std::slice::from_ref(route.remote.region()),
                vec![route.remote.repository().as_str()],
            ),
            CredentialTarget::Session { read_only, .. } => (
                grant.read_only || *read_only,
                policy.regions.as_deref().unwrap_or_default(),
                policy
                    .repositories
                    .iter()
                    .flatten()
                    .map(Glob::as_str)
                    .collect(),
            ),
        };
        let document = SessionPolicy {
            role: &grant.role.arn,
            access: match read_only {
                true => Access::Read,
                false => Access::Write,
            },
            regions,
            repositories: &repositories,
        }
        .document();
        match document.len() <= SessionPolicy::MAX_LEN {
            true => Ok(Some(document)),
            false => Err(Error::Misconfigured(format!(
                "the profile {} lists so many regions and repositories that a session policy for all of them has {} characters; STS takes {}: list fewer, or set session_policy = \"none\"",
                grant.name,
                document.len(),
                SessionPolicy::MAX_LEN
            ))),
        }
    }

    /// The region whose STS is called: the repository's region, which is near it and in its partition.
    fn region(&self, config: &Config, grant: &Grant<'_>) -> Result<Region, Error> {
        let listed = grant.profile.policy.regions.iter().flatten().next();
        let default = config
            .default_region
            .as_ref()
            .filter(|region| grant.role.arn.is_usable_in(region));
        self.git()
            .map(|route| route.remote.region())
            .or(listed)
            .or(default)
            .map_or_else(|| grant.role.arn.main_region(), |region| Ok(region.clone()))
    }
}
