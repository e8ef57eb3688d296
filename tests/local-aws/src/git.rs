use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

/// CodeCommit's two extra capabilities, pushes enabled, and nothing in the background
/// that would outlive a request.
const SERVER_CONFIGURATION: &[(&str, &str)] = &[
    ("http.receivepack", "true"),
    ("uploadpack.allowTipSHA1InWant", "true"),
    ("uploadpack.allowReachableSHA1InWant", "true"),
    ("receive.autogc", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
];

/// The installed git.
#[derive(Debug)]
pub(crate) struct Git {
    http_backend: PathBuf,
}

impl Git {
    /// Finds git and its CGI program.
    pub(crate) async fn locate() -> io::Result<Self> {
        let output = isolated("git")
            .arg("--exec-path")
            .stderr(Stdio::inherit())
            .output()
            .await
            .map_err(|error| io::Error::new(error.kind(), format!("could not run git: {error}")))?;
        let directory = String::from_utf8_lossy(&output.stdout);
        let http_backend = Path::new(directory.trim()).join("git-http-backend");
        if !http_backend.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                format!("this git has no {}", http_backend.display()),
            ));
        }
        Ok(Self { http_backend })
    }

    pub(crate) fn http_backend(&self) -> Command {
        isolated(&self.http_backend)
    }
}

/// `git` in a bare repository.
pub(crate) fn in_repository(directory: &Path) -> Command {
    let mut command = isolated("git");
    command.arg("--git-dir").arg(directory);
    command
}

/// Runs a git command until it exits.
pub(crate) async fn succeed(command: &mut Command) -> io::Result<()> {
    let status = command.stdin(Stdio::null()).status().await?;
    check(status)
}

pub(crate) fn check(status: std::process::ExitStatus) -> io::Result<()> {
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("git failed: {status}")))
    }
}

/// A command without the user's and the machine's git configuration.
pub(crate) fn isolated(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdout(Stdio::null())
        .kill_on_drop(true);
    command
}

/// Configures git as the server of a repository.
pub(crate) fn configure_server(command: &mut Command) {
    command.env("GIT_CONFIG_COUNT", SERVER_CONFIGURATION.len().to_string());
    for (index, (key, value)) in SERVER_CONFIGURATION.iter().enumerate() {
        command
            .env(format!("GIT_CONFIG_KEY_{index}"), key)
            .env(format!("GIT_CONFIG_VALUE_{index}"), value);
    }
}
