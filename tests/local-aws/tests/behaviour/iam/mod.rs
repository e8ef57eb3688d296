//! IAM's API, and what its credentials open.

mod callers;
mod git_credentials;
mod service_credentials;
mod ssh_keys;

use serde_json::{Value, json};

use crate::environment::{Answer, Environment};
use crate::signing::Credentials;
use crate::sts_call::{Call, element, refused};

pub(crate) const CODECOMMIT: &str = "codecommit.amazonaws.com";

/// A user's access key; the user is created with these fields.
pub(crate) async fn user(aws: &Environment, fields: Value) -> Credentials {
    let (status, created) = aws.admin("POST", "users", fields).await;
    assert_eq!(status, 201, "{created}");
    Credentials::of(&created)
}

pub(crate) async fn alice(aws: &Environment) -> Credentials {
    user(aws, json!({ "name": "alice" })).await
}

/// A call of an operation, by one of the parties.
pub(crate) fn call<'a>(aws: &Environment, keys: &'a Credentials, body: &'a str) -> Call<'a> {
    Call {
        body,
        region: "us-east-1",
        service: "iam",
        ..Call::new(aws, keys)
    }
}

pub(crate) fn form(action: &str, parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("Action", action)
        .append_pair("Version", "2010-05-08")
        .extend_pairs(parameters)
        .finish()
}

pub(crate) async fn iam(
    aws: &Environment,
    keys: &Credentials,
    action: &str,
    parameters: &[(&str, &str)],
) -> Answer {
    let body = form(action, parameters);
    call(aws, keys, &body).answer(aws).await
}

/// Like [`iam`], for an operation that must succeed.
pub(crate) async fn done(
    aws: &Environment,
    keys: &Credentials,
    action: &str,
    parameters: &[(&str, &str)],
) -> Answer {
    let answer = iam(aws, keys, action, parameters).await;
    assert_eq!(answer.status, 200, "{action}: {}", answer.text());
    answer
}

/// Checks the error of an operation, and returns its message.
pub(crate) async fn fails(
    aws: &Environment,
    keys: &Credentials,
    (action, parameters): (&str, &[(&str, &str)]),
    (status, code): (u16, &str),
) -> String {
    refused(&iam(aws, keys, action, parameters).await, status, code)
}

/// A set of Git credentials.
pub(crate) struct GitCredentials {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) password: String,
}

impl GitCredentials {
    pub(crate) fn of(answer: &Answer) -> Self {
        Self {
            id: element(answer, "ServiceSpecificCredentialId"),
            username: element(answer, "ServiceUserName"),
            password: element(answer, "ServicePassword"),
        }
    }

    pub(crate) async fn create(aws: &Environment, keys: &Credentials, user: &str) -> Self {
        let parameters = [("UserName", user), ("ServiceName", CODECOMMIT)];
        Self::of(&done(aws, keys, "CreateServiceSpecificCredential", &parameters).await)
    }
}
