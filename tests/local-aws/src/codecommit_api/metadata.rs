use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Api;
use crate::repositories::{Home, RepositoryName};

impl Api<'_> {
    /// A repository's metadata; `None` if it does not exist.
    pub(super) async fn metadata(&self, name: &RepositoryName) -> Option<Value> {
        let home = self.home();
        let Home { account, region } = home;
        let repositories = &self.call.cloud.repositories;
        if !repositories.contains(home, name) {
            return None;
        }
        let (created, changed) = repositories.times(home, name).ok()?;
        let (partition, suffix) = (region.partition(), region.dns_suffix());
        let mut metadata = json!({
            "accountId": account,
            "repositoryId": repository_id(home, name),
            "repositoryName": name.as_str(),
            "lastModifiedDate": seconds(changed),
            "creationDate": seconds(created),
            "cloneUrlHttp": format!("https://git-codecommit.{region}.{suffix}/v1/repos/{name}"),
            "cloneUrlSsh": format!("ssh://git-codecommit.{region}.{suffix}/v1/repos/{name}"),
            "Arn": format!("arn:{partition}:codecommit:{region}:{account}:{name}"),
        });
        let description = repositories.description(home, name);
        if !description.is_empty() {
            metadata["repositoryDescription"] = description.into();
        }
        if let Some(branch) = repositories.default_branch(home, name).await {
            metadata["defaultBranch"] = branch.into();
        }
        Some(metadata)
    }

    /// When a repository was last changed.
    pub(super) fn changed(&self, name: &RepositoryName) -> Option<SystemTime> {
        let times = self.call.cloud.repositories.times(self.home(), name);
        times.ok().map(|(_, changed)| changed)
    }
}

/// The id of a repository; it never changes.
pub(super) fn repository_id(home: Home<'_>, name: &RepositoryName) -> String {
    let Home { account, region } = home;
    let digest = Sha256::digest(format!("{account}/{region}/{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes).to_string()
}

/// A time in the protocol's form: seconds since 1970, with decimals.
fn seconds(time: SystemTime) -> f64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs_f64()
}
