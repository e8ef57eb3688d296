//! The `doctor` command: checks the prerequisites of a clone, in order.

use std::fmt;
use std::process::Command;

use signer_wasm::{Host, Remote, RepositoryName, Timestamp};

use crate::address::HelperAddress;
use crate::credentials::{self, Found};
use crate::failure::printable;
use crate::{Failure, git, helper, remote};

mod configuration;
mod trace;

/// The results of the checks, in order.
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
    /// Whether no check failed. Skipped checks do not count.
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

    let asked = match address {
        Some(address) => Some(Asked::parse(address).await?),
        None => None,
    };
    let asked = asked.as_ref();
    let configured = configuration::check(&mut report, asked)?;

    // The profile that git uses.
    let profile = profile.or(match asked {
        Some(Asked::Short { profile, .. }) => profile.as_deref(),
        _ => configured.as_deref(),
    });
    let remote = asked.map(Asked::remote);
    let found = match credentials::find(profile, remote.map(Remote::region)).await {
        Ok(found) => found,
        Err(failure) => {
            report.bad(format!("credentials: {failure}"));
            report.not_checked("signature, clock and permission: these checks need credentials");
            return Ok(report);
        }
    };
    describe(&mut report, &found, helper::now()?);

    match remote {
        Some(remote) => try_repository(&mut report, profile, remote)?,
        None => report.not_checked(
            "clock, host and permission: add a repository, as in `git-credential-codecommit doctor codecommit::eu-west-1://repository`",
        ),
    }
    Ok(report)
}

/// An address of either helper.
enum Asked {
    /// An `https://` address.
    Full(Remote),
    /// An address for `git-remote-codecommit`.
    Short {
        remote: Remote,
        profile: Option<String>,
    },
}

impl Asked {
    async fn parse(text: &str) -> Result<Self, Failure> {
        if text.starts_with("https://") {
            return helper::repository_of(text).map(Self::Full);
        }
        let address = HelperAddress::parse(text)?;
        Ok(Self::Short {
            remote: remote::resolve(&address).await?,
            profile: address.profile,
        })
    }

    fn remote(&self) -> &Remote {
        match self {
            Self::Full(remote) | Self::Short { remote, .. } => remote,
        }
    }
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
                "{kind} {id} from {} expired {} seconds ago\nGet new credentials, for example with `aws sso login`.",
                found.source,
                now.seconds_since(end)
            ));
        }
        Some(end) => {
            let minutes = end.seconds_since(now) / 60;
            report.good(format!(
                "{kind} {id} from {}, valid for {minutes} more minutes",
                found.source
            ));
        }
        None => report.good(format!("{kind} {id} from {}", found.source)),
    }
}

/// Lists the repository's refs with git, and reads CodeCommit's answer from git's trace.
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
            report.bad(format!("this computer's clock differs by {seconds} seconds from CodeCommit's, which rejects signatures older than 15 minutes\nSet the clock."));
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
            "CodeCommit denies access (403): the credentials lack codecommit:GitPull on {name}, belong to another account, or have expired\nAsk for the permission, or use other credentials."
        )),
        (false, Some(404)) => report.bad(format!("CodeCommit has no repository {name} in {} for this account (404)\nCheck the name, the region and the account of the credentials.", host.region())),
        (false, Some(status)) => report.bad(format!("CodeCommit answers {status}: {}", trace.last_words())),
        (false, None) => report.bad(format!("{host} cannot be reached: {}\nCheck the network and its proxy.", trace.last_words())),
    }
    Ok(())
}

/// Makes git trace the headers of requests and answers, with the `Authorization` header redacted.
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
