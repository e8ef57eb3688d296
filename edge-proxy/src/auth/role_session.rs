//! The region in which a granted role is assumed, and the session policy that limits it.

use signer_wasm::{Region, RepositoryName};

use super::grant::Grant;
use crate::aws::sts::{Access, SessionPolicy};
use crate::util::Glob;
use crate::{Config, Error};

impl Grant<'_> {
    /// The session policy that limits the role to a repository, or else to all repositories that its profile covers and
    /// to listing them; `None` if the profile does not narrow its role.
    ///
    /// # Errors
    ///
    /// [`Error::Misconfigured`] if the profile lists so much that the policy is too long for STS.
    pub(crate) fn session_policy(
        &self,
        read_only: bool,
        repository: Option<(&Region, &RepositoryName)>,
    ) -> Result<Option<String>, Error> {
        if !self.role.narrowed {
            return Ok(None);
        }

        let policy = &self.profile.policy;
        let (regions, repositories): (&[Region], Vec<&str>) = match repository {
            Some((region, name)) => (std::slice::from_ref(region), vec![name.as_str()]),
            None => (
                policy.regions.as_deref().unwrap_or_default(),
                policy
                    .repositories
                    .iter()
                    .flatten()
                    .map(Glob::as_str)
                    .collect(),
            ),
        };
        let policy = SessionPolicy {
            role: &self.role.arn,
            access: match self.read_only || read_only {
                true => Access::Read,
                false => Access::Write,
            },
            lists: false,
            regions,
            repositories: &repositories,
        };
        if repository.is_none()
            && let Some(document) = fitting(SessionPolicy {
                lists: true,
                ..policy
            })
        {
            return Ok(Some(document));
        }
        fitting(policy).map(Some).ok_or_else(|| {
            Error::Misconfigured(format!(
                "the profile {} lists so many regions and repositories that a session policy for all of them has {} characters; STS takes {}: list fewer, or set session_policy = \"none\"",
                self.name,
                policy.document().len(),
                SessionPolicy::MAX_LEN
            ))
        })
    }

    /// The session policy that limits the role to listing the repositories of a region that its profile covers, or all
    /// of them if the profile names too many; `None` if the profile does not narrow its role.
    pub(crate) fn list_policy(&self, region: &Region) -> Option<String> {
        let repositories = &self.profile.policy.repositories;
        let names: Vec<&str> = repositories.iter().flatten().map(Glob::as_str).collect();
        let policy = |repositories| SessionPolicy {
            role: &self.role.arn,
            access: Access::List,
            lists: true,
            regions: std::slice::from_ref(region),
            repositories,
        };
        self.role
            .narrowed
            .then(|| fitting(policy(&names)).unwrap_or_else(|| policy(&[]).document()))
    }

    /// The region whose STS is called: the repository's region, which is near it and in its partition.
    ///
    /// # Errors
    ///
    /// None, as long as the main regions of the partitions are valid regions.
    pub(crate) fn sts_region(
        &self,
        config: &Config,
        requested: Option<&Region>,
    ) -> Result<Region, Error> {
        let listed = self.profile.policy.regions.iter().flatten().next();
        let default = config
            .default_region
            .as_ref()
            .filter(|region| self.role.arn.is_usable_in(region));
        requested
            .or(listed)
            .or(default)
            .map_or_else(|| self.role.arn.main_region(), |region| Ok(region.clone()))
    }
}

/// The policy document; `None` if it is too long for STS.
fn fitting(policy: SessionPolicy<'_>) -> Option<String> {
    Some(policy.document()).filter(|document| document.len() <= SessionPolicy::MAX_LEN)
}
