use std::time::SystemTime;

use http::Request;
use http_body_util::Full;
use serde_json::json;

use crate::environment::{Environment, HOST, REGION};
use crate::signing::{Credentials, basic, minutes};

const PULL: &str = "git-upload-pack";
const PUSH: &str = "git-receive-pack";

#[tokio::test]
async fn git_answers_a_signed_request() {
    let (aws, keys) = Environment::with_app("history").await;
    let answer = aws
        .discover("app", PULL, Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.headers["content-type"],
        "application/x-git-upload-pack-advertisement"
    );
    assert!(answer.text().contains("refs/heads/main"));
    assert!(answer.text().contains("allow-tip-sha1-in-want"));
    assert!(answer.headers.contains_key("x-amzn-requestid"));
    assert!(answer.headers.contains_key("date"));
}

#[tokio::test]
async fn accepts_a_users_own_key_without_a_token() {
    let (aws, _) = Environment::with_app("empty").await;
    let mut keys = aws.credentials(json!({ "session": false })).await;
    assert!(keys.access_key_id.starts_with("AKIA"));
    let answer = aws
        .discover("app", PULL, Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(answer.status, 200);

    for token in ["", "foreign"] {
        keys.session_token = Some(token.to_owned());
        unrecognised(&aws, &keys.basic(REGION, "app")).await;
    }
}

#[tokio::test]
async fn the_response_to_anonymous_requests_is_configurable() {
    let (aws, _) = Environment::with_app("empty").await;
    for (mode, status, challenges) in [
        ("unauthorized", 401, false),
        ("challenge", 401, true),
        ("forbidden", 403, false),
        ("not-authorized", 401, false),
        ("negotiate", 401, true),
    ] {
        let (changed, _) = aws
            .admin("POST", "settings", json!({ "anonymous": mode }))
            .await;
        assert_eq!(changed, 200);
        let answer = aws.discover("app", PULL, None).await;
        assert_eq!(answer.status, status, "{mode}");
        assert_eq!(answer.headers.contains_key("www-authenticate"), challenges);
        let due = if mode == "negotiate" {
            "text/plain"
        } else {
            "text/xml"
        };
        assert_eq!(answer.headers["content-type"], due);
    }
}

#[tokio::test]
async fn rejects_unknown_and_wrong_credentials() {
    let (aws, keys) = Environment::with_app("empty").await;
    let other = aws.credentials(json!({})).await;

    let unknown = Credentials {
        access_key_id: "ASIAUNKNOWNUNKNOWN00".to_owned(),
        ..keys.clone()
    };
    let wrong_secret = Credentials {
        secret_access_key: other.secret_access_key.clone(),
        ..keys.clone()
    };
    let no_token = Credentials {
        session_token: None,
        ..keys.clone()
    };
    let foreign_token = Credentials {
        session_token: other.session_token.clone(),
        ..keys.clone()
    };
    for wrong in [unknown, wrong_secret, no_token, foreign_token] {
        unrecognised(&aws, &wrong.basic(REGION, "app")).await;
    }
    unrecognised(&aws, &keys.basic("eu-west-2", "app")).await;
    unrecognised(&aws, &keys.basic(REGION, "other")).await;
    unrecognised(&aws, &basic(&keys.username(), "password")).await;
    unrecognised(&aws, "Basic !").await;
    unrecognised(&aws, "Bearer eyJh.eyJh.c2ln").await;
}

async fn unrecognised(aws: &Environment, authorization: &str) {
    let answer = aws.discover("app", PULL, Some(authorization)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.headers["content-type"], "text/xml");
    assert!(
        answer
            .text()
            .contains("<Code>UnrecognizedClientException</Code>")
    );
    let seen = aws.requests().await.pop().unwrap();
    assert_eq!(seen["authorization"]["verified"], false);
}

#[tokio::test]
async fn rejects_signatures_outside_their_time() {
    let (aws, keys) = Environment::with_app("empty").await;
    let now = SystemTime::now();
    for (at, message) in [
        (now - minutes(16), "Signature expired: "),
        (now + minutes(6), "Signature not yet current: "),
    ] {
        let authorization = keys.basic_at(REGION, "app", at);
        let answer = aws.discover("app", PULL, Some(&authorization)).await;
        assert_eq!(answer.status, 403);
        assert!(answer.text().contains(message), "{}", answer.text());
    }
    let recent = keys.basic_at(REGION, "app", now - minutes(14));
    assert_eq!(aws.discover("app", PULL, Some(&recent)).await.status, 200);
}

#[tokio::test]
async fn the_clock_can_be_shifted() {
    let (aws, keys) = Environment::with_app("empty").await;
    aws.admin("POST", "settings", json!({ "clock_offset_seconds": -3600 }))
        .await;
    let answer = aws
        .discover("app", PULL, Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("Signature not yet current"));
    let date = httpdate::parse_http_date(answer.headers["date"].to_str().unwrap()).unwrap();
    assert!(date < SystemTime::now() - minutes(59));
}

#[tokio::test]
async fn temporary_credentials_expire() {
    let (aws, keys) = Environment::with_app("empty").await;
    let path = format!("credentials/{}/expire", keys.access_key_id);
    assert_eq!(aws.admin("POST", &path, json!({})).await.0, 200);
    let short_lived = aws.credentials(json!({ "lifetime_seconds": 0 })).await;
    for keys in [keys, short_lived] {
        let answer = aws
            .discover("app", PULL, Some(&keys.basic(REGION, "app")))
            .await;
        assert_eq!(answer.status, 403);
        assert!(answer.text().contains("<Code>ExpiredTokenException</Code>"));
    }
}

#[tokio::test]
async fn static_git_credentials_work_until_they_are_deleted() {
    let (aws, _) = Environment::with_app("empty").await;
    let (status, issued) = aws.admin("POST", "git-credentials", json!({})).await;
    assert_eq!(status, 201);
    let username = issued["username"].as_str().unwrap();
    assert_eq!(username, "alice-at-123456789012");

    let good = basic(username, issued["password"].as_str().unwrap());
    assert_eq!(aws.discover("app", PUSH, Some(&good)).await.status, 200);
    unrecognised(&aws, &basic(username, "wrong")).await;

    let path = format!("git-credentials/{username}");
    assert_eq!(aws.admin("DELETE", &path, json!({})).await.0, 200);
    unrecognised(&aws, &good).await;
}

#[tokio::test]
async fn iam_denies_in_its_own_words() {
    let (aws, _) = Environment::with_app("history").await;
    aws.create(json!({ "region": REGION, "name": "team-web" }))
        .await;
    let keys = aws
        .credentials(json!({ "allow": [
            { "actions": ["codecommit:GitPull"], "repositories": ["app"] },
            { "actions": ["codecommit:Git*"], "repositories": ["team-*"] },
        ] }))
        .await;

    for (name, service, status) in [
        ("app", PULL, 200),
        ("app", PUSH, 403),
        ("team-web", PULL, 200),
        ("team-web", PUSH, 200),
        ("other", PULL, 403),
    ] {
        let answer = aws
            .discover(name, service, Some(&keys.basic(REGION, name)))
            .await;
        assert_eq!(answer.status, status, "{name} {service}");
    }
    let answer = aws
        .discover("app", PUSH, Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(
        answer.text().trim_end(),
        "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/developer/alice is \
         not authorized to perform: codecommit:GitPush on resource: \
         arn:aws:codecommit:eu-west-1:123456789012:app"
    );
    // Known, but not allowed: the journal distinguishes the two.
    let seen = aws.requests().await.pop().unwrap();
    assert_eq!(seen["authorization"]["verified"], true);
}

#[tokio::test]
async fn a_git_suffix_a_trailing_slash_and_an_unknown_name_are_not_found() {
    let (aws, keys) = Environment::with_app("empty").await;
    for name in ["app.git", "app/", "App", "unknown", "a/b", "app%2e", ".."] {
        let answer = aws
            .discover(name, PULL, Some(&keys.basic(REGION, name)))
            .await;
        assert_eq!(answer.status, 404, "{name}");
    }
}

#[tokio::test]
async fn a_repository_belongs_to_one_region() {
    let (aws, keys) = Environment::with_app("empty").await;
    let request = Request::builder()
        .uri("/v1/repos/app/info/refs?service=git-upload-pack")
        .header("host", "git-codecommit.eu-west-2.amazonaws.com:4566")
        .header("authorization", keys.basic("eu-west-2", "app"))
        .body(Full::default())
        .unwrap();
    assert_eq!(aws.send(request).await.unwrap().status, 404);
}

#[tokio::test]
async fn rejects_requests_for_other_hosts() {
    let (aws, keys) = Environment::with_app("empty").await;
    let path = "/v1/repos/app/info/refs?service=git-upload-pack";
    for (header, host) in [
        ("host", "127.0.0.1"),
        (
            "x-forwarded-host",
            "git-codecommit.eu-west-1.amazonaws.com.evil.tld",
        ),
    ] {
        let request = Request::builder()
            .uri(path)
            .header(header, host)
            .header("authorization", keys.basic(REGION, "app"))
            .body(Full::default())
            .unwrap();
        assert_eq!(aws.send(request).await.unwrap().status, 400);
    }
}

#[tokio::test]
async fn serves_only_gits_three_requests() {
    let (aws, keys) = Environment::with_app("history").await;
    for (method, path, status) in [
        ("GET", "/v1/repos/app/HEAD", 404),
        ("GET", "/v1/repos/app/objects/info/packs", 404),
        ("GET", "/v1/repos/app", 404),
        ("GET", "/v1/repos/app/info/refs", 400),
        (
            "GET",
            "/v1/repos/app/info/refs?service=git-upload-archive",
            400,
        ),
        (
            "POST",
            "/v1/repos/app/info/refs?service=git-upload-pack",
            405,
        ),
        ("GET", "/v1/repos/app/git-upload-pack", 405),
        ("GET", "/", 404),
        (
            "GET",
            "/direct/nowhere/v1/repos/app/info/refs?service=git-upload-pack",
            404,
        ),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-forwarded-host", HOST)
            .header("authorization", keys.basic(REGION, "app"))
            .body(Full::default())
            .unwrap();
        let answer = aws.send(request).await.unwrap();
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.headers.contains_key("x-amzn-requestid"));
    }
}

#[tokio::test]
async fn closes_the_connection_on_a_fetch_without_a_length() {
    let (aws, keys) = Environment::with_app("history").await;
    for (service, is_answered) in [(PULL, false), (PUSH, true)] {
        let answer = aws
            .raw(
                format!(
                    "POST /v1/repos/app/{service} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\
                     Content-Type: application/x-{service}-request\r\nAuthorization: {}\r\n\
                     Transfer-Encoding: chunked\r\n\r\n4\r\n0000\r\n0\r\n\r\n",
                    keys.basic(REGION, "app")
                )
                .as_bytes(),
            )
            .await;
        assert_eq!(
            answer.starts_with(b"HTTP/1.1 200"),
            is_answered,
            "{service}"
        );
        assert_eq!(answer.is_empty(), !is_answered, "{service}");
    }
    let seen = aws.requests().await;
    assert_eq!(seen[0]["outcome"], "hung_up");
    assert_eq!(seen[1]["outcome"], "answered");
}
