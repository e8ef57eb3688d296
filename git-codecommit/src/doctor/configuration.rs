//! Checks git's configuration for an address.

use super::{Asked, Report};
use crate::Failure;
use crate::failure::printable;
use crate::git::{self, entries};
use crate::install;
use crate::shell::first_word;

/// Checks that git asks this program, and no other, for `https://` addresses. Returns the profile in its
/// configuration.
pub(super) fn check(report: &mut Report, asked: Option<&Asked>) -> Result<Option<String>, Failure> {
    let url = match asked {
        Some(asked) => asked.remote().to_string(),
        None => "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/any".to_owned(),
    };
    let helpers = helpers_of(&url)?;
    let [helper] = helpers.as_slice() else {
        if !helpers.iter().any(|it| install::is_ours(it)) {
            not_asked(report, asked);
            return Ok(None);
        }
        report.bad(format!(
            "git's configuration has several helpers for https:// addresses of CodeCommit, and git uses the first that answers: {}\nRun `git-credential-codecommit install`, which configures only one.",
            helpers.iter().map(|it| format!("`{}`", printable(it))).collect::<Vec<_>>().join(", ")
        ));
        return Ok(helpers.first().and_then(|it| profile_in(it)));
    };
    if !install::is_ours(helper) {
        not_asked(report, asked);
        return Ok(None);
    }
    let profile = profile_in(helper);
    if has_path(&url)? {
        let with = profile.as_deref().map_or_else(String::new, |name| {
            format!(", with the profile `{}`", printable(name))
        });
        report.good(format!(
            "git asks this program for https:// addresses of CodeCommit{with}"
        ));
    } else {
        report.bad("git's configuration lacks useHttpPath, so git does not send the repository's path to this program\nRun `git-credential-codecommit install`.");
    }
    Ok(profile)
}

fn not_asked(report: &mut Report, asked: Option<&Asked>) {
    const SEEN: &str = "https:// addresses: git is not configured to ask this program";
    const REMEDY: &str = "To use them, run `git-credential-codecommit install`.";
    if matches!(asked, Some(Asked::Full(_))) {
        report.bad(format!("{SEEN}\n{REMEDY}"));
    } else {
        report.not_checked(format!(
            "{SEEN} (codecommit:: addresses need no configuration)\n{REMEDY}"
        ));
    }
}

/// The credential helpers that git asks about an address, in order.
///
/// git reads every section that matches, in the order of its files. An empty value clears the list.
fn helpers_of(url: &str) -> Result<Vec<String>, Failure> {
    let text = git::text(&[
        "config",
        "--null",
        "--get-regexp",
        r"^credential\.(.*\.)?helper$",
    ])?;
    let mut helpers = Vec::new();
    for (key, value) in text.iter().flat_map(|text| entries(text)) {
        let pattern = key
            .strip_prefix("credential.")
            .and_then(|it| it.strip_suffix(".helper"));
        if let Some(pattern) = pattern
            && !matches(pattern, url)?
        {
            continue;
        }
        match value {
            "" => helpers.clear(),
            helper => helpers.push(helper.to_owned()),
        }
    }
    Ok(helpers)
}

/// Whether git uses a section for this address.
fn matches(pattern: &str, url: &str) -> Result<bool, Failure> {
    let setting = format!("credential.{pattern}.codecommitProbe=true");
    let probe = [
        "-c",
        &setting,
        "config",
        "--get-urlmatch",
        "credential.codecommitProbe",
        url,
    ];
    Ok(git::text(&probe)?.as_deref() == Some("true"))
}

/// Whether git sends the path of this address to helpers.
fn has_path(url: &str) -> Result<bool, Failure> {
    let path = git::text(&[
        "config",
        "--type=bool",
        "--get-urlmatch",
        "credential.useHttpPath",
        url,
    ])?;
    Ok(path.as_deref() == Some("true"))
}

/// The profile in a value of `credential.helper`.
fn profile_in(helper: &str) -> Option<String> {
    let (_, rest) = helper.split_once(" --profile")?;
    let name = first_word(rest.strip_prefix('=').unwrap_or_else(|| rest.trim_start()));
    (!name.is_empty()).then_some(name)
}
