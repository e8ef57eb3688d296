//! The arguments of `git-credential-codecommit`.

use crate::Failure;
use crate::failure::printable;

/// What the user or git asks the program to do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Operation {
    /// git asks for a credential.
    Get,
    /// An operation to ignore: `store`, `erase`, or one of a later version of git.
    Ignore(String),
    /// Write git's configuration.
    Install {
        /// Without asking.
        yes: bool,
        /// The address of the only repository to configure.
        address: Option<String>,
    },
    /// Remove that configuration.
    Uninstall {
        /// Without asking.
        yes: bool,
        /// The address of the only repository whose configuration is removed.
        address: Option<String>,
    },
    /// Check everything that a clone needs.
    Doctor {
        /// The address of a repository to try.
        address: Option<String>,
    },
    /// Print [`HELP`].
    Help,
    /// Print the version.
    Version,
}

/// The arguments, parsed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CommandLine {
    /// The value of `--profile`. If it is set, it is the only source of credentials.
    pub profile: Option<String>,
    /// What to do.
    pub operation: Operation,
}

impl CommandLine {
    /// Parses the arguments, without the program's name.
    ///
    /// # Errors
    ///
    /// `invalid_arguments`.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, Failure> {
        let mut profile = None;
        let mut yes = false;
        let mut words = Vec::new();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--help" | "-h" => words.insert(0, "help".to_owned()),
                "--version" => words.insert(0, "version".to_owned()),
                "--yes" | "-y" => yes = true,
                "--profile" => match arguments.next() {
                    Some(name) if !name.is_empty() => profile = Some(name),
                    _ => return Err(invalid("--profile needs the name of a profile")),
                },
                other => match other.strip_prefix("--profile=") {
                    Some("") => return Err(invalid("--profile needs the name of a profile")),
                    Some(name) => profile = Some(name.to_owned()),
                    None if other.starts_with('-') => {
                        return Err(invalid(&format!("unknown option `{}`", printable(other))));
                    }
                    None => words.push(argument),
                },
            }
        }

        let mut words = words.into_iter();
        let Some(word) = words.next() else {
            return Err(invalid("a command is missing"));
        };
        let argument = words.next();
        let operation = match word.as_str() {
            "get" => Operation::Get,
            "install" => Operation::Install {
                yes,
                address: argument.clone(),
            },
            "uninstall" => Operation::Uninstall {
                yes,
                address: argument.clone(),
            },
            "doctor" => Operation::Doctor {
                address: argument.clone(),
            },
            "help" => Operation::Help,
            "version" => Operation::Version,
            _ => Operation::Ignore(word),
        };
        let takes_argument = matches!(
            operation,
            Operation::Install { .. }
                | Operation::Uninstall { .. }
                | Operation::Doctor { .. }
                | Operation::Help
                | Operation::Version
        );
        if let Some(extra) = argument
            .filter(|_| !takes_argument)
            .or_else(|| words.next())
        {
            return Err(invalid(&format!(
                "unexpected argument `{}`",
                printable(&extra)
            )));
        }
        if yes
            && !matches!(
                operation,
                Operation::Install { .. } | Operation::Uninstall { .. }
            )
        {
            return Err(invalid(
                "--yes can be used only with `install` and `uninstall`",
            ));
        }
        Ok(Self { profile, operation })
    }
}

fn invalid(problem: &str) -> Failure {
    Failure::new(
        "invalid_arguments",
        problem,
        "`git-credential-codecommit --help` lists the commands and options.",
    )
}

/// What `--help` prints.
pub const HELP: &str = "\
git-credential-codecommit: passwords for AWS CodeCommit, signed with your AWS credentials

  git-credential-codecommit install [--profile NAME] [--yes] [ADDRESS]
      shows the lines for git's configuration, for all hosts of CodeCommit or for one repository, and adds them

  git-credential-codecommit uninstall [--yes] [ADDRESS]
      removes these lines

  git-credential-codecommit doctor [--profile NAME] [ADDRESS]
      checks git, the configuration, the credentials and, with an address, the repository

  git-credential-codecommit [--profile NAME] get|store|erase
      called by git

Credentials come from the same sources as in AWS's SDKs: environment variables, profiles (keys, IAM Identity Center,
`aws login`, roles, credential_process), web identity, containers, EC2 instances. With --profile, only that profile is
used.
";
