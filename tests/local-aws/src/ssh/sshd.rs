use std::fs::File;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};
use tokio::process::Command;
use uuid::Uuid;

use super::{helper, login_names};
use crate::options::OptionsError;
use crate::private_directory::PrivateDirectory;
use crate::region::Region;

const SSHD: &str = "/usr/sbin/sshd";
const NSS_WRAPPER: &str = "libnss_wrapper.so";

/// Where an `sshd` that runs as root locks itself in before a login.
const PRIVILEGE_SEPARATION: &str = "/run/sshd";

/// How CodeCommit is served over SSH.
#[derive(Clone, Debug)]
pub struct SshOptions {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The region of the repositories: a client names it only in the host.
    pub region: Region,
    /// This program, which `sshd` runs.
    pub program: PathBuf,
}

impl SshOptions {
    /// Those for the program that is running.
    pub(crate) fn of_this_program(
        listen: SocketAddr,
        region: Region,
    ) -> Result<Self, OptionsError> {
        let program = std::env::current_exe()
            .map_err(|error| OptionsError(format!("this program's path is unknown: {error}")))?;
        Ok(Self {
            listen,
            region,
            program,
        })
    }
}

/// The configuration of the `sshd` processes.
#[derive(Debug)]
pub(crate) struct Sshd {
    directory: PrivateDirectory,
    host_key: String,
}

impl Sshd {
    /// Prepares the files for connections. The host key is stored in `root`.
    pub(crate) async fn set_up(
        options: &SshOptions,
        admin: SocketAddr,
        root: &Path,
    ) -> io::Result<Self> {
        let host_key = root.join("ssh_host_rsa_key");
        if !host_key.exists() {
            generate(&host_key).await?;
        }
        let directory = PrivateDirectory::create("ssh")?;
        std::fs::write(
            directory.join("sshd_config"),
            configuration(options, admin, &host_key),
        )?;
        std::fs::write(directory.join("group"), login_names::group())?;
        if rustix::process::getuid().is_root() {
            std::fs::create_dir_all(PRIVILEGE_SEPARATION)?;
        }
        let public_key = std::fs::read_to_string(host_key.with_extension("pub"))?;
        let sshd = Self {
            directory,
            host_key: public_key.trim().to_owned(),
        };
        sshd.check().await?;
        Ok(sshd)
    }

    /// The host's public key.
    pub(crate) fn host_key(&self) -> &str {
        &self.host_key
    }

    /// The host key's fingerprint, as OpenSSH shows it.
    pub(crate) fn fingerprint(&self) -> String {
        let blob = self.host_key.split(' ').nth(1).unwrap_or_default();
        let blob = base64::engine::general_purpose::STANDARD.decode(blob);
        let digest = Sha256::digest(blob.unwrap_or_default());
        format!("SHA256:{}", STANDARD_NO_PAD.encode(digest))
    }

    /// An `sshd` for one connection, which is to be its standard input and output. It knows these
    /// login names as long as the guard lives.
    pub(super) fn command(&self, login_names: &[String]) -> io::Result<(Command, RemovedFile)> {
        let passwd = self.passwd(login_names)?;
        let mut command = self.wrapped(SSHD, &passwd);
        command
            .args(["-i", "-e", "-f"])
            .arg(self.directory.join("sshd_config"));
        Ok((command, passwd))
    }

    fn passwd(&self, login_names: &[String]) -> io::Result<RemovedFile> {
        let path = self.directory.join(&format!("passwd-{}", Uuid::new_v4()));
        let content = login_names::passwd(login_names, self.directory.path())?;
        let passwd = RemovedFile(path);
        File::create_new(&passwd.0)?.write_all(content.as_bytes())?;
        Ok(passwd)
    }

    /// A program for which the users of the machine are those in `passwd`.
    fn wrapped(&self, program: &str, passwd: &RemovedFile) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("LD_PRELOAD", NSS_WRAPPER)
            .env("NSS_WRAPPER_PASSWD", &passwd.0)
            .env("NSS_WRAPPER_GROUP", self.directory.join("group"))
            .kill_on_drop(true);
        command
    }

    /// Checks that the required programs and libraries are installed and work.
    async fn check(&self) -> io::Result<()> {
        let name = "APKALOCALAWSPROBE000".to_owned();
        let passwd = self.passwd(std::slice::from_ref(&name))?;
        let id = self
            .wrapped("id", &passwd)
            .args(["-u", &name])
            .output()
            .await?;
        if !id.status.success() {
            return Err(io::Error::other(format!(
                "--ssh-listen needs nss_wrapper: install Debian's libnss-wrapper ({})",
                String::from_utf8_lossy(&id.stderr).trim()
            )));
        }
        let (mut command, _passwd) = self.command(&[name])?;
        let test = command.arg("-t").stdin(Stdio::null()).output().await;
        let problem = match test {
            Ok(test) if test.status.success() => return Ok(()),
            Ok(test) => String::from_utf8_lossy(&test.stderr).trim().to_owned(),
            Err(error) => format!("{SSHD}: {error}"),
        };
        Err(io::Error::other(format!(
            "--ssh-listen needs sshd: install Debian's openssh-server ({problem})"
        )))
    }
}

/// Generates a key without a passphrase.
async fn generate(path: &Path) -> io::Result<()> {
    let status = Command::new("ssh-keygen")
        .args(["-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "", "-f"])
        .arg(path)
        .stdin(Stdio::null())
        .status()
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("ssh-keygen: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("ssh-keygen failed: {status}")))
    }
}

/// Only public keys, and nothing but the one command. `sshd` demands that only root can change its
/// `AuthorizedKeysCommand`, which is true of `env`, wherever this program is.
fn configuration(options: &SshOptions, admin: SocketAddr, host_key: &Path) -> String {
    let SshOptions {
        listen: _,
        region,
        program,
    } = options;
    let program = program.display().to_string();
    let argument = program
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('%', "%%");
    let word = program.replace('\'', r"'\''");
    let (keys, session) = (helper::AUTHORIZED_KEYS, helper::SESSION);
    let admin = reachable(admin);
    format!(
        "HostKey {host_key}\n\
         HostKeyAlgorithms rsa-sha2-512,rsa-sha2-256,ssh-rsa\n\
         AuthenticationMethods publickey\n\
         PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256,ssh-rsa\n\
         AuthorizedKeysFile none\n\
         AuthorizedKeysCommand /usr/bin/env \"{argument}\" {keys} {admin} %u\n\
         AuthorizedKeysCommandUser %u\n\
         ForceCommand exec '{word}' {session} {admin} {region}\n\
         PermitRootLogin prohibit-password\n\
         PasswordAuthentication no\n\
         KbdInteractiveAuthentication no\n\
         UsePAM no\n\
         UseDNS no\n\
         PermitTTY no\n\
         PermitUserRC no\n\
         DisableForwarding yes\n\
         PrintMotd no\n\
         PrintLastLog no\n\
         LogLevel ERROR\n",
        host_key = host_key.display(),
    )
}

/// The address by which this machine reaches a listener.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        return SocketAddr::from(([127, 0, 0, 1], address.port()));
    }
    address
}

/// A file that is removed in the end.
#[derive(Debug)]
pub(super) struct RemovedFile(PathBuf);

impl Drop for RemovedFile {
    fn drop(&mut self) {
        // The directory is removed, too.
        let _ = std::fs::remove_file(&self.0);
    }
}
