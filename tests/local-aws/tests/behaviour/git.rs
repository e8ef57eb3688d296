use std::path::Path;
use std::time::{Duration, SystemTime};

use http::Request;
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::environment::{Environment, HOST, REGION};
use crate::signing::minutes;

#[tokio::test]
async fn clones_the_whole_history_and_accepts_a_push() {
    let (aws, keys) = Environment::with_app("history").await;
    let work = aws.clone_app(&keys, "work").await;

    aws.git_ok(&work, &["fsck", "--strict"]).await;
    let commits = aws.git_ok(&work, &["rev-list", "--count", "--all"]).await;
    assert!(commits.parse::<u32>().unwrap() > 30);
    let branches = aws.git_ok(&work, &["branch", "--remotes"]).await;
    assert!(branches.contains("feature/radio"));
    assert_eq!(aws.git_ok(&work, &["tag"]).await, "v1.0.0");
    let merges = aws.git_ok(&work, &["rev-list", "--merges", "main"]).await;
    assert_eq!(merges.lines().count(), 1);
    let authors = aws.git_ok(&work, &["shortlog", "--summary", "HEAD"]).await;
    assert_eq!(authors.lines().count(), 4);

    std::fs::write(work.join("new.txt"), "new\n").unwrap();
    aws.git_ok(&work, &["add", "new.txt"]).await;
    aws.git_ok(&work, &["commit", "--quiet", "-m", "Add a file"])
        .await;
    aws.git_ok(&work, &["push", "--quiet", "origin", "main"])
        .await;
    let pushed = aws.git_ok(&work, &["rev-parse", "HEAD"]).await;
    let served = aws.git_ok(&aws.served("app"), &["rev-parse", "main"]).await;
    assert_eq!(pushed, served);
}

#[tokio::test]
async fn a_sample_always_has_the_same_commits() {
    let (aws, _) = Environment::with_app("history").await;
    aws.create(json!({ "region": "us-east-1", "name": "copy", "sample": "history" }))
        .await;
    let one = aws.git_ok(&aws.served("app"), &["show-ref"]).await;
    let other = aws.path("root").join("us-east-1/copy.git");
    assert_eq!(one, aws.git_ok(&other, &["show-ref"]).await);
    assert_eq!(
        aws.git_ok(&other, &["rev-parse", "main"]).await,
        "fec047c03f198620b9014561a888a5648175dea1"
    );
}

#[tokio::test]
async fn accepts_a_gzipped_fetch() {
    let (aws, keys) = Environment::with_app("history").await;
    let work = aws.clone_app(&keys, "work").await;
    let commits = aws.git_ok(&work, &["rev-list", "--all"]).await;
    let refspecs: Vec<_> = commits
        .lines()
        .map(|id| format!("{id}:refs/heads/at/{id}"))
        .collect();
    let mut push = vec!["push", "--quiet", "origin"];
    push.extend(refspecs.iter().map(String::as_str));
    aws.git_ok(&work, &push).await;

    aws.clone_app(&keys, "again").await;
    let fetch = aws.requests().await.pop().unwrap();
    assert_eq!(header(&fetch, "content-encoding"), Some("gzip"));
    assert!(header(&fetch, "content-length").is_some());
    assert_eq!(fetch["status"], 200);
}

#[tokio::test]
async fn accepts_a_large_push_in_chunks_after_a_probe() {
    let (aws, keys) = Environment::with_app("empty").await;
    let work = aws.clone_app(&keys, "work").await;
    aws.git_ok(&work, &["checkout", "--quiet", "-b", "main"])
        .await;
    write_noise(&work.join("noise.bin"), 3_000_000);
    aws.git_ok(&work, &["add", "."]).await;
    aws.git_ok(&work, &["commit", "--quiet", "-m", "Noise"])
        .await;
    let push = [
        "-c",
        "http.postBuffer=65536",
        "push",
        "--quiet",
        "origin",
        "main",
    ];
    aws.git_ok(&work, &push).await;

    let seen = aws.requests().await;
    let [.., probe, upload] = seen.as_slice() else {
        panic!("{seen:?}");
    };
    assert_eq!(probe["request_bytes"], 4);
    assert_eq!(probe["status"], 200);
    assert_eq!(header(upload, "transfer-encoding"), Some("chunked"));
    assert_eq!(header(upload, "content-length"), None);
    assert_eq!(upload["request_end"], "clean");
    assert!(upload["request_bytes"].as_u64().unwrap() > 3_000_000);
    aws.git_ok(&aws.served("app"), &["fsck", "--strict"]).await;
}

