use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::Response;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http_body_util::BodyExt;
use hyper::body::{Bytes, Frame};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::process::{ChildStdin, ChildStdout, Command};

use crate::body::Body;
use crate::cgi::CgiHead;
use crate::git::{self, Git};
use crate::git_process::GitProcess;
use crate::options::GitServer;

const CHUNK: usize = 64 * 1024;
const LONGEST_HEAD: usize = 64 * 1024;

/// How much of a response is held back while the request is still being read.
const HELD_BACK: usize = 1024 * 1024;

/// A request for `git http-backend`.
pub(crate) struct CgiRequest {
    /// Where the repository is.
    pub(crate) repository: PathBuf,
    pub(crate) project_root: PathBuf,
    pub(crate) path_info: String,
    pub(crate) remote_user: String,
    pub(crate) remote_address: IpAddr,
    pub(crate) git_server: GitServer,
}

/// Runs git for one request. Both bodies stream, each at the pace of its reader.
pub(crate) async fn run(
    git: &Git,
    request: &CgiRequest,
    parts: &Parts,
    body: Body,
) -> io::Result<Response<Body>> {
    let mut command = git.http_backend();
    describe(&mut command, request, parts);
    let (process, stdin, mut stdout) = GitProcess::start(command)?;

    // git writes the head of its response before it reads the request. Not every client expects a
    // response while it sends, so the response waits for the request's end; but not for
    // ever, because git blocks on a full pipe.
    let mut upload: Option<Upload> = Some(Box::pin(feed(stdin, body)));
    let mut output = Vec::new();
    let mut head = None;
    let mut ended = false;
    while !ended && (head.is_none() || (upload.is_some() && output.len() < HELD_BACK)) {
        tokio::select! {
            sent = finish(&mut upload), if upload.is_some() => sent?,
            read = stdout.read_buf(&mut output) => {
                ended = read? == 0;
                if head.is_none() {
                    head = CgiHead::parse(&output).map_err(|_| malformed())?;
                    if head.is_none() && output.len() > LONGEST_HEAD {
                        return Err(malformed());
                    }
                }
            }
        }
    }
    if ended {
        finish(&mut upload).await?;
    }

    let (head, length) = head.ok_or_else(malformed)?;
    let answer = GitOutput {
        held: Bytes::from(output).slice(length..),
        upload,
        stdout: (!ended).then_some(stdout),
        buffer: vec![0; CHUNK].into_boxed_slice(),
        process,
    };
    let mut response = Response::new(answer.boxed_unsync());
    *response.status_mut() = head.status;
    *response.headers_mut() = head.headers;
    Ok(response)
}

/// Sets the CGI variables of `git http-backend`.
fn describe(command: &mut Command, request: &CgiRequest, parts: &Parts) {
    command
        .env("GIT_PROJECT_ROOT", &request.project_root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("PATH_INFO", &request.path_info)
        .env("QUERY_STRING", parts.uri.query().unwrap_or_default())
        .env("REQUEST_METHOD", parts.method.as_str())
        .env("REMOTE_USER", &request.remote_user)
        .env("REMOTE_ADDR", request.remote_address.to_string());

    let mut pass = |variable, header| {
        if let Some(value) = parts.headers.get(header).and_then(|it| it.to_str().ok()) {
            command.env(variable, value);
        }
    };
    pass("CONTENT_TYPE", CONTENT_TYPE.as_str());
    pass("CONTENT_LENGTH", CONTENT_LENGTH.as_str());
    pass("HTTP_CONTENT_ENCODING", CONTENT_ENCODING.as_str());
    if request.git_server == GitServer::HttpBackend {
        pass("GIT_PROTOCOL", "git-protocol");
    }

    git::configure_server(command);
}

type Upload = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

/// Writes the request body to git.
async fn feed(stdin: ChildStdin, mut body: Body) -> io::Result<()> {
    let mut stdin = Some(stdin);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        let Some(pipe) = &mut stdin else {
            continue;
        };
        match pipe.write_all(&data).await {
            Ok(()) => {}
            // git has responded without reading everything. The rest is still read from the
            // connection, or the response could be lost in a reset.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => stdin = None,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Waits for the upload to end and clears it.
async fn finish(upload: &mut Option<Upload>) -> io::Result<()> {
    if let Some(running) = upload {
        let sent = running.await;
        *upload = None;
        sent?;
    }
    Ok(())
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no CGI answer")
}

/// The body of git's response. Dropping it, as when the client leaves, kills git.
struct GitOutput {
    held: Bytes,
    upload: Option<Upload>,
    stdout: Option<ChildStdout>,
    buffer: Box<[u8]>,
    process: GitProcess,
}

impl hyper::body::Body for GitOutput {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        if let Some(upload) = &mut this.upload
            && let Poll::Ready(sent) = upload.as_mut().poll(cx)
        {
            this.upload = None;
            if let Err(error) = sent {
                return Poll::Ready(Some(Err(error)));
            }
        }
        if !this.held.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut this.held)))));
        }
        if let Some(stdout) = &mut this.stdout {
            let mut buffer = ReadBuf::new(&mut this.buffer);
            if let Err(error) = ready!(Pin::new(stdout).poll_read(cx, &mut buffer)) {
                return Poll::Ready(Some(Err(error)));
            }
            if !buffer.filled().is_empty() {
                let data = Bytes::copy_from_slice(buffer.filled());
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            this.stdout = None;
        }
        if this.upload.is_some() {
            return Poll::Pending;
        }
        match ready!(this.process.poll_end(cx)) {
            Ok(()) => Poll::Ready(None),
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }
}
