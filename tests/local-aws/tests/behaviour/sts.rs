use http_body_util::Full;
use serde_json::json;

use crate::environment::Environment;
use crate::signing::{Credentials, minutes};
use crate::sts_call::{Call, WHO_AM_I};

#[tokio::test]
async fn returns_the_caller_identity() {
    let aws = Environment::start().await;
    let session = aws.credentials(json!({})).await;
    let answer = Call::new(&aws, &session).answer(&aws).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers["content-type"], "text/xml");
    let text = answer.text();
    for part in [
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">",
        "<Arn>arn:aws:sts::123456789012:assumed-role/developer/alice</Arn>",
        "<UserId>AROALOCALAWSROLEEXMP:alice</UserId>",
        "<Account>123456789012</Account>",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }

    let arn = "arn:aws:iam::999999999999:user/bob";
    let user = aws
        .credentials(json!({ "session": false, "arn": arn }))
        .await;
    let text = Call::new(&aws, &user).answer(&aws).await.text();
    assert!(text.contains(arn) && text.contains("<Account>999999999999</Account>"));
}

#[tokio::test]
async fn verifies_signatures_over_the_forwarded_host() {
    let aws = Environment::start().await;
    let keys = aws.credentials(json!({})).await;
    let mut call = Call::new(&aws, &keys);
    call.host = "sts.eu-west-1.amazonaws.com".to_owned();
    let mut request = call.signed();
    let signed_for = request.headers()["host"].clone();
    request.headers_mut().insert("x-forwarded-host", signed_for);
    let address = aws.address().to_string().parse().unwrap();
    request.headers_mut().insert("host", address);
    assert_eq!(aws.send(request).await.unwrap().status, 200);

    call.region = "eu-west-2";
    call.fails(&aws, 403, "SignatureDoesNotMatch").await;
}

#[tokio::test]
async fn errors_have_the_documented_codes() {
    let aws = Environment::start().await;
    let keys = aws.credentials(json!({})).await;

    let unknown = Credentials {
        access_key_id: "ASIAUNKNOWNUNKNOWN00".to_owned(),
        ..keys.clone()
    };
    Call::new(&aws, &unknown)
        .fails(&aws, 403, "InvalidClientTokenId")
        .await;
    let no_token = Credentials {
        session_token: None,
        ..keys.clone()
    };
    Call::new(&aws, &no_token)
        .fails(&aws, 403, "InvalidClientTokenId")
        .await;
    let wrong_secret = Credentials {
        secret_access_key: "wrong".to_owned(),
        ..keys.clone()
    };
    Call::new(&aws, &wrong_secret)
        .fails(&aws, 403, "SignatureDoesNotMatch")
        .await;
    let expired = aws.credentials(json!({ "lifetime_seconds": 0 })).await;
    Call::new(&aws, &expired)
        .fails(&aws, 403, "ExpiredToken")
        .await;

    let mut call = Call::new(&aws, &keys);
    call.service = "codecommit";
    call.fails(&aws, 403, "SignatureDoesNotMatch").await;

    let mut call = Call::new(&aws, &keys);
    call.at -= minutes(16);
    call.fails(&aws, 403, "SignatureDoesNotMatch").await;
    assert!(
        call.answer(&aws)
            .await
            .text()
            .contains("Signature expired: ")
    );

    let mut call = Call::new(&aws, &keys);
    call.body = "Action=GetFederationToken&Version=2011-06-15";
    call.fails(&aws, 400, "InvalidAction").await;
    call.body = "Version=2011-06-15";
    call.fails(&aws, 400, "MissingAction").await;
}

#[tokio::test]
async fn rejects_a_request_changed_after_signing() {
    let aws = Environment::start().await;
    let keys = aws.credentials(json!({})).await;
    let code = async |request| {
        let answer = aws.send(request).await.unwrap();
        assert_eq!(answer.status, 403);
        answer.text()
    };

    let mut request = Call::new(&aws, &keys).signed();
    *request.body_mut() = Full::from(format!("{WHO_AM_I}&More=1"));
    assert!(code(request).await.contains("SignatureDoesNotMatch"));

    let mut request = Call::new(&aws, &keys).signed();
    let other_type = "text/plain".parse().unwrap();
    request.headers_mut().insert("content-type", other_type);
    assert!(code(request).await.contains("SignatureDoesNotMatch"));

    let mut request = Call::new(&aws, &keys).signed();
    request.headers_mut().remove("authorization");
    assert!(code(request).await.contains("MissingAuthenticationToken"));
}

#[tokio::test]
async fn reports_a_malformed_authorization() {
    let aws = Environment::start().await;
    let keys = aws.credentials(json!({})).await;
    for malformed in [
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/b",
        "Basic YTpi",
    ] {
        let mut request = Call::new(&aws, &keys).signed();
        request
            .headers_mut()
            .insert("authorization", malformed.parse().unwrap());
        let answer = aws.send(request).await.unwrap();
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains("IncompleteSignature"));
    }
}
