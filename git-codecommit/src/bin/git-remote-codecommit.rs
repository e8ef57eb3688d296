//! git's remote helper for `codecommit::eu-west-1://app`: see [`git_codecommit::remote`].

#![forbid(unsafe_code)]

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use git_codecommit::address::HelperAddress;
use git_codecommit::{Failure, remote};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(failure) => {
            failure.print("git-remote-codecommit");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let [name, address] = arguments else {
        return Err(Failure::new(
            "invalid_arguments",
            format!(
                "expected two arguments, as git passes them, but got {}",
                arguments.len()
            ),
            "Run it through git: git clone codecommit::eu-west-1://repository",
        ));
    };
    if name.starts_with('-') {
        return Err(Failure::new(
            "invalid_arguments",
            "the name of the remote begins with `-`, so git would read it as an option",
            "Rename the remote with `git remote rename`.",
        ));
    }
    let address = HelperAddress::parse(address)?;
    let runtime = git_codecommit::runtime()?;
    let repository = runtime.block_on(remote::resolve(&address))?;
    replace(&mut remote::command(
        name,
        &repository,
        address.profile.as_deref(),
        &credential_helper()?,
    ))
}

/// The path of the credential helper, which is installed in the same directory as this program.
fn credential_helper() -> Result<PathBuf, Failure> {
    let name = format!("git-credential-codecommit{}", env::consts::EXE_SUFFIX);
    let path = env::current_exe().map(|this| this.with_file_name(&name));
    match path {
        Ok(path) if path.is_file() => Ok(path),
        _ => Err(Failure::new(
            "helper_missing",
            format!("{name} is not in the directory of git-remote-codecommit"),
            "Install both programs into the same directory.",
        )),
    }
}

/// Replaces this process with the command (`exec`).
#[cfg(unix)]
fn replace(command: &mut Command) -> Result<ExitCode, Failure> {
    use std::os::unix::process::CommandExt;
    Err(git_codecommit::git_missing(&command.exec()))
}

/// Runs the command, and exits with its status.
#[cfg(not(unix))]
fn replace(command: &mut Command) -> Result<ExitCode, Failure> {
    let status = command
        .status()
        .map_err(|error| git_codecommit::git_missing(&error))?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}
