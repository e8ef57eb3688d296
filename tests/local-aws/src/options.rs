use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::region::Region;
use crate::ssh::SshOptions;

/// How a server is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The admin API's own listener, if not the same one.
    pub admin_listen: Option<SocketAddr>,
    /// The directory of the repositories, as `{region}/{name}.git`.
    pub root: PathBuf,
    /// The response to a request without `Authorization`.
    pub anonymous: AnonymousAnswer,
    /// Which git server to imitate.
    pub git_server: GitServer,
    /// How many requests per second CodeCommit accepts from an account in a region.
    pub requests_per_second: Option<u32>,
    /// How many concurrent requests it accepts.
    pub concurrent_requests: Option<u32>,
    /// CodeCommit over SSH, if it is served.
    pub ssh: Option<SshOptions>,
    /// Whether the program exits when its standard input ends.
    pub exit_with_stdin: bool,
}

/// The response to a request without `Authorization`: public sources differ about CodeCommit's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnonymousAnswer {
    /// 401 without `WWW-Authenticate`.
    #[default]
    Unauthorized,
    /// 401 with a Basic challenge.
    Challenge,
    /// 403.
    Forbidden,
    /// 401 with another error name.
    NotAuthorized,
    /// 401 with a challenge for Kerberos, as text.
    Negotiate,
}

/// Which git server to imitate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GitServer {
    /// CodeCommit's: protocol version 0, few capabilities, and nothing beyond them.
    #[default]
    #[serde(rename = "codecommit")]
    CodeCommit,
    /// Everything that today's `git http-backend` offers, as CodeCommit may one day.
    HttpBackend,
}

impl Options {
    /// The flags, for `--help`.
    pub const USAGE: &str = "\
usage: local-aws --root DIR [options]

  --root DIR             the directory of the repositories
  --listen ADDRESS       default 127.0.0.1:4566; port 0 chooses a free port
  --admin-listen ADDRESS a separate listener for the admin API
  --anonymous ANSWER     unauthorized (default: 401), challenge (401 with a
                         Basic challenge), forbidden (403), not-authorized
                         (401, NotAuthorizedException) or negotiate (401 with
                         a Negotiate challenge)
  --git-server NAME      codecommit (default: protocol version 0 and only what
                         CodeCommit offers) or http-backend (everything that git
                         offers)
  --requests-per-second N, --concurrent-requests N
                         CodeCommit's limits for an account in a region,
                         above which it answers 429
  --ssh-listen ADDRESS   CodeCommit over SSH, by OpenSSH's sshd
  --ssh-region REGION    the region of its repositories; default eu-west-1
  --exit-with-stdin      end when standard input ends
";

    /// A server on a free loopback port, with defaults otherwise.
    pub fn on_free_port(root: impl Into<PathBuf>) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            admin_listen: None,
            root: root.into(),
            anonymous: AnonymousAnswer::default(),
            git_server: GitServer::default(),
            requests_per_second: None,
            concurrent_requests: None,
            ssh: None,
            exit_with_stdin: false,
        }
    }

    /// Reads the program's arguments, without its name.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, OptionsError> {
        let mut options = Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 4566)),
            ..Self::on_free_port(PathBuf::new())
        };
        let mut root = None;
        let mut ssh_listen = None;
        let mut ssh_region = DEFAULT_SSH_REGION.to_owned();

        let mut arguments = arguments.into_iter();
        while let Some(flag) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .ok_or_else(|| OptionsError(format!("{flag} needs a value")))
            };
            match flag.as_str() {
                "--root" => root = Some(PathBuf::from(value()?)),
                "--listen" => options.listen = address(&flag, &value()?)?,
                "--admin-listen" => options.admin_listen = Some(address(&flag, &value()?)?),
                "--anonymous" => options.anonymous = keyword(&flag, &value()?)?,
                "--git-server" => options.git_server = keyword(&flag, &value()?)?,
                "--requests-per-second" => {
                    options.requests_per_second = Some(number(&flag, &value()?)?);
                }
                "--concurrent-requests" => {
                    options.concurrent_requests = Some(number(&flag, &value()?)?);
                }
                "--ssh-listen" => ssh_listen = Some(address(&flag, &value()?)?),
                "--ssh-region" => ssh_region = value()?,
                "--exit-with-stdin" => options.exit_with_stdin = true,
                _ => return Err(OptionsError(format!("unknown argument {flag:?}"))),
            }
        }

        let region = Region::parse(&ssh_region)
            .ok_or_else(|| OptionsError(format!("--ssh-region {ssh_region:?} is not a region")))?;
        options.ssh = ssh_listen
            .map(|listen| SshOptions::of_this_program(listen, region))
            .transpose()?;
        options.root = root.ok_or_else(|| OptionsError("--root is missing".to_owned()))?;
        Ok(options)
    }
}

/// As for IAM Identity Center.
const DEFAULT_SSH_REGION: &str = "eu-west-1";

fn address(flag: &str, value: &str) -> Result<SocketAddr, OptionsError> {
    value.parse().map_err(|_| {
        OptionsError(format!(
            "{flag} {value:?} is not an address such as 127.0.0.1:4566"
        ))
    })
}

fn number(flag: &str, value: &str) -> Result<u32, OptionsError> {
    value
        .parse()
        .map_err(|_| OptionsError(format!("{flag} {value:?} is not a number such as 10")))
}

fn keyword<T: for<'a> Deserialize<'a>>(flag: &str, value: &str) -> Result<T, OptionsError> {
    serde_json::from_value(value.into())
        .map_err(|error| OptionsError(format!("{flag} {value:?}: {error}")))
}

/// What is wrong with the arguments.
#[derive(Debug)]
pub struct OptionsError(pub(crate) String);

impl fmt::Display for OptionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OptionsError {}
