//! Which request headers reach CodeCommit.

use crate::support::{config, forwarded, head, now, signed};
use edge_proxy::http::RequestHead;
use edge_proxy::plan;
use serde_json::json;

const URL: &str = "https://edge.example.com/eu-west-1/app/git-upload-pack";

#[test]
fn forwards_only_the_headers_of_git() {
    let authorization = signed(0);
    let request = head("POST", URL)
        .with("authorization", &authorization)
        .with("content-type", "application/x-git-upload-pack-request")
        .with("content-encoding", "gzip")
        .with("git-protocol", "version=2")
        .with("user-agent", "git/2.47.3")
        .with("content-length", "1234")
        .with("cf-ray", "8f1a");
    let upstream = forwarded(plan(&config(json!({})), &request, now()));
    let names: Vec<&str> = upstream.headers.lines().step_by(2).collect();
    assert_eq!(
        names,
        [
            "content-encoding",
            "content-type",
            "git-protocol",
            "user-agent",
            "authorization"
        ]
    );
    assert_eq!(upstream.header("git-protocol"), Some("version=2"));
    assert_eq!(
        upstream.header("authorization"),
        Some(authorization.as_str())
    );
}

#[test]
fn reads_a_request_head_from_lines() {
    let lines = format!("POST\n{URL}\n*/*\n\n\n\ngzip\n\n\n\ngit/2.47.3\nBasic eDp5\n12\n\n8f1a\n");
    let head = RequestHead::from_lines(&lines);
    assert_eq!((head.method, head.url), ("POST", URL));
    for (name, value) in [
        ("accept", Some("*/*")),
        ("content-encoding", Some("gzip")),
        ("content-type", None),
        ("user-agent", Some("git/2.47.3")),
        ("authorization", Some("Basic eDp5")),
        ("origin", None),
        ("cf-ray", Some("8f1a")),
    ] {
        assert_eq!(head.header(name), value, "{name}");
    }
    assert_eq!(head.content_length(), Some(12));
    assert_eq!(head.own_origin(), "https://edge.example.com");
    assert_eq!(
        head.path_and_query(),
        ("/eu-west-1/app/git-upload-pack", None)
    );
}

#[test]
fn rejects_malformed_ray_ids() {
    assert_eq!(
        head("GET", URL).with("cf-ray", "8f1a0b-FRA").ray_id(),
        Some("8f1a0b-FRA")
    );
    let long = "a".repeat(65);
    for value in ["a b", "<script>", long.as_str()] {
        assert_eq!(
            head("GET", URL).with("cf-ray", value).ray_id(),
            None,
            "{value}"
        );
    }
}
