//! How CodeCommit's git server differs from `git http-backend`.

mod forms;
mod throttling;

use std::path::{Path, PathBuf};

use http::Request;
use http_body_util::Full;
use serde_json::json;

use crate::environment::{Answer, Environment, HOST, REGION};
use crate::signing::Credentials;

const FETCHES: &str = "multi_ack_detailed shallow side-band-64k thin-pack \
                       allow-tip-sha1-in-want allow-reachable-sha1-in-want";
const PUSHES: &str = "side-band-64k report-status delete-refs thin-pack";

#[tokio::test]
async fn advertises_exactly_what_codecommit_does() {
    for sample in ["history", "empty"] {
        let (aws, keys) = Environment::with_app(sample).await;
        for (service, due) in [("git-upload-pack", FETCHES), ("git-receive-pack", PUSHES)] {
            let answer = aws
                .discover("app", service, Some(&keys.basic(REGION, "app")))
                .await;
            assert_eq!(capabilities(&answer), due, "{sample} {service}");
            for name in ["cache-control", "expires", "pragma"] {
                assert!(!answer.headers.contains_key(name), "{name}");
            }
            assert!(answer.headers.contains_key("x-amzn-requestid"));
        }
    }
}

#[tokio::test]
async fn speaks_version_0_whatever_is_asked_for() {
    let (aws, keys) = Environment::with_app("history").await;
    assert!(listed_by_discovery(&aws, &keys, "protocol.version=2").await);
}

#[tokio::test]
async fn http_backend_offers_everything_that_git_does() {
    let (aws, keys) = Environment::with_app("history").await;
    aws.set(json!({ "git_server": "http-backend" })).await;
    let answer = aws
        .discover("app", "git-upload-pack", Some(&keys.basic(REGION, "app")))
        .await;
    assert!(capabilities(&answer).contains("symref=HEAD:refs/heads/main"));
    assert_eq!(answer.headers["pragma"], "no-cache");
    // Only protocol v2 lists references in its own request.
    assert!(!listed_by_discovery(&aws, &keys, "protocol.version=2").await);
    assert!(listed_by_discovery(&aws, &keys, "protocol.version=0").await);
}

#[tokio::test]
async fn the_advertised_references_are_those_of_git() {
    let (aws, keys) = Environment::with_app("history").await;
    let url = aws.signed_url("app", &keys);
    let strict = aws.git_ok(&aws.path(""), &["ls-remote", &url]).await;
    aws.set(json!({ "git_server": "http-backend" })).await;
    assert_eq!(
        strict,
        aws.git_ok(&aws.path(""), &["ls-remote", &url]).await
    );
}

#[tokio::test]
async fn rejects_fetch_capabilities_that_it_does_not_advertise() {
    let (aws, keys) = Environment::with_app("history").await;
    let tip = aws.git_ok(&aws.served("app"), &["rev-parse", "main"]).await;
    for (capabilities, lines, named) in [
        ("ofs-delta", "", "ofs-delta"),
        ("", "0015filter blob:none", "filter"),
        ("", "0018deepen-since 1700000", "deepen-since"),
    ] {
        let want = packet(&format!("want {tip} {capabilities}\n"));
        let request = format!("{want}{lines}00000009done\n");
        let answer = post(&aws, &keys, "git-upload-pack", request).await;
        let due = packet(&format!("ERR {named} is not supported\n"));
        assert_eq!((answer.status, answer.text()), (200, due));
    }
    let want = packet(&format!("want {tip} thin-pack agent=git/2\n"));
    let request = format!("{want}00000009done\n");
    let answer = post(&aws, &keys, "git-upload-pack", request).await;
    assert_eq!((answer.status, answer.text()), (200, String::new()));
    // git sends the last one for a partial clone, advertised or not.
    for accepted in ["shallow", "filter"] {
        let want = packet(&format!("want {tip} {accepted}\n"));
        let request = format!("{want}00000009done\n");
        let answer = post(&aws, &keys, "git-upload-pack", request).await;
        assert!(answer.text().starts_with("0008NAK\n"));
    }
}

