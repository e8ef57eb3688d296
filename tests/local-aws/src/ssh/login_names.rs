use std::io;
use std::path::Path;

/// The user that `sshd` drops to before a login, if it runs as root.
const UNPRIVILEGED: &str = "sshd";

/// The content of a `passwd` file in which every login name is this process's own user. `sshd` asks for a user's
/// keys only if the system knows the user, and the ids of SSH keys are not users of this machine.
pub(super) fn passwd(login_names: &[String], home: &Path) -> io::Result<String> {
    let (user, group) = (
        rustix::process::getuid().as_raw(),
        rustix::process::getgid().as_raw(),
    );
    let system = std::fs::read_to_string("/etc/passwd")?;
    let unprivileged = system
        .lines()
        .filter(|line| line.split(':').next() == Some(UNPRIVILEGED))
        .map(str::to_owned);
    let home = home.display();
    let logins = login_names
        .iter()
        .map(|name| format!("{name}:*:{user}:{group}:local AWS:{home}:/bin/sh"));
    Ok(unprivileged.chain(logins).map(|it| it + "\n").collect())
}

/// The `group` file that goes with it.
pub(super) fn group() -> String {
    format!("local-aws:*:{}:\n", rustix::process::getgid().as_raw())
}
