use crate::git_request::{GitService, REPOSITORIES};

/// The command that a git client sends: `git-upload-pack '/v1/repos/app'`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GitCommand<'a> {
    pub(super) service: GitService,
    pub(super) repository: &'a str,
}

impl<'a> GitCommand<'a> {
    /// Reads a command; `None` for anything else.
    pub(super) fn parse(command: &'a str) -> Option<Self> {
        let (program, argument) = command.split_once(' ')?;
        let service = [GitService::UploadPack, GitService::ReceivePack]
            .into_iter()
            .find(|it| it.as_str() == program)?;
        let path = match argument.strip_prefix('\'') {
            Some(quoted) => quoted.strip_suffix('\'')?,
            None => argument,
        };
        Some(Self {
            service,
            repository: path.strip_prefix(REPOSITORIES)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::GitCommand;
    use crate::git_request::GitService;

    #[test]
    fn reads_what_git_clients_send() {
        for (command, service) in [
            ("git-upload-pack '/v1/repos/app'", GitService::UploadPack),
            ("git-receive-pack '/v1/repos/app'", GitService::ReceivePack),
            ("git-upload-pack /v1/repos/app", GitService::UploadPack),
        ] {
            let repository = "app";
            let expected = GitCommand {
                service,
                repository,
            };
            assert_eq!(GitCommand::parse(command), Some(expected), "{command}");
        }
    }

    #[test]
    fn rejects_other_commands() {
        for command in [
            "",
            "git-upload-pack",
            "git-upload-archive '/v1/repos/app'",
            "git upload-pack '/v1/repos/app'",
            "git-upload-pack '/v1/repos/app",
            "git-upload-pack '/etc/app'",
            "sh -c 'git-upload-pack /v1/repos/app'",
        ] {
            assert_eq!(GitCommand::parse(command), None, "{command}");
        }
    }
}
