//! Requests to STS and to CodeCommit's API, signed and unsigned, and checks of the responses.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http::Request;
use http_body_util::Full;
use hyper::body::Bytes;

use crate::environment::{Answer, Environment};
use crate::signing::Credentials;

pub(crate) const WHO_AM_I: &str = "Action=GetCallerIdentity&Version=2011-06-15";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// A request in which a test can make any part wrong.
pub(crate) struct Call<'a> {
    pub(crate) keys: &'a Credentials,
    pub(crate) body: &'a str,
    pub(crate) host: String,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) at: SystemTime,
    /// These are signed, too.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(aws: &Environment, keys: &'a Credentials) -> Self {
        Self {
            keys,
            body: WHO_AM_I,
            host: aws.address().to_string(),
            region: "eu-west-1",
            service: "sts",
            at: SystemTime::now(),
            headers: vec![("content-type", FORM.to_owned())],
        }
    }

    /// A request to CodeCommit's API.
    pub(crate) fn api(
        aws: &Environment,
        keys: &'a Credentials,
        operation: &str,
        body: &'a str,
    ) -> Self {
        Self {
            body,
            service: "codecommit",
            headers: vec![
                ("content-type", "application/x-amz-json-1.1".to_owned()),
                ("x-amz-target", format!("CodeCommit_20150413.{operation}")),
            ],
            ..Self::new(aws, keys)
        }
    }

    pub(crate) fn signed(&self) -> Request<Full<Bytes>> {
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
            self.headers
                .iter()
                .map(|(name, value)| (*name, value.as_str())),
            SignableBody::Bytes(self.body.as_bytes()),
        )
        .unwrap();
        let (instructions, _) = sign(signable, &parameters).unwrap().into_parts();

        let mut request = Request::post("/")
            .header("host", &self.host)
            .body(Full::from(self.body.to_owned()))
            .unwrap();
        for (name, value) in &self.headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    pub(crate) async fn answer(&self, aws: &Environment) -> Answer {
        aws.send(self.signed()).await.unwrap()
    }

    pub(crate) async fn fails(&self, aws: &Environment, status: u16, code: &str) {
        refused(&self.answer(aws).await, status, code);
    }
}

/// The form of an operation.
pub(crate) fn form(action: &str, parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("Action", action)
        .append_pair("Version", "2011-06-15")
        .extend_pairs(parameters)
        .finish()
}

/// Sends an unsigned form to an STS host, or to the listener's own address.
pub(crate) async fn unsigned(aws: &Environment, host: Option<&str>, body: String) -> Answer {
    let mut request = Request::post("/")
        .header("host", aws.address().to_string())
        .header("content-type", FORM);
    if let Some(host) = host {
        request = request.header("x-forwarded-host", host);
    }
    aws.send(request.body(Full::from(body)).unwrap())
        .await
        .unwrap()
}

/// The text of the first element with this name.
pub(crate) fn element(answer: &Answer, name: &str) -> String {
    let text = answer.text();
    let (_, rest) = text
        .split_once(&format!("<{name}>"))
        .unwrap_or_else(|| panic!("no {name} in {text}"));
    rest.split_once(&format!("</{name}>")).unwrap().0.to_owned()
}

/// The keys of the new session.
pub(crate) fn session(answer: &Answer) -> Credentials {
    assert_eq!(answer.status, 200, "{}", answer.text());
    Credentials {
        access_key_id: element(answer, "AccessKeyId"),
        secret_access_key: element(answer, "SecretAccessKey"),
        session_token: Some(element(answer, "SessionToken")),
    }
}

/// Checks an error and returns its message.
pub(crate) fn refused(answer: &Answer, status: u16, code: &str) -> String {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    assert_eq!(element(answer, "Code"), code, "{text}");
    element(answer, "Message")
}
