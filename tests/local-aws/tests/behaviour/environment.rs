use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper_util::rt::TokioIo;
use local_aws::{Options, Server};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::{sleep, timeout};

use crate::signing::Credentials;

pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const HOST: &str = "git-codecommit.eu-west-1.amazonaws.com";

/// A running local AWS and a directory for git; dropping it removes both.
pub(crate) struct Environment {
    pub(crate) server: Server,
    directory: TempDir,
}

/// A completely received response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Environment {
    pub(crate) async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("home")).unwrap();
        let root = directory.path().join("root");
        Self {
            server: Server::start(Options::on_free_port(root)).await.unwrap(),
            directory,
        }
    }

    /// One with a repository `app` of the given sample, and credentials that may do everything.
    pub(crate) async fn with_app(sample: &str) -> (Self, Credentials) {
        let environment = Self::start().await;
        environment
            .create(json!({ "region": REGION, "name": "app", "sample": sample }))
            .await;
        let credentials = environment.credentials(json!({})).await;
        (environment, credentials)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The repository's bare directory.
    pub(crate) fn served(&self, name: &str) -> PathBuf {
        self.path("root").join(REGION).join(format!("{name}.git"))
    }

    pub(crate) async fn create(&self, repository: Value) {
        let (status, answer) = self.admin("POST", "repositories", repository).await;
        assert_eq!(status, 201, "{answer}");
    }

    pub(crate) async fn credentials(&self, wanted: Value) -> Credentials {
        let (status, issued) = self.admin("POST", "credentials", wanted).await;
        assert_eq!(status, 201, "{issued}");
        Credentials::of(&issued)
    }

    pub(crate) async fn role(&self, role: Value) -> String {
        let (status, created) = self.admin("POST", "roles", role).await;
        assert_eq!(status, 201, "{created}");
        created["Arn"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn set(&self, settings: Value) -> Value {
        let (status, answer) = self.admin("POST", "settings", settings).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    pub(crate) async fn fault(&self, order: Value) {
        let (status, answer) = self.admin("POST", "faults", order).await;
        assert_eq!(status, 200, "{answer}");
    }

    pub(crate) async fn admin(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("/_admin/{path}"))
            .header("host", self.address().to_string())
            .header("content-type", "application/json")
            .body(Full::from(body.to_string()))
            .unwrap();
        let answer = self.send(request).await.unwrap();
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    /// The requests seen so far.
    pub(crate) async fn requests(&self) -> Vec<Value> {
        let (_, answer) = self.admin("GET", "requests", Value::Null).await;
        answer["requests"].as_array().unwrap().clone()
    }

    /// The last request, once `ready` accepts it.
    pub(crate) async fn request_when(&self, ready: impl Fn(&Value) -> bool) -> Value {
        let mut seen = Value::Null;
        for _ in 0..100 {
            if let Some(last) = self.requests().await.pop() {
                if ready(&last) {
                    return last;
                }
                seen = last;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("the last request stays {seen}");
    }

    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Answer, Box<dyn std::error::Error>> {
        let (head, body) = self.open(request).await?.into_parts();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.collect().await?.to_bytes(),
        })
    }

    /// Sends a request on its own connection and waits for the response's head.
    pub(crate) async fn open<B>(
        &self,
        request: Request<B>,
    ) -> Result<http::Response<Incoming>, Box<dyn std::error::Error>>
    where
        B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let stream = TcpStream::connect(self.address()).await?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(timeout(Duration::from_secs(20), sender.send_request(request)).await??)
    }

    /// Discovery of a repository on the CodeCommit host, with this `Authorization`.
    pub(crate) async fn discover(
        &self,
        name: &str,
        service: &str,
        authorization: Option<&str>,
    ) -> Answer {
        let mut request = Request::builder()
            .uri(format!("/v1/repos/{name}/info/refs?service={service}"))
            .header("host", self.address().to_string())
            .header("x-forwarded-host", HOST);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.body(Full::default()).unwrap();
        self.send(request).await.unwrap()
    }

    /// Sends raw bytes and reads until the server closes the connection.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        // A reset also closes the connection.
        let _ = timeout(Duration::from_secs(10), stream.read_to_end(&mut answer))
            .await
            .unwrap();
        answer
    }

    /// A repository's address for plain git.
    pub(crate) fn direct_url(&self, name: &str, username: &str, password: &str) -> String {
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        format!(
            "http://{}:{}@{}/direct/{REGION}/v1/repos/{name}",
            encode(username),
            encode(password),
            self.address()
        )
    }

    /// Like [`Self::direct_url`], with a password signed now.
    pub(crate) fn signed_url(&self, name: &str, credentials: &Credentials) -> String {
        let password = credentials.password(REGION, name, std::time::SystemTime::now());
        self.direct_url(name, &credentials.username(), &password)
    }

    /// Runs git without any configuration except its arguments.
    pub(crate) async fn git(&self, directory: &Path, arguments: &[&str]) -> Output {
        Command::new("git")
            .args(arguments)
            .current_dir(directory)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.path("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_AUTHOR_NAME", "Tester")
            .env("GIT_AUTHOR_EMAIL", "tester@example.com")
            .env("GIT_COMMITTER_NAME", "Tester")
            .env("GIT_COMMITTER_EMAIL", "tester@example.com")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .unwrap()
    }

    /// Like [`Self::git`], for a command that must succeed; returns its output.
    pub(crate) async fn git_ok(&self, directory: &Path, arguments: &[&str]) -> String {
        let output = self.git(directory, arguments).await;
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub(crate) async fn clone_app(&self, credentials: &Credentials, to: &str) -> PathBuf {
        let url = self.signed_url("app", credentials);
        self.git_ok(&self.path(""), &["clone", "--quiet", &url, to])
            .await;
        self.path(to)
    }
}
