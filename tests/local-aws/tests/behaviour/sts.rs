use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http::Request;
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::json;

use crate::environment::{Answer, Environment};
use crate::signing::{Credentials, minutes};

const WHO_AM_I: &str = "Action=GetCallerIdentity&Version=2011-06-15";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// What is signed and sent, with every part to be got wrong.
struct Call<'a> {
    keys: &'a Credentials,
    body: &'a str,
    host: String,
    region: &'a str,
    service: &'a str,
    at: SystemTime,
}

impl<'a> Call<'a> {
    fn new(aws: &Environment, keys: &'a Credentials) -> Self {
        Self {
            keys,
            body: WHO_AM_I,
            host: aws.address().to_string(),
            region: "eu-west-1",
            service: "sts",
            at: SystemTime::now(),
        }
    }

    fn signed(&self) -> Request<Full<Bytes>> {
        let identity = aws_credential_types::Credentials::new(
            &self.keys.access_key_id,
            &self.keys.secret_access_key,
            self.keys.session_token.clone(),
            None,
            "test",
        )
        .into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(self.at)
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let signable = SignableRequest::new(
            "POST",
            format!("http://{}/", self.host),
            [("content-type", FORM)].into_iter(),
            SignableBody::Bytes(self.body.as_bytes()),
        )
        .unwrap();
        let (instructions, _) = sign(signable, &parameters).unwrap().into_parts();

        let mut request = Request::post("/")
            .header("host", &self.host)
            .header("content-type", FORM)
            .body(Full::from(self.body.to_owned()))
            .unwrap();
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    async fn answer(&self, aws: &Environment) -> Answer {
        aws.send(self.signed()).await.unwrap()
    }

    async fn fails(&self, aws: &Environment, status: u16, code: &str) {
        let answer = self.answer(aws).await;
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(
            answer.text().contains(&format!("<Code>{code}</Code>")),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn a_caller_is_told_who_it_is() {
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
async fn the_forwarded_host_is_the_one_that_was_signed() {
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
async fn what_was_changed_after_signing_is_refused() {
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
async fn a_malformed_authorization_is_told_so() {
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
