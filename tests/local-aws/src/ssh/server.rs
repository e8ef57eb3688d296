use std::io;
use std::os::fd::OwnedFd;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::Sshd;
use crate::cloud::Cloud;

/// Gives every connection to an `sshd`, until the server is stopped.
pub(crate) async fn serve(
    listener: TcpListener,
    sshd: Arc<Sshd>,
    cloud: Arc<Cloud>,
    mut stopped: watch::Receiver<()>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, sshd.clone(), cloud.clone()));
                }
                // Usually out of file descriptors: they are freed as connections end.
                Err(_) => sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    connections.shutdown().await;
}

async fn converse(stream: TcpStream, sshd: Arc<Sshd>, cloud: Arc<Cloud>) {
    if let Err(error) = run(stream, &sshd, &cloud).await {
        eprintln!("local-aws: sshd: {error}");
    }
}

async fn run(stream: TcpStream, sshd: &Sshd, cloud: &Cloud) -> io::Result<()> {
    let (mut command, _passwd) = sshd.command(&cloud.iam.ssh_keys.ids())?;
    let stream = stream.into_std()?;
    stream.set_nonblocking(false)?;
    let mut child = command
        .stdin(Stdio::from(OwnedFd::from(stream.try_clone()?)))
        .stdout(Stdio::from(OwnedFd::from(stream)))
        .spawn()?;
    // It holds the connection too, and would keep it open.
    drop(command);
    child.wait().await.map(drop)
}
