use std::future::Future;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::pin::Pin;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// A git program and the processes it has started. Dropping it kills them all.
pub(crate) struct GitProcess {
    abandoned: Arc<Notify>,
    exit: Option<JoinHandle<io::Result<ExitStatus>>>,
}

impl GitProcess {
    pub(crate) fn start(mut command: Command) -> io::Result<(Self, ChildStdin, ChildStdout)> {
        let mut child = command
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("git has no pipes"));
        };
        let abandoned = Arc::new(Notify::new());
        let exit = Some(tokio::spawn(supervise(child, abandoned.clone())));
        Ok((Self { abandoned, exit }, stdin, stdout))
    }

    /// Waits for the program to exit. Only a kill is an error: git's own failures are in its output,
    /// which a web server delivers like any other response.
    pub(crate) fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(exit) = &mut self.exit else {
            return Poll::Ready(Ok(()));
        };
        let exit = ready!(Pin::new(exit).poll(cx));
        self.exit = None;
        let status = exit.map_err(io::Error::other)??;
        Poll::Ready(match status.signal() {
            None => Ok(()),
            Some(signal) => Err(io::Error::other(format!(
                "git was killed by signal {signal}"
            ))),
        })
    }
}

impl Drop for GitProcess {
    fn drop(&mut self) {
        self.abandoned.notify_one();
    }
}

async fn supervise(mut child: Child, abandoned: Arc<Notify>) -> io::Result<ExitStatus> {
    tokio::select! {
        status = child.wait() => return status,
        () = abandoned.notified() => {}
    }
    // Until the child has been waited for, its process id is not reused.
    let group = child
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .and_then(Pid::from_raw);
    if let Some(group) = group {
        // TERM, so that git removes its temporary files.
        kill_process_group(group, Signal::TERM)?;
    }
    child.wait().await
}
