use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::cloud::{Cloud, Settings};
use crate::connection::{Connection, ResetSwitch};
use crate::git::Git;
use crate::git_server::{EmptyAdvertisement, ReportForm};
use crate::key_material::DEFAULT_TOKEN_BYTES;
use crate::options::Options;
use crate::repositories::Repositories;
use crate::service::{self, Door, Peer};
use crate::ssh::{self, SshOptions, Sshd};

/// How long running requests may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(1);

/// A running stand-in. Dropping it stops it at once.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    admin_address: SocketAddr,
    ssh: Option<SshEndpoint>,
    stop: watch::Sender<()>,
    listeners: JoinSet<()>,
}

/// CodeCommit over SSH.
#[derive(Debug)]
pub struct SshEndpoint {
    /// Where it listens.
    pub address: SocketAddr,
    /// The host's public key: algorithm and base64.
    pub host_key: String,
    /// The key's fingerprint, as OpenSSH shows it: `SHA256:…`.
    pub fingerprint: String,
}

impl Server {
    /// Binds the addresses and starts to serve.
    pub async fn start(options: Options) -> io::Result<Self> {
        let git = Git::locate().await?;
        let repositories = Repositories::open(&options.root)?;
        let settings = Settings {
            anonymous: options.anonymous,
            git_server: options.git_server,
            empty_advertisement: EmptyAdvertisement::default(),
            report_status: ReportForm::default(),
            requests_per_second: options.requests_per_second,
            concurrent_requests: options.concurrent_requests,
            clock_offset_seconds: 0,
            sts_token_bytes: DEFAULT_TOKEN_BYTES,
            sts_lifetime_seconds: None,
            iam_delay_ms: 0,
            iam_read_delay_ms: 0,
            disabled_regions: Vec::new(),
        };
        let cloud = Arc::new(Cloud::new(git, repositories, settings));

        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(());
        let mut listeners = JoinSet::new();

        let admin_address = match options.admin_listen {
            Some(wanted) => {
                let admin = TcpListener::bind(wanted).await?;
                let admin_address = admin.local_addr()?;
                listeners.spawn(serve(admin, Door::Admin, cloud.clone(), stopped.clone()));
                listeners.spawn(serve(listener, Door::Aws, cloud.clone(), stopped.clone()));
                admin_address
            }
            None => {
                listeners.spawn(serve(listener, Door::Both, cloud.clone(), stopped.clone()));
                address
            }
        };
        let ssh = match options.ssh {
            None => None,
            Some(ssh) => {
                let (listener, sshd) = ssh_listener(&ssh, admin_address, &options.root).await?;
                let endpoint = SshEndpoint {
                    address: listener.local_addr()?,
                    host_key: sshd.host_key().to_owned(),
                    fingerprint: sshd.fingerprint(),
                };
                listeners.spawn(ssh::serve(listener, Arc::new(sshd), cloud, stopped));
                Some(endpoint)
            }
        };
        Ok(Self {
            address,
            admin_address,
            ssh,
            stop,
            listeners,
        })
    }

    /// AWS's URL.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The admin API's URL.
    pub fn admin_address(&self) -> SocketAddr {
        self.admin_address
    }

    /// CodeCommit over SSH, if it is served.
    pub fn ssh(&self) -> Option<&SshEndpoint> {
        self.ssh.as_ref()
    }

    /// Stops listening, gives running requests a second, and ends them.
    pub async fn stop(mut self) {
        // Without a receiver there is nothing left to stop.
        let _ = self.stop.send(());
        while self.listeners.join_next().await.is_some() {}
    }
}

async fn ssh_listener(
    options: &SshOptions,
    admin: SocketAddr,
    root: &Path,
) -> io::Result<(TcpListener, Sshd)> {
    let listener = TcpListener::bind(options.listen).await?;
    Ok((listener, Sshd::set_up(options, admin, root).await?))
}

async fn serve(
    listener: TcpListener,
    door: Door,
    cloud: Arc<Cloud>,
    mut stopped: watch::Receiver<()>,
) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => {
                    // A connection without a local address has lost its peer.
                    if let Ok(listener) = stream.local_addr() {
                        let peer = Peer { address, listener, door };
                        connections.spawn(converse(stream, peer, cloud.clone(), graceful.watcher()));
                    }
                }
                // Usually out of file descriptors: they are freed as connections end.
                Err(_) => sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    drop(listener);
    let _ = timeout(GRACE, graceful.shutdown()).await;
    connections.shutdown().await;
}

async fn converse(
    stream: TcpStream,
    peer: Peer,
    cloud: Arc<Cloud>,
    watcher: hyper_util::server::graceful::Watcher,
) {
    // Only latency is at stake.
    let _ = stream.set_nodelay(true);
    let reset = ResetSwitch::default();
    let io = TokioIo::new(Connection::new(stream, reset.clone()));
    let service =
        service_fn(move |request| service::answer(cloud.clone(), peer, reset.clone(), request));
    // `half_close` stays off: a client that closes its side has left, which ends its request.
    let connection = http1::Builder::new()
        .half_close(false)
        .serve_connection(io, service);
    // The request journal records how it ended.
    let _ = watcher.watch(connection).await;
}
