//! Runs git.

use std::process::{Command, Output, Stdio};

use crate::Failure;

/// Runs git with these arguments and returns its output.
///
/// # Errors
///
/// `git_missing` if git cannot be started.
pub(crate) fn run(arguments: &[&str]) -> Result<Output, Failure> {
    Command::new("git")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| missing(&error))
}

/// What git wrote to standard output, without the last line break; `None` if it failed.
///
/// # Errors
///
/// `git_missing` if git cannot be started.
pub(crate) fn text(arguments: &[&str]) -> Result<Option<String>, Failure> {
    let output = run(arguments)?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(output
        .status
        .success()
        .then(|| text.strip_suffix('\n').unwrap_or(&text).to_owned()))
}

/// The names and values in what `git config --null` lists. A name without `=` has no value.
pub(crate) fn entries(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_terminator('\0')
        .filter_map(|entry| entry.split_once('\n'))
}

/// git cannot be started.
pub fn missing(error: &std::io::Error) -> Failure {
    Failure::new(
        "git_missing",
        format!("git cannot be started: {error}"),
        "Install git, and check that it is on the PATH.",
    )
}
