use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::environment::{Environment, HOST};
use crate::iam;
use crate::signing::Credentials;
use crate::sts_call::Call;

const PAGE: &str = "https://edge.example.com";

#[tokio::test]
async fn pages_of_any_origin_can_call_sts_iam_and_the_api() {
    let aws = Environment::start().await;
    let preflight = Request::options("/")
        .header("host", aws.address().to_string())
        .header("origin", PAGE)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,x-amz-target",
        )
        .body(Full::default())
        .unwrap();
    let answer = aws.send(preflight).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let allowed = answer.headers["access-control-allow-headers"]
        .to_str()
        .unwrap();
    for name in [
        "authorization",
        "content-type",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-target",
    ] {
        assert!(allowed.split(',').any(|it| it == name), "{name}");
    }

    let keys = aws.credentials(json!({})).await;
    let expired = aws.credentials(json!({ "lifetime_seconds": 0 })).await;
    let list_users = iam::form("ListUsers", &[]);
    let calls = [
        (iam::call(&aws, &keys, &list_users), 200),
        (iam::call(&aws, &expired, &list_users), 403),
        (Call::new(&aws, &keys), 200),
        (Call::new(&aws, &expired), 403),
        (Call::api(&aws, &keys, "ListRepositories", "{}"), 200),
        (Call::api(&aws, &expired, "ListRepositories", "{}"), 400),
    ];
    for (call, status) in calls {
        let mut request = call.signed();
        request
            .headers_mut()
            .insert("origin", PAGE.parse().unwrap());
        let answer = aws.send(request).await.unwrap();
        assert_eq!(answer.status, status, "{}", answer.text());
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        let exposed = answer.headers["access-control-expose-headers"]
            .to_str()
            .unwrap();
        assert!(exposed.contains("x-amzn-RequestId") && exposed.contains("x-amzn-ErrorType"));
    }
}

#[tokio::test]
async fn git_endpoints_send_no_cors_headers() {
    let (aws, keys) = Environment::with_app("empty").await;
    let request = Request::get("/v1/repos/app/info/refs?service=git-upload-pack")
        .header("host", aws.address().to_string())
        .header("x-forwarded-host", HOST)
        .header("origin", PAGE)
        .header("authorization", keys.basic("eu-west-1", "app"))
        .body(Full::default())
        .unwrap();
    let answer = aws.send(request).await.unwrap();
    assert_eq!(answer.status, 200);
    assert!(!answer.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn returns_the_caller_identity_as_json_on_request() {
    let aws = Environment::start().await;
    let ask = async |keys: &Credentials| {
        let mut request = Call::new(&aws, keys).signed();
        request
            .headers_mut()
            .insert("accept", "application/json".parse().unwrap());
        let answer = aws.send(request).await.unwrap();
        assert_eq!(answer.headers["content-type"], "application/json");
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        (answer.status, body)
    };

    let (status, body) = ask(&aws.credentials(json!({})).await).await;
    assert_eq!(status, 200);
    assert_eq!(
        body["GetCallerIdentityResponse"]["GetCallerIdentityResult"],
        json!({
            "Account": "123456789012",
            "Arn": "arn:aws:sts::123456789012:assumed-role/developer/alice",
            "UserId": "AROALOCALAWSROLEEXMP:alice",
        })
    );

    let (status, body) = ask(&aws.credentials(json!({ "lifetime_seconds": 0 })).await).await;
    assert_eq!(status, 403);
    assert_eq!(body["Error"]["Code"], "ExpiredToken");
}