#[tokio::test]
async fn answers_a_push_that_names_an_agent_with_an_empty_body() {
    let (aws, keys) = Environment::with_app("history").await;
    let tip = aws.git_ok(&aws.served("app"), &["rev-parse", "main"]).await;
    let zero = "0".repeat(40);
    let delete = |capabilities: &str| {
        let command = format!("{tip} {zero} refs/heads/feature/radio\0{capabilities}");
        format!("{}0000", packet(&command))
    };
    let refused = delete("report-status agent=git/isomorphic-git@0.19.9");
    let answer = post(&aws, &keys, "git-receive-pack", refused).await;
    assert_eq!((answer.status, answer.text()), (200, String::new()));
    assert_eq!(
        answer.headers["content-type"],
        "application/x-git-receive-pack-result"
    );
    let branches = aws.git_ok(&aws.served("app"), &["branch"]).await;
    assert!(branches.contains("feature/radio"));
}

#[tokio::test]
async fn rejects_offset_deltas_in_a_push() {
    let (aws, keys) = Environment::with_app("history").await;
    for (flags, gzipped, accepted) in [
        (["--delta-base-offset"].as_slice(), false, false),
        (&["--delta-base-offset"], true, false),
        (&[], false, true),
    ] {
        let (work, tip) = with_delta(&aws, &keys, &format!("work-{gzipped}-{accepted}")).await;
        let pack = pack(&aws, &work, flags);
        let command = format!(
            "{} {tip} refs/heads/new\0 report-status side-band-64k",
            "0".repeat(40)
        );
        let mut body = format!("{}0000", packet(&command)).into_bytes();
        body.extend_from_slice(&pack);
        let answer = if gzipped {
            post_gzipped(&aws, &keys, "git-receive-pack", &body).await
        } else {
            post(&aws, &keys, "git-receive-pack", body).await
        };
        let text = answer.text();
        if accepted {
            assert!(text.contains("unpack ok\n"), "{text}");
        } else {
            let due = "unpack protocol error (offset deltas are not supported)\n";
            assert!(text.contains(due), "{text}");
            assert!(
                text.contains("ng refs/heads/new unpacker error\n"),
                "{text}"
            );
        }
        let branches = aws.git_ok(&aws.served("app"), &["branch"]).await;
        assert_eq!(branches.contains("  new"), accepted);
    }
}

#[tokio::test]
async fn refuses_more_than_4000_references_a_push() {
    let (aws, keys) = Environment::with_app("history").await;
    let tip = aws.git_ok(&aws.served("app"), &["rev-parse", "main"]).await;
    let zero = "0".repeat(40);
    let push = |count: usize| {
        let command = |number| match number {
            0 => format!("{zero} {tip} refs/heads/n0\0report-status"),
            _ => format!("{zero} {tip} refs/heads/n{number}"),
        };
        let mut body: String = (0..count).map(|it| packet(&command(it))).collect();
        body.push_str("0000");
        let mut body = body.into_bytes();
        body.extend_from_slice(&empty_pack(&aws));
        post(&aws, &keys, "git-receive-pack", body)
    };
    let text = push(4001).await.text();
    assert!(
        text.contains("unpack Too many reference update commands\n"),
        "{text}"
    );
    assert_eq!(text.matches("ng refs/heads/n").count(), 4001);
    let text = push(4000).await.text();
    assert!(text.contains("unpack ok\n"), "{text}");
}