#[tokio::test]
async fn rejects_a_stale_password() {
    let (aws, keys) = Environment::with_app("history").await;
    let password = keys.password(REGION, "app", SystemTime::now() - minutes(16));
    let url = aws.direct_url("app", &keys.username(), &password);
    let output = aws.git(&aws.path(""), &["ls-remote", &url]).await;
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("error: 403"));
}

#[tokio::test]
async fn clones_a_big_repository_completely() {
    let aws = Environment::start().await;
    aws.create(json!({ "region": REGION, "name": "app", "size_mb": 40 }))
        .await;
    let keys = aws.credentials(json!({})).await;
    let work = aws.clone_app(&keys, "work").await;
    aws.git_ok(&work, &["fsck"]).await;
    let fetch = aws.requests().await.pop().unwrap();
    assert!(fetch["response_bytes"].as_u64().unwrap() > 40 << 20);
    assert_eq!(fetch["outcome"], "answered");
}

#[tokio::test]
async fn git_ends_when_a_client_leaves_a_fetch() {
    let aws = Environment::start().await;
    aws.create(json!({ "region": REGION, "name": "app", "size_mb": 40 }))
        .await;
    let keys = aws.credentials(json!({})).await;
    let tip = aws.git_ok(&aws.served("app"), &["rev-parse", "main"]).await;
    let request = Request::post("/v1/repos/app/git-upload-pack")
        .header("host", HOST)
        .header("content-type", "application/x-git-upload-pack-request")
        .header("authorization", keys.basic(REGION, "app"))
        .body(Full::from(format!("0032want {tip}\n00000009done\n")))
        .unwrap();

    let mut response = aws.open(request).await.unwrap();
    assert_eq!(response.status(), 200);
    response.body_mut().frame().await.unwrap().unwrap();
    assert!(processes_serving(&aws.path("root")) > 0);
    drop(response);

    let seen = aws.request_when(|it| it["outcome"] != "open").await;
    assert_eq!(seen["outcome"], "client_left");
    assert!(seen["response_bytes"].as_u64().unwrap() < 40 << 20);
    no_process_serves(&aws.path("root")).await;
}

#[tokio::test]
async fn git_ends_when_a_client_leaves_a_push() {
    let (aws, keys) = Environment::with_app("empty").await;
    let mut stream = TcpStream::connect(aws.address()).await.unwrap();
    let head = format!(
        "POST /v1/repos/app/git-receive-pack HTTP/1.1\r\nHost: {HOST}\r\n\
         Content-Type: application/x-git-receive-pack-request\r\nAuthorization: {}\r\n\
         Transfer-Encoding: chunked\r\n\r\n4\r\n00a0\r\n",
        keys.basic(REGION, "app")
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let reading = aws.request_when(|it| it["request_bytes"] == 4).await;
    assert_eq!(reading["request_end"], "reading");
    drop(stream);

    let seen = aws.request_when(|it| it["outcome"] != "open").await;
    assert_eq!(seen["outcome"], "client_left");
    assert_eq!(seen["request_end"], "broken");
    no_process_serves(&aws.path("root")).await;
}

fn header<'a>(request: &'a Value, name: &str) -> Option<&'a str> {
    request["headers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it[0] == name)
        .and_then(|it| it[1].as_str())
}

fn write_noise(path: &Path, length: usize) {
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.to_be_bytes()[0]
    })
    .take(length)
    .collect();
    std::fs::write(path, noise).unwrap();
}

/// The number of processes that were started to serve repositories under `root`.
fn processes_serving(root: &Path) -> usize {
    let variable = format!(
        "GIT_PROJECT_ROOT={}",
        root.canonicalize().unwrap().display()
    );
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("environ")).ok())
        .filter(|environment| String::from_utf8_lossy(environment).contains(&variable))
        .count()
}

async fn no_process_serves(root: &Path) {
    for _ in 0..100 {
        if processes_serving(root) == 0 {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("git still runs");
}
