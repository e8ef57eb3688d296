use signer_wasm::{Region, RepositoryName};

use crate::Error;
use crate::util::Glob;

/// What an operator leaves open: for the whole edge, and again for each profile.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Policy {
    /// The open regions; all of them where there is no list.
    pub regions: Option<Vec<Region>>,
    /// The open repositories; all of them where there is no list.
    pub repositories: Option<Vec<Glob>>,
    /// Whether pushes are refused.
    pub read_only: bool,
}

impl Policy {
    /// Refuses what is not open.
    ///
    /// # Errors
    ///
    /// [`Error::RegionNotAllowed`] or [`Error::RepositoryNotAllowed`].
    pub fn admit(&self, region: &Region, repository: &RepositoryName) -> Result<(), Error> {
        if self
            .regions
            .as_ref()
            .is_some_and(|open| !open.contains(region))
        {
            return Err(Error::RegionNotAllowed(
                format!("The region {region} is not allowed on this edge. Its operator can add it to ALLOWED_REGIONS.").into(),
            ));
        }

        if self
            .repositories
            .as_ref()
            .is_some_and(|open| !open.iter().any(|glob| glob.matches(repository.as_str())))
        {
            return Err(Error::RepositoryNotAllowed(repository.as_str().to_owned()));
        }

        Ok(())
    }
}
