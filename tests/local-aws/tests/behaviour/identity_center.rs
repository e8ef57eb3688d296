//! A client of IAM Identity Center, and a user in front of a browser.

use http::Request;
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::environment::{Answer, Environment};
use crate::signing::Credentials;

pub(crate) const START_URL: &str = "https://d-0123456789.awsapps.com/start";
pub(crate) const PAGE: &str = "/identity-center/device";
pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const OTHER_ACCOUNT: &str = "210987654321";

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// An instance that requires no waiting: Alice has two accounts, Bob has one.
pub(crate) fn instance() -> Value {
    json!({
        "start_url": START_URL,
        "interval_seconds": 0,
        "users": [
            { "name": "alice", "assignments": [
                { "account_id": ACCOUNT, "account_name": "payments", "roles": [
                    { "name": "Developer" },
                    { "name": "Reader", "allow": [{ "actions": ["codecommit:GitPull"] }] },
                ] },
                { "account_id": OTHER_ACCOUNT, "roles": [{ "name": "Reader" }] },
            ] },
            { "name": "bob", "assignments": [
                { "account_id": OTHER_ACCOUNT, "roles": [{ "name": "Developer" }] },
            ] },
        ],
    })
}

/// The instance with some fields replaced.
pub(crate) fn instance_with(fields: &Value) -> Value {
    let mut instance = instance();
    for (name, value) in fields.as_object().unwrap() {
        instance[name] = value.clone();
    }
    instance
}

/// A registered client.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl Client {
    pub(crate) async fn register(aws: &Environment, scopes: &[&str]) -> Self {
        let wanted = json!({ "clientName": "edge", "clientType": "public", "scopes": scopes });
        let answer = post(aws, "/client/register", wanted).await;
        let registered = document(&answer);
        Self {
            id: text(&registered["clientId"]),
            secret: text(&registered["clientSecret"]),
        }
    }

    /// Starts the device flow and returns its codes.
    pub(crate) async fn start(&self, aws: &Environment) -> Value {
        document(&self.start_at(aws, START_URL).await)
    }

    pub(crate) async fn start_at(&self, aws: &Environment, start_url: &str) -> Answer {
        let wanted = json!({ "startUrl": start_url });
        post(aws, "/device_authorization", self.says(wanted)).await
    }

    pub(crate) async fn redeem(&self, aws: &Environment, codes: &Value) -> Answer {
        let wanted = json!({ "grantType": DEVICE_CODE, "deviceCode": codes["deviceCode"] });
        post(aws, "/token", self.says(wanted)).await
    }

    pub(crate) async fn refresh(&self, aws: &Environment, tokens: &Value) -> Answer {
        let token = &tokens["refreshToken"];
        let wanted = json!({ "grantType": "refresh_token", "refreshToken": token });
        post(aws, "/token", self.says(wanted)).await
    }

    /// A request with the client's id and secret.
    pub(crate) fn says(&self, mut request: Value) -> Value {
        request["clientId"] = self.id.clone().into();
        request["clientSecret"] = self.secret.clone().into();
        request
    }
}

/// A local AWS with [`instance`] and a client that may renew its tokens.
pub(crate) async fn ready() -> (Environment, Client) {
    let aws = Environment::start().await;
    install(&aws, instance()).await;
    let client = Client::register(&aws, &["sso:account:access"]).await;
    (aws, client)
}

pub(crate) async fn install(aws: &Environment, instance: Value) {
    let (status, answer) = aws.admin("POST", "identity-center", instance).await;
    assert_eq!((status, answer), (201, json!({ "start_url": START_URL })));
}

/// Completes the device flow and returns the tokens.
pub(crate) async fn sign_in(aws: &Environment, client: &Client, user: &str) -> Value {
    let codes = client.start(aws).await;
    assert_eq!(approve(aws, &codes, user).await.status, 200);
    document(&client.redeem(aws, &codes).await)
}

pub(crate) async fn approve(aws: &Environment, codes: &Value, user: &str) -> Answer {
    let code = text(&codes["userCode"]);
    press(aws, &[("user_code", &code), ("allow", user)]).await
}

pub(crate) async fn press(aws: &Environment, fields: &[(&str, &str)]) -> Answer {
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let request = Request::post(PAGE)
        .header("host", aws.address().to_string())
        .header("content-type", "application/x-www-form-urlencoded");
    aws.send(request.body(Full::from(form)).unwrap())
        .await
        .unwrap()
}

pub(crate) async fn post(aws: &Environment, path: &str, body: Value) -> Answer {
    let request = Request::post(path)
        .header("host", aws.address().to_string())
        .header("content-type", "application/json");
    aws.send(request.body(Full::from(body.to_string())).unwrap())
        .await
        .unwrap()
}

/// Calls an operation of the portal with an access token.
pub(crate) async fn portal(aws: &Environment, path: &str, tokens: &Value) -> Answer {
    let request = with_token(aws, Request::get(path), tokens);
    aws.send(request).await.unwrap()
}

pub(crate) async fn log_out(aws: &Environment, tokens: &Value) -> Answer {
    let request = with_token(aws, Request::post("/logout"), tokens);
    aws.send(request).await.unwrap()
}

pub(crate) fn with_token(
    aws: &Environment,
    request: http::request::Builder,
    tokens: &Value,
) -> Request<Full<Bytes>> {
    request
        .header("host", aws.address().to_string())
        .header("x-amz-sso_bearer_token", text(&tokens["accessToken"]))
        .body(Full::default())
        .unwrap()
}

/// The keys that the portal issues for a role.
pub(crate) async fn keys(aws: &Environment, tokens: &Value, role: &str) -> Credentials {
    let path = format!("/federation/credentials?role_name={role}&account_id={ACCOUNT}");
    let issued = document(&portal(aws, &path, tokens).await);
    let issued = &issued["roleCredentials"];
    Credentials {
        access_key_id: text(&issued["accessKeyId"]),
        secret_access_key: text(&issued["secretAccessKey"]),
        session_token: Some(text(&issued["sessionToken"])),
    }
}

/// The JSON of a response that must be a success.
pub(crate) fn document(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers["content-type"], "application/json");
    serde_json::from_slice(&answer.body).unwrap()
}

/// Checks an error of either service.
pub(crate) fn refused(answer: &Answer, status: u16, name: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.headers["x-amzn-errortype"], name);
    serde_json::from_slice(&answer.body).unwrap()
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
