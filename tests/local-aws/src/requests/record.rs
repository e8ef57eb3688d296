use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::sts_call::StsCall;
use crate::authentication::BasicCredentials;
use crate::key_material::looks_like_sso_token;

const NOT_SHOWN: &str = "(not shown)";

/// One request and its outcome.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Record {
    pub(super) id: u64,
    pub(super) request_id: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) authorization: Option<Authorization>,
    pub(super) principal: Option<String>,
    pub(super) service: Option<&'static str>,
    /// For IAM Identity Center and CodeCommit's API; STS's is in its call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) action: Option<String>,
    #[serde(flatten)]
    pub(super) sts: Option<StsCall>,
    pub(super) region: Option<String>,
    pub(super) repository: Option<String>,
    pub(super) fault: Option<&'static str>,
    pub(super) request_bytes: u64,
    pub(super) request_end: RequestEnd,
    pub(super) status: Option<u16>,
    pub(super) response_bytes: u64,
    pub(super) outcome: Outcome,
}

/// What may be shown of an `Authorization`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Authorization {
    scheme: String,
    name: Option<String>,
    pub(super) verified: Option<bool>,
}

/// How much of the request body was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RequestEnd {
    Unread,
    Reading,
    Clean,
    Broken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// Running.
    Open,
    /// The response was sent completely.
    Answered,
    /// The response was cut off on this side.
    Broken,
    /// The connection was closed without a response.
    HungUp,
    /// The client left first.
    ClientLeft,
}

impl Record {
    pub(super) fn new(id: u64, parts: &Parts, request_id: &str) -> Self {
        Self {
            id,
            request_id: request_id.to_owned(),
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(public_text),
            headers: public_headers(&parts.headers),
            authorization: parts.headers.get(AUTHORIZATION).map(Authorization::of),
            principal: None,
            service: None,
            action: None,
            sts: None,
            region: None,
            repository: None,
            fault: None,
            request_bytes: 0,
            request_end: RequestEnd::Unread,
            status: None,
            response_bytes: 0,
            outcome: Outcome::Open,
        }
    }
}

impl Authorization {
    fn of(header: &HeaderValue) -> Self {
        let text = header.to_str().unwrap_or_default();
        let (scheme, rest) = text.split_once(' ').unwrap_or(("", text));
        let name = match BasicCredentials::parse(header) {
            Some(basic) => Some(public_text(basic.public_name())),
            None => rest
                .split_once("Credential=")
                .and_then(|(_, scope)| scope.split('/').next())
                .map(str::to_owned),
        };
        Self {
            scheme: scheme.to_owned(),
            name,
            verified: None,
        }
    }
}

fn public_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let is_secret = |name: &HeaderName| {
        *name == AUTHORIZATION
            || ["x-amz-security-token", "x-amz-sso_bearer_token"].contains(&name.as_str())
    };
    headers
        .iter()
        .map(|(name, value)| {
            let value = if is_secret(name) {
                NOT_SHOWN.to_owned()
            } else {
                public_text(&String::from_utf8_lossy(value.as_bytes()))
            };
            (name.to_string(), value)
        })
        .collect()
}

/// Text that may be shown, unless it contains a JWT, a SAML response, an IAM Identity Center token
/// or a user code: each of these is a secret wherever it appears.
pub(super) fn public_text(text: &str) -> String {
    let is_jwt = |word: &str| word.starts_with("eyJ") && word.matches('.').count() >= 2;
    // Base64 of `<` and another character of ASCII. Its `+` and `/` end a word.
    let is_xml =
        |word: &str| matches!(word.as_bytes(), [b'P', b'A'..=b'P', rest @ ..] if rest.len() >= 22);
    let is_apart = |c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c);
    let is_secret = |word: &str| is_jwt(word) || is_xml(word) || looks_like_sso_token(word);
    if text.split(is_apart).any(is_secret) || text.contains("user_code=") {
        NOT_SHOWN.to_owned()
    } else {
        text.to_owned()
    }
}
