use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

async fn start(arguments: &[&str]) -> (Child, Value) {
    let mut child = program()
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).await.unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local-aws"));
    command.kill_on_drop(true);
    command
}

fn address(url: &Value) -> SocketAddr {
    let url = url.as_str().unwrap().strip_prefix("http://").unwrap();
    url.split('/').next().unwrap().parse().unwrap()
}

async fn ends_well(child: &mut Child) {
    let status = timeout(Duration::from_secs(5), child.wait()).await;
    assert!(status.unwrap().unwrap().success());
}

#[tokio::test]
async fn prints_its_addresses_and_exits_on_a_signal() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path().to_str().unwrap();
    for signal in [Signal::TERM, Signal::INT] {
        let admin = ["--root", root, "--admin-listen", "127.0.0.1:0"];
        let (mut child, addresses) = start(&admin).await;
        assert_ne!(
            address(&addresses["listening"]),
            address(&addresses["admin"])
        );
        // An idle connection does not delay it.
        let _idle = TcpStream::connect(address(&addresses["listening"]))
            .await
            .unwrap();
        TcpStream::connect(address(&addresses["admin"]))
            .await
            .unwrap();

        let pid = Pid::from_raw(child.id().unwrap().try_into().unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
        ends_well(&mut child).await;
    }
}

#[tokio::test]
async fn exits_with_its_standard_input_on_request() {
    let root = tempfile::tempdir().unwrap();
    let arguments = ["--root", root.path().to_str().unwrap(), "--exit-with-stdin"];
    let (mut child, _) = start(&arguments).await;
    drop(child.stdin.take());
    ends_well(&mut child).await;
}

#[tokio::test]
async fn explains_invalid_arguments() {
    for arguments in [
        vec![],
        vec!["--root"],
        vec!["--root", "x", "--listen", "here"],
        vec!["--root", "x", "--git-server", "gitolite"],
        vec!["--root", "x", "--ssh-region", "nowhere"],
        vec!["--root", "x", "--ssh-listen", "here"],
        vec!["--unknown"],
    ] {
        let output = program().args(&arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: "));
    }
}
