use std::path::PathBuf;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::command::GitCommand;
use crate::cloud::Cloud;
use crate::git_request::GitService;
use crate::iam::CredentialOwner;
use crate::region::Region;
use crate::repositories::{Home, RepositoryName};

/// What a session may run.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Permission {
    /// `git-upload-pack` or `git-receive-pack`.
    pub(super) program: String,
    pub(super) repository: PathBuf,
}

/// The message for a client that sends no command (AWS's guide shows it).
const NO_SHELL: &str = "You have successfully authenticated over SSH. You can use Git to interact with AWS CodeCommit. \
     Interactive shells are not supported.";

/// The public keys with which a client can log in by this name. The name is the id of a key.
pub(crate) fn authorized_keys(cloud: &Cloud, login_name: &str) -> Vec<String> {
    let keys = &cloud.iam.ssh_keys;
    let key = keys.usable(login_name, cloud.iam_delay(), Instant::now());
    key.map(|it| it.key.to_line()).into_iter().collect()
}

/// Whether a session may run what its client asks for; the error is the message to the client.
pub(crate) fn permit(
    cloud: &Cloud,
    region: &Region,
    login_name: &str,
    command: &str,
) -> Result<Permission, String> {
    let keys = &cloud.iam.ssh_keys;
    let identity = keys
        .usable(login_name, cloud.iam_delay(), Instant::now())
        .and_then(|key| {
            cloud.iam.identity(&CredentialOwner::User {
                id: key.user_id,
                allow: None,
            })
        })
        .ok_or("UnrecognizedClientException: The SSH key is invalid.")?;
    if command.is_empty() {
        return Err(NO_SHELL.to_owned());
    }
    let GitCommand {
        service,
        repository,
    } = GitCommand::parse(command)
        .ok_or("Only git-upload-pack and git-receive-pack are supported.")?;
    let not_found = || format!("RepositoryDoesNotExistException: {repository} does not exist");
    let name = RepositoryName::parse(repository).ok_or_else(not_found)?;
    identity
        .authorize(service.action(), region, name.as_str())
        .map_err(|denial| format!("AccessDeniedException: {denial}"))?;
    let home = Home {
        account: &identity.principal.account,
        region,
    };
    if !cloud.repositories.contains(home, &name) {
        return Err(not_found());
    }
    Ok(Permission {
        program: service.as_str().to_owned(),
        repository: cloud.repositories.path(home, &name),
    })
}

impl Permission {
    pub(super) fn is_push(&self) -> bool {
        self.program == GitService::ReceivePack.as_str()
    }
}
