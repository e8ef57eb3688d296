use super::setup_options::Setup;

/// A way to set git up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Choice {
    /// Sign in with git-credential-oauth.
    OAuth,
    /// Sign in with Git Credential Manager.
    Manager,
    /// Type a user name and password.
    Password,
    /// Send CodeCommit's own addresses through the edge.
    Addresses,
    /// Send CodeCommit's own addresses through the edge, except for pushes.
    Fetches,
    /// Include a file with the settings in git's configuration.
    File,
}

impl Choice {
    pub(super) const ALL: [Self; 6] = [
        Self::OAuth,
        Self::Manager,
        Self::Password,
        Self::Addresses,
        Self::Fetches,
        Self::File,
    ];

    /// Parses the query's parameter `with`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == text)
    }

    /// Its value in the query's parameter `with`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::OAuth => "oauth",
            Self::Manager => "manager",
            Self::Password => "password",
            Self::Addresses => "addresses",
            Self::Fetches => "fetches",
            Self::File => "file",
        }
    }

    /// The address of its commands.
    pub(super) fn href(self, profile: Option<&str>) -> String {
        let start = ["/setup?with=", self.name()].concat();
        match profile {
            Some(name) => [start.as_str(), "&profile=", name].concat(),
            None => start,
        }
    }

    /// Whether this edge offers it.
    pub(super) fn is_offered(self, setup: &Setup<'_>) -> bool {
        match self {
            Self::OAuth | Self::Manager => setup.login,
            Self::Fetches => setup.read_only,
            Self::Password | Self::Addresses | Self::File => true,
        }
    }

    /// Whether it is about credentials, and therefore can be limited to a profile.
    pub(super) fn takes_profiles(self) -> bool {
        matches!(self, Self::OAuth | Self::Manager | Self::Password)
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::OAuth => "git-credential-oauth",
            Self::Manager => "Git Credential Manager",
            Self::Password => "User name and password",
            Self::Addresses => "CodeCommit's addresses",
            Self::Fetches => "CodeCommit's addresses, except for pushes",
            Self::File => "A file to include",
        }
    }

    pub(super) fn details(self) -> &'static str {
        match self {
            Self::OAuth => "Most systems have a package for it.",
            Self::Manager => "Git for Windows includes it.",
            Self::Password => {
                "Git asks for them, and keeps them in memory for twelve hours at most."
            }
            Self::Addresses => {
                "Git uses this edge for all of CodeCommit's addresses, in any region."
            }
            Self::Fetches => {
                "For all of CodeCommit's addresses, git fetches through this edge and pushes to CodeCommit itself."
            }
            Self::File => "A file with the same settings, for git to include.",
        }
    }

    /// Advice to read before pasting the commands, as HTML.
    pub(super) fn note(self, setup: &Setup<'_>) -> &'static str {
        match self {
            // The helper does not discover this address by itself.
            Self::OAuth if !setup.compatibility => concat!(
                "Instead of <code>cache --timeout 43200</code>, use <code>osxkeychain</code> on macOS, and <code>wincred</code> on Windows. ",
                "Without a browser, use <code>oauth -device</code> instead of <code>oauth</code>: it shows a code for another device. ",
                "Windows PowerShell 5 drops the <code>''</code>: use Git Bash there.",
            ),
            Self::OAuth => concat!(
                "Instead of <code>cache --timeout 43200</code>, use <code>osxkeychain</code> on macOS, and <code>wincred</code> on Windows. ",
                "If it is already git's helper, nothing needs to be configured. ",
                "Windows PowerShell 5 drops the <code>''</code>: use Git Bash there.",
            ),
            Self::Manager if setup.compatibility => concat!(
                "If it is already git's helper, nothing needs to be configured. ",
                "Windows PowerShell 5 drops the <code>''</code>: use Git Bash there.",
            ),
            Self::Manager => "Windows PowerShell 5 drops the <code>''</code>: use Git Bash there.",
            Self::Password => concat!(
                "Instead of <code>cache --timeout 43200</code>, use <code>osxkeychain</code> on macOS, and <code>wincred</code> on Windows. ",
                "Windows PowerShell 5 drops the <code>''</code>: use Git Bash there.",
            ),
            Self::Addresses | Self::Fetches => "It applies to all of your clones.",
            Self::File => "On Windows, use Git Bash.",
        }
    }
}
