use signer_wasm::{Region, RepositoryName};

use crate::Error;
use crate::util::Glob;

/// The regions, repositories and access that the operator allows: for the whole edge, and further limited for each
/// profile.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Policy {
    /// The allowed regions; all of them without a list.
    pub regions: Option<Vec<Region>>,
    /// The allowed repositories; all of them without a list.
    pub repositories: Option<Vec<Glob>>,
    /// Whether pushes are rejected.
    pub read_only: bool,
}

impl Policy {
    /// Rejects a region or a repository that is not allowed.
    ///
    /// # Errors
    ///
    /// [`Error::RegionNotAllowed`] or [`Error::RepositoryNotAllowed`].
    pub fn admit(&self, region: &Region, repository: &RepositoryName) -> Result<(), Error> {
        self.admit_region(region)?;
        if self
            .repositories
            .as_ref()
            .is_some_and(|open| !open.iter().any(|glob| glob.matches(repository.as_str())))
        {
            return Err(Error::RepositoryNotAllowed(repository.as_str().to_owned()));
        }

        Ok(())
    }

    /// Rejects a region that is not allowed.
    ///
    /// # Errors
    ///
    /// [`Error::RegionNotAllowed`]
    pub fn admit_region(&self, region: &Region) -> Result<(), Error> {
        match &self.regions {
            Some(open) if !open.contains(region) => Err(Error::RegionNotAllowed(
                format!("The region {region} is not allowed on this edge. Its operator can add it to ALLOWED_REGIONS.").into(),
            )),
            _ => Ok(()),
        }
    }
}
