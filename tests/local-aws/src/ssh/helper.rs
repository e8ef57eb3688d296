//! What `sshd` runs: this program, with one of two commands. It asks the running server.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::{ExitCode, Stdio};

use http::header::{CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use http_body_util::Full;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Permission;
use crate::{git, http_client, repositories};

/// The two commands, each followed by the address of the admin API, and by the login name or the region.
pub(crate) const AUTHORIZED_KEYS: &str = "ssh-authorized-keys";
pub(crate) const SESSION: &str = "ssh-session";

const LONGEST: usize = 256 * 1024;

/// Runs one of the commands; `None` if the arguments are not one.
pub async fn run(arguments: &[String]) -> Option<io::Result<ExitCode>> {
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [AUTHORIZED_KEYS, admin, login_name] => Some(authorized_keys(admin, login_name).await),
        [SESSION, admin, region] => Some(session(admin, region).await),
        _ => None,
    }
}

/// Prints the lines of an `authorized_keys` file.
async fn authorized_keys(admin: &str, login_name: &str) -> io::Result<ExitCode> {
    let question = json!({ "login_name": login_name });
    let keys: Vec<String> = ask(admin, "authorized-keys", &question)
        .await?
        .map_err(io::Error::other)?;
    let mut output = io::stdout();
    for key in keys {
        writeln!(output, "{key}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs git, if the user may.
async fn session(admin: &str, region: &str) -> io::Result<ExitCode> {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let question = json!({
        "login_name": variable("USER"),
        "command": variable("SSH_ORIGINAL_COMMAND"),
        "region": region,
    });
    let permission: Permission = match ask(admin, "sessions", &question).await? {
        Ok(permission) => permission,
        Err(message) => {
            eprintln!("{message}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let mut command = git::isolated("git");
    git::configure_server(&mut command);
    let status = command
        .arg(permission.program.trim_start_matches("git-"))
        .arg(&permission.repository)
        .stdin(Stdio::inherit())
        .stdout(Stdio::inherit())
        .status()
        .await?;
    if permission.is_push() {
        repositories::adopt_first_branch(&permission.repository).await;
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Asks the admin API; the inner error is its message for the client.
async fn ask<T: DeserializeOwned>(
    admin: &str,
    question: &str,
    body: &Value,
) -> io::Result<Result<T, String>> {
    let address: SocketAddr = admin.parse().map_err(io::Error::other)?;
    let request = Request::post(format!("/_admin/ssh/{question}"))
        .header(HOST, admin)
        .header(CONTENT_TYPE, "application/json")
        .body(Full::from(body.to_string()))
        .map_err(io::Error::other)?;
    let (status, answer) = http_client::send(address, request, LONGEST).await?;
    if status == StatusCode::OK {
        return serde_json::from_slice(&answer)
            .map(Ok)
            .map_err(io::Error::other);
    }
    let answer: Value = serde_json::from_slice(&answer)?;
    Ok(Err(answer["error"].as_str().unwrap_or_default().to_owned()))
}
