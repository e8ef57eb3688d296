//! The credential helper's answer to `get`.

use signer_wasm::{Error, GitPassword, Host, Remote, RepositoryName, Timestamp};

use crate::Failure;
use crate::failure::printable;
use crate::request::CredentialRequest;

/// What a request asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Asked {
    /// The password of a repository in CodeCommit.
    Password(Remote),
    /// Something else, which is left to other helpers.
    Other,
}

/// Decides whether a request is for CodeCommit.
///
/// # Errors
///
/// For CodeCommit's requests that cannot be answered: `insecure_protocol`, `invalid_host`, `path_required` or
/// `invalid_repository_name`.
pub fn asked(request: &CredentialRequest) -> Result<Asked, Failure> {
    let Some(text) = request.host.as_deref() else {
        return Ok(Asked::Other);
    };
    // Decided before looking for credentials, so that other helpers are asked even if this one has no credentials.
    if request.username.as_deref().is_some_and(is_no_access_key) {
        return Ok(Asked::Other);
    }
    // The default port changes neither the host nor the signature.
    let name = text.strip_suffix(":443").unwrap_or(text);
    let host = match Host::parse(name) {
        Ok(host) => host,
        Err(_) if Host::parse(&name.to_ascii_lowercase()).is_ok() => {
            return Err(Failure::new(
                "invalid_host",
                format!(
                    "the host `{}` has upper-case letters, but CodeCommit's signature covers the lower-case name",
                    printable(text)
                ),
                "Write the address in lower case: `git remote set-url origin https://git-codecommit.…`.",
            ));
        }
        Err(_) => return Ok(Asked::Other),
    };
    if request.protocol.as_deref() != Some("https") {
        return Err(Failure::new(
            "insecure_protocol",
            format!(
                "the address of {host} does not begin with `https://`, so the password would be sent in the clear"
            ),
            "Change the address with `git remote set-url`.",
        ));
    }

    let Some(path) = request.path.as_deref() else {
        return Err(Failure::new(
            "path_required",
            format!(
                "git did not send the path of the repository on {host}, which the signature covers"
            ),
            format!(
                "Run `git config --global credential.https://{host}.useHttpPath true`, or `git-credential-codecommit install`."
            ),
        ));
    };
    match repository(path) {
        Ok(name) => Ok(Asked::Password(Remote::new(host, name))),
        Err(error) => Err(Failure::new(
            error.code(),
            format!(
                "`{}` is not the path of a CodeCommit repository: {error}",
                printable(path)
            ),
            format!(
                "The address must be `https://{host}/v1/repos/{{name}}`; change it with `git remote set-url`."
            ),
        )),
    }
}

/// The repository in a path. Neither `.git` nor a slash is removed, because git sends the path to CodeCommit unchanged.
fn repository(path: &str) -> Result<RepositoryName, Error> {
    match path.strip_prefix("v1/repos/") {
        Some(name) => RepositoryName::parse(name),
        None => Err(Error::InvalidUrl("it does not begin with `v1/repos/`")),
    }
}

/// Parses an `https://` address.
///
/// # Errors
///
/// Those of [`Remote::parse`].
pub fn repository_of(address: &str) -> Result<Remote, Failure> {
    let problem = match Remote::parse(address, None) {
        Ok(remote) if address.starts_with("https://") => return Ok(remote),
        Ok(_) => Error::InvalidUrl("it does not begin with `https://`"),
        Err(error) => error,
    };
    Err(Failure::new(
        problem.code(),
        format!("`{}`: {problem}", printable(address)),
        "Use the address that git clones, such as `https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app`.",
    ))
}

/// Whether a user name is not `AKID` or `AKID%TOKEN`. Those of IAM users' Git credentials contain `-at-`.
fn is_no_access_key(username: &str) -> bool {
    let id = username.split('%').next().unwrap_or_default();
    !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether the request names another user than the one in the password.
///
/// The address of a repository may contain the user name of an IAM user's Git credentials, which another helper stores.
pub fn is_for_another_user(request: &CredentialRequest, password: &GitPassword) -> bool {
    request
        .username
        .as_deref()
        .is_some_and(|username| username != password.username())
}

/// The time of a system clock.
///
/// # Errors
///
/// `invalid_timestamp` if it is before 1970.
pub fn now() -> Result<Timestamp, Failure> {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Timestamp::from_unix_seconds(seconds).map_err(|error| {
        Failure::new(
            error.code(),
            "the system's clock is wrong",
            "Set the clock.",
        )
    })
}

/// Signs a password for a repository.
///
/// # Errors
///
/// `credentials_expired` if the credentials have expired.
pub fn sign(
    found: &crate::credentials::Found,
    remote: &Remote,
    now: Timestamp,
) -> Result<GitPassword, Failure> {
    GitPassword::sign(&found.credentials, remote, now).map_err(|error| {
        Failure::new(
            error.code(),
            format!("the credentials of {} cannot sign: {error}", found.source),
            "Get new ones, for example with `aws sso login`.",
        )
    })
}