#[tokio::test]
async fn the_first_branch_pushed_becomes_the_default_one() {
    let (aws, keys) = Environment::with_app("empty").await;
    let head = || async {
        let arguments = ["symbolic-ref", "HEAD"];
        aws.git_ok(&aws.served("app"), &arguments).await
    };
    let work = aws.clone_app(&keys, "work").await;
    aws.git_ok(&work, &["checkout", "--quiet", "-b", "trunk"])
        .await;
    aws.git_ok(
        &work,
        &["commit", "--quiet", "--allow-empty", "-m", "First"],
    )
    .await;
    // Neither a tag nor the second branch counts.
    aws.git_ok(&work, &["push", "--quiet", "origin", "HEAD:refs/tags/v1"])
        .await;
    assert_eq!(head().await, "refs/heads/main");
    aws.git_ok(&work, &["push", "--quiet", "origin", "trunk"])
        .await;
    assert_eq!(head().await, "refs/heads/trunk");
    aws.git_ok(&work, &["push", "--quiet", "origin", "trunk:main"])
        .await;
    assert_eq!(head().await, "refs/heads/trunk");
}

/// Whether `git ls-remote` needed only the first response.
async fn listed_by_discovery(aws: &Environment, keys: &Credentials, version: &str) -> bool {
    let url = aws.signed_url("app", keys);
    aws.git_ok(&aws.path(""), &["-c", version, "ls-remote", &url])
        .await;
    let last = aws.requests().await.pop().unwrap();
    last["path"] == "/direct/eu-west-1/v1/repos/app/info/refs"
}

/// A clone with commits that pack as deltas, and its tip.
async fn with_delta(aws: &Environment, keys: &Credentials, name: &str) -> (PathBuf, String) {
    let work = aws.clone_app(keys, name).await;
    let text: String = (0..2000).map(|line| format!("line {line}\n")).collect();
    for content in [format!("{text}{name}"), format!("{text}{name} changed")] {
        std::fs::write(work.join("long.txt"), content).unwrap();
        aws.git_ok(&work, &["add", "."]).await;
        aws.git_ok(&work, &["commit", "--quiet", "-m", "Change"])
            .await;
    }
    let tip = aws.git_ok(&work, &["rev-parse", "HEAD"]).await;
    (work, tip)
}

/// The pack of a clone's new objects.
fn pack(aws: &Environment, work: &Path, flags: &[&str]) -> Vec<u8> {
    pack_of(aws, work, "--revs", flags)
}

fn pack_of(aws: &Environment, work: &Path, revs: &str, flags: &[&str]) -> Vec<u8> {
    let input = if revs.is_empty() {
        ""
    } else {
        "HEAD\\n^origin/main\\n"
    };
    let flags = flags.join(" ");
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!(
            "printf '{input}' | git pack-objects -q {revs} --stdout {flags}"
        ))
        .current_dir(work)
        .env("HOME", aws.path("home"))
        .output()
        .unwrap();
    assert!(output.status.success());
    output.stdout
}

/// A pack without objects.
fn empty_pack(aws: &Environment) -> Vec<u8> {
    pack_of(aws, &aws.served("app"), "", &[])
}

fn capabilities(answer: &Answer) -> String {
    let text = answer.text();
    let (_, rest) = text.split_once('\0').unwrap();
    rest.split('\n').next().unwrap().to_owned()
}

fn packet(line: &str) -> String {
    format!("{:04x}{line}", line.len() + 4)
}

async fn post(
    aws: &Environment,
    keys: &Credentials,
    service: &str,
    body: impl Into<Vec<u8>>,
) -> Answer {
    let request = request(keys, service);
    aws.send(request.body(Full::from(body.into())).unwrap())
        .await
        .unwrap()
}

async fn post_gzipped(aws: &Environment, keys: &Credentials, service: &str, body: &[u8]) -> Answer {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, body).unwrap();
    let body = Full::from(encoder.finish().unwrap());
    let request = request(keys, service).header("content-encoding", "gzip");
    aws.send(request.body(body).unwrap()).await.unwrap()
}

fn request(keys: &Credentials, service: &str) -> http::request::Builder {
    Request::post(format!("/v1/repos/app/{service}"))
        .header("host", HOST)
        .header("content-type", format!("application/x-{service}-request"))
        .header("authorization", keys.basic(REGION, "app"))
}
