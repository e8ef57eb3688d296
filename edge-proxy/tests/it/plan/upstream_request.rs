//! Forwarded requests, and answers given instead.

use crate::support::{EDGE, answer, config, forwarded, head, now, signed, text};
use edge_proxy::git::service::Service;
use edge_proxy::http::{Cors, EdgeResponse, RequestHead};
use edge_proxy::plan::RequestBody;
use edge_proxy::plan::upstream_error::admit_type;
use edge_proxy::{Error, Plan, plan};
use serde_json::json;

fn rpc(service: &str) -> (String, String) {
    (
        format!("{EDGE}/eu-west-1/app/{service}"),
        format!("application/x-{service}-request"),
    )
}

#[test]
fn collects_a_fetch_without_a_length_and_streams_a_push() {
    let authorization = signed(0);
    for (service, length, expected) in [
        ("git-upload-pack", None, RequestBody::Collected(8 << 20)),
        ("git-upload-pack", Some("65536"), RequestBody::Short(65_536)),
        (
            "git-upload-pack",
            Some("65537"),
            RequestBody::Counted(65_537),
        ),
        ("git-receive-pack", None, RequestBody::Chunked(100_000_000)),
        ("git-receive-pack", Some("5"), RequestBody::Short(5)),
        (
            "git-receive-pack",
            Some("65537"),
            RequestBody::Counted(65_537),
        ),
    ] {
        let (url, content_type) = rpc(service);
        let mut request = head("POST", &url)
            .with("authorization", &authorization)
            .with("content-type", &content_type);
        if let Some(length) = length {
            request = request.with("content-length", length);
        }
        let upstream = forwarded(plan(&config(json!({})), &request, now()));
        assert_eq!(upstream.body, expected, "{service} {length:?}");
        assert_eq!(
            upstream.response_type,
            format!("application/x-{service}-result")
        );
        assert_eq!(upstream.timeout_seconds, None);
    }
}

#[test]
fn tells_the_forwarder_everything_in_lines() {
    let authorization = signed(0);
    let url = format!("{EDGE}/eu-west-1/app/info/refs?service=git-upload-pack");
    let request = head("GET", &url).with("authorization", &authorization);
    let upstream = forwarded(plan(&config(json!({})), &request, now()));
    assert_eq!(
        upstream.to_lines().as_str(),
        format!(
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/info/refs?service=git-upload-pack\n\
             30000\n30000\nnone\n1\n0\napplication/x-git-upload-pack-advertisement\n\n\n\nauthorization\n{authorization}\n"
        )
    );
}

#[test]
fn admits_the_probe_before_a_large_request_without_a_credential() {
    for (service, expected) in [
        ("git-upload-pack", Service::UploadPack),
        ("git-receive-pack", Service::ReceivePack),
    ] {
        let (url, content_type) = rpc(service);
        let probe = head("POST", &url)
            .with("content-type", &content_type)
            .with("content-length", "4");
        match plan(&config(json!({})), &probe, now()).plan {
            Plan::AnswerProbe(service) => assert_eq!(service, expected),
            _ => panic!("{service}"),
        }
        let answer = EdgeResponse::probe(expected, &Cors::NONE);
        assert_eq!((answer.status, answer.body), (200, Vec::new()));
    }
}

#[test]
fn challenges_everything_else() {
    let (url, content_type) = rpc("git-upload-pack");
    let (push, _) = rpc("git-receive-pack");
    let probe = head("POST", &url)
        .with("content-type", &content_type)
        .with("content-length", "4");
    let unauthenticated: [(&str, RequestHead<'_>); 6] = [
        ("longer", probe.with("content-length", "5")),
        ("chunked", probe.without("content-length")),
        ("gzipped", probe.with("content-encoding", "gzip")),
        ("of another type", probe.with("content-type", "text/plain")),
        (
            "of the other service",
            RequestHead {
                url: &push,
                ..probe
            },
        ),
        ("empty", probe.with("content-length", "0")),
    ];
    for (what, request) in unauthenticated {
        let refusal = answer(plan(&config(json!({})), &request, now()));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unauthenticated")),
            "{what}"
        );
    }
    let wrong = probe.with("authorization", "Bearer nonsense");
    assert_eq!(answer(plan(&config(json!({})), &wrong, now())).status, 401);
}

#[test]
fn names_the_repository_rules_before_it_answers_a_probe() {
    let (url, content_type) = rpc("git-upload-pack");
    let probe = head("POST", &url)
        .with("content-type", &content_type)
        .with("content-length", "4");
    let closed = config(json!({ "ALLOWED_REPOSITORIES": ["other"] }));
    assert_eq!(
        answer(plan(&closed, &probe, now())).code,
        Some("repository_not_allowed")
    );
}

#[test]
fn compares_content_types_for_equality() {
    let expected = Service::UploadPack.advertisement_type();
    assert_eq!(admit_type(200, Some(expected), expected), Ok(()));
    assert_eq!(admit_type(304, None, expected), Ok(()));
    for seen in [
        None,
        Some("text/html"),
        Some("application/x-git-upload-pack-result"),
        Some("application/x-git-upload-pack-advertisement; charset=utf-8"),
    ] {
        let error = admit_type(200, seen, expected).unwrap_err();
        assert_eq!((error.status(), error.code()), (502, "unexpected_answer"));
        let message = error.public_message();
        assert!(
            message.contains(seen.unwrap_or("no content type")),
            "{message}"
        );
    }
}

#[test]
fn shows_no_more_of_a_content_type_than_a_line_of_text() {
    let seen = format!("text/html\u{1b}[2J\n{}", "x".repeat(1000));
    let error = admit_type(200, Some(&seen), "a/b").unwrap_err();
    let message = error.public_message();
    assert!(message.len() < 400, "{message}");
    assert!(!message.contains(['\u{1b}', '\n']), "{message}");
}

#[test]
fn rejects_a_fetch_with_a_message_that_git_shows() {
    let error = Error::FetchTooLarge { limit: 1000 };
    let request = head("POST", EDGE);
    let refusal = EdgeResponse::refusal(&error, &request, &Cors::NONE, &config(json!({})));
    assert_eq!(
        (refusal.status, refusal.code),
        (200, Some("fetch_too_large"))
    );
    let body = text(&refusal);
    let (length, line) = body.split_at(4);
    assert_eq!(usize::from_str_radix(length, 16).unwrap(), body.len());
    assert!(line.starts_with("ERR "), "{line}");
    assert!(line.contains("http.postBuffer"), "{line}");
    assert!(line.contains("1000 bytes"), "{line}");

    let request = request.with("accept", "application/json");
    let refusal = EdgeResponse::refusal(&error, &request, &Cors::NONE, &config(json!({})));
    assert_eq!(
        (refusal.status, refusal.code),
        (413, Some("fetch_too_large"))
    );
}
