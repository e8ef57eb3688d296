//! Checks what a clone needs, one thing after another.

use std::fmt;
use std::process::Command;

use signer_wasm::{Host, Remote, RepositoryName, Timestamp};

use crate::address::HelperAddress;
use crate::credentials::{self, Found};
use crate::failure::printable;
use crate::{Failure, git, helper, remote};

mod trace;

/// What was checked, in order.
#[derive(Debug, Default)]
pub struct Report {
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Good(String),
    Bad(String),
    NotChecked(String),
}

impl Report {
    /// Whether nothing is wrong with what was checked.
    pub fn is_healthy(&self) -> bool {
        !self.lines.iter().any(|line| matches!(line, Line::Bad(_)))
    }

    fn good(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Good(text.into()));
    }

    fn bad(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Bad(text.into()));
    }

    fn not_checked(&mut self, text: impl Into<String>) {
        self.lines.push(Line::NotChecked(text.into()));
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            let (mark, text) = match line {
                Line::Good(text) => ("ok         ", text),
                Line::Bad(text) => ("WRONG      ", text),
                Line::NotChecked(text) => ("not checked", text),
            };
            writeln!(f, "{mark}  {}", text.replace('\n', "\n             "))?;
        }
        Ok(())
    }
}

/// Checks git, its configuration, the credentials and, with an address, the repository.
///
/// # Errors
///
/// `git_missing`, or a failure of [`HelperAddress::parse`] for the address.
pub async fn examine(profile: Option<&str>, address: Option<&str>) -> Result<Report, Failure> {
    let mut report = Report::default();
    let version = git::text(&["version"])?.unwrap_or_default();
    report.good(printable(&version));

    let remote = match address {
        Some(address) => Some(parse(address).await?),
        None => None,
    };
    check_configuration(&mut report, remote.as_ref())?;

    let region = remote.as_ref().map(Remote::region);
    let found = match credentials::find(profile, region).await {
        Ok(found) => found,
        Err(failure) => {
            report.bad(format!("credentials: {failure}"));
            report.not_checked("signature, clock and permission, which need credentials");
            return Ok(report);
        }
    };
    describe(&mut report, &found, helper::now()?);

    match remote {
        Some(remote) => try_repository(&mut report, profile, &remote)?,
        None => report.not_checked(
            "clock, host and permission; for these, run `git-credential-codecommit doctor codecommit::eu-west-1://repository`",
        ),
    }
    Ok(report)
}

/// An address of either helper.
async fn parse(text: &str) -> Result<Remote, Failure> {
    if text.starts_with("https://") {
        return Remote::parse(text, None).map_err(|error| {
            Failure::new(
                error.code(),
                format!("`{}`: {error}", printable(text)),
                "Give the address that git clones.",
            )
        });
    }
    remote::resolve(&HelperAddress::parse(text)?).await
}

/// Whether git would ask this program, and only this program.
fn check_configuration(report: &mut Report, remote: Option<&Remote>) -> Result<(), Failure> {
    let url = match remote {
        Some(remote) => remote.to_string(),
        None => "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/any".to_owned(),
    };
    let helper = git::text(&["config", "--get-urlmatch", "credential.helper", &url])?;
    let path = git::text(&[
        "config",
        "--type=bool",
        "--get-urlmatch",
        "credential.useHttpPath",
        &url,
    ])?;
    match helper.as_deref() {
        Some(value) if value.contains("codecommit") && path.as_deref() == Some("true") => {
            report.good("git's configuration asks this program about https:// addresses of CodeCommit");
        }
        Some(value) if value.contains("codecommit") => {
            report.bad("git's configuration lacks useHttpPath, without which git does not say which repository it means\nRun `git-credential-codecommit install`.");
        }
        _ => report.not_checked(
            "https:// addresses: git's configuration does not ask this program (codecommit:: addresses need no configuration)\nTo use them, run `git-credential-codecommit install`.",
        ),
    }
    Ok(())
}

fn describe(report: &mut Report, found: &Found, now: Timestamp) {
    let credentials = &found.credentials;
    let kind = match credentials.session_token() {
        Some(_) => "temporary credentials",
        None => "access keys",
    };
    let id = credentials.access_key_id();
    match credentials.expiration() {
        Some(end) if end <= now => {
            report.bad(format!(
                "{kind} {id} from {} expired {} seconds ago",
                found.source,
                now.seconds_since(end)
            ));
        }
        Some(end) => {
            let minutes = end.seconds_since(now) / 60;
            report.good(format!(
                "{kind} {id} from {}, for {minutes} more minutes",
                found.source
            ));
        }
        None => report.good(format!("{kind} {id} from {}", found.source)),
    }
}

/// Lists the repository's refs with git itself, and reads what CodeCommit answered from git's trace.
fn try_repository(
    report: &mut Report,
    profile: Option<&str>,
    remote: &Remote,
) -> Result<(), Failure> {
    let program = std::env::current_exe().map_err(|error| git::missing(&error))?;
    let mut command = remote::listing(remote, profile, &program);
    let output = traced(&mut command)
        .output()
        .map_err(|error| git::missing(&error))?;
    let trace = trace::Trace::parse(&String::from_utf8_lossy(&output.stderr));

    if let Some(seconds) = trace.clock_difference() {
        if seconds.abs() > LARGEST_DIFFERENCE {
            report.bad(format!("this computer's clock differs by {seconds} seconds from CodeCommit's, which refuses signatures older than 15 minutes\nSet the clock."));
        } else {
            report.good("this computer's clock agrees with CodeCommit's");
        }
    }
    let name: &RepositoryName = remote.repository();
    let host: &Host = remote.host();
    match (output.status.success(), trace.status()) {
        (true, _) => {
            let refs = String::from_utf8_lossy(&output.stdout).lines().count();
            report.good(format!("CodeCommit lists {refs} refs of {name} in {}", host.region()));
        }
        (false, Some(403)) => report.bad(format!(
            "CodeCommit refuses (403): the credentials lack codecommit:GitPull on {name}, are of another account, or have ended"
        )),
        (false, Some(404)) => report.bad(format!("CodeCommit has no repository {name} in {} for this account (404)", host.region())),
        (false, Some(status)) => report.bad(format!("CodeCommit answers {status}: {}", trace.last_words())),
        (false, None) => report.bad(format!("{host} cannot be reached: {}", trace.last_words())),
    }
    Ok(())
}

/// git's trace has the heads of requests and answers, with the `Authorization` header redacted.
fn traced(command: &mut Command) -> &mut Command {
    command
        .env("GIT_TRACE_CURL", "1")
        .env("GIT_TRACE_CURL_NO_DATA", "1")
        .env("GIT_TRACE_REDACT", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(std::process::Stdio::null())
}

/// Seconds. Network delays and the date's precision cause smaller ones.
const LARGEST_DIFFERENCE: i64 = 120;
