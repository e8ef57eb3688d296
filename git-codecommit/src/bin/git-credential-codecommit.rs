//! git's credential helper for CodeCommit: see [`git_codecommit`].

#![forbid(unsafe_code)]

use std::env;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::process::ExitCode;

use git_codecommit::command_line::{CommandLine, HELP, Operation};
use git_codecommit::helper::{self, Asked};
use git_codecommit::request::{CredentialRequest, LONGEST};
use git_codecommit::{Failure, answer, credentials, doctor, install};

fn main() -> ExitCode {
    let outcome = CommandLine::parse(env::args().skip(1)).and_then(|line| {
        let profile = line.profile.as_deref();
        match line.operation {
            Operation::Get => get(profile),
            Operation::Ignore(word) => ignore(&word),
            Operation::Install { yes, address } => add_settings(profile, address.as_deref(), yes),
            Operation::Uninstall { yes, address } => remove_settings(address.as_deref(), yes),
            Operation::Doctor { address } => check(profile, address.as_deref()),
            Operation::Help => print(HELP),
            Operation::Version => print(concat!(
                "git-credential-codecommit ",
                env!("CARGO_PKG_VERSION"),
                "\n"
            )),
        }
    });
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            failure.print("git-credential-codecommit");
            ExitCode::FAILURE
        }
    }
}

/// Answers git. If a request for a host of CodeCommit fails, `quit` ends git's search: no other helper has the
/// password, and a prompt for a user name would hide the reason.
fn get(profile: Option<&str>) -> Result<ExitCode, Failure> {
    let mut input = Vec::new();
    io::stdin()
        .lock()
        .take(LONGEST as u64 + 1)
        .read_to_end(&mut input)
        .map_err(|error| broken_pipe(&error))?;
    let request = CredentialRequest::parse(&input)?;

    match password(&request, profile) {
        Ok(None) => Ok(ExitCode::SUCCESS),
        Ok(Some(text)) => print(&text),
        Err(failure) => {
            failure.print("git-credential-codecommit");
            print(answer::QUIT)
        }
    }
}

fn password(
    request: &CredentialRequest,
    profile: Option<&str>,
) -> Result<Option<zeroize::Zeroizing<String>>, Failure> {
    let Asked::Password(remote) = helper::asked(request)? else {
        return Ok(None);
    };
    let found =
        git_codecommit::runtime()?.block_on(credentials::find(profile, Some(remote.region())))?;
    let password = helper::sign(&found, &remote, helper::now()?)?;
    if helper::is_for_another_user(request, &password) {
        return Ok(None);
    }
    Ok(Some(answer::signed(&password, request.takes_authtype)))
}

/// Ignores git's other operations, including those of later versions, as git's documentation demands. At a terminal,
/// an unknown word is a user's mistake and an error.
fn ignore(word: &str) -> Result<ExitCode, Failure> {
    let known = matches!(word, "store" | "erase");
    if !known && io::stdin().is_terminal() {
        return Err(Failure::new(
            "invalid_arguments",
            format!("unknown command `{}`", word.escape_debug()),
            "`git-credential-codecommit --help` lists the commands.",
        ));
    }
    // Unread input would be a broken pipe for git, which reports it.
    io::copy(&mut io::stdin().lock(), &mut io::sink()).ok();
    Ok(ExitCode::SUCCESS)
}

fn add_settings(
    profile: Option<&str>,
    address: Option<&str>,
    yes: bool,
) -> Result<ExitCode, Failure> {
    let program = env::current_exe()
        .and_then(|path| path.canonicalize())
        .map_err(|error| {
            Failure::new(
                "program_not_found",
                format!("the path of this program is unknown: {error}"),
                "Run the program by its full path.",
            )
        })?;
    let address = address.map(helper::repository_of).transpose()?;
    let sections = install::planned(&install::helper_value(&program, profile), address.as_ref())?;
    print(&format!(
        "With these lines in your git configuration (git config --global), git asks only this program for\nCodeCommit's passwords. Other hosts are not affected.\n\n{}\n",
        install::as_file(&sections)
    ))?;
    if !confirmed("Add them?", yes)? {
        return print("Nothing was changed.\n");
    }
    install::install(&sections)?;
    print(
        "Added. Check them with `git-credential-codecommit doctor`. Remove them with `git-credential-codecommit uninstall`.\n",
    )
}

fn remove_settings(address: Option<&str>, yes: bool) -> Result<ExitCode, Failure> {
    let address = address.map(helper::repository_of).transpose()?;
    if !confirmed("Remove this program from your git configuration?", yes)? {
        return print("Nothing was changed.\n");
    }
    print(match (install::uninstall(address.as_ref())?, address) {
        (true, _) => "Removed.\n",
        (false, None) => "Your git configuration does not use this program.\n",
        (false, Some(_)) => "Your git configuration has no lines for this repository.\n",
    })
}

fn check(profile: Option<&str>, address: Option<&str>) -> Result<ExitCode, Failure> {
    let runtime = git_codecommit::runtime()?;
    let report = runtime.block_on(doctor::examine(profile, address))?;
    print(&report.to_string())?;
    Ok(if report.is_healthy() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Asks for confirmation at a terminal. Without a terminal, `--yes` is required.
fn confirmed(question: &str, yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::new(
            "confirmation_required",
            "cannot ask for confirmation: standard input is not a terminal",
            "Add --yes to confirm.",
        ));
    }
    print(&format!("{question} [y/N] "))?;
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| broken_pipe(&error))?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

fn print(text: &str) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map(|()| ExitCode::SUCCESS)
        .map_err(|error| broken_pipe(&error))
}

fn broken_pipe(error: &io::Error) -> Failure {
    Failure::new(
        "broken_pipe",
        format!("standard input or output is closed: {error}"),
        "Run the program through git, or at a terminal.",
    )
}
