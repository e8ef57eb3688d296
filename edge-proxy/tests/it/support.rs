//! What the tests share.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use edge_proxy::auth::credential_request::{CredentialRequest, CredentialSource};
use edge_proxy::aws::sts::AssumeRole;
use edge_proxy::http::{EdgeResponse, RequestHead};
use edge_proxy::jwt::{Claims, Jwt};
use edge_proxy::plan::UpstreamRequest;
use edge_proxy::{Config, Plan, Planned, plan};
use serde_json::{Map, Value, json};
use signer_wasm::Timestamp;

pub const EDGE: &str = "https://edge.example.com";
pub const ACCESS_KEY_ID: &str = "ASIAIOSFODNN7EXAMPLE";
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// A secret that no output may contain.
pub const CANARY: &str = "Zq7Xk9VwJ3";
pub const KEYS: &str = "one:ERERERERERERERERERERERERERERERERERERERERERE=";
pub const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3QtMSJH==";

/// 2026-11-23T06:00:00Z
pub const NOW: u64 = 1_795_413_600;

pub fn now() -> Timestamp {
    Timestamp::from_unix_seconds(NOW).unwrap()
}

pub const ISSUER: &str = "https://login.example.com";
pub const AUDIENCE: &str = "codecommit-edge";
pub const SAML_ISSUER: &str = "https://login.example.com/saml";
pub const SAML_PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/company";
pub const ROLE: &str = "arn:aws:iam::123456789012:role/pay-reader";

pub fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds).unwrap()
}

/// The first object with the members of the second; null removes a member.
pub fn merged(mut object: Value, changes: Value) -> Value {
    if let (Some(members), Value::Object(changes)) = (object.as_object_mut(), changes) {
        members.extend(changes);
        members.retain(|_, value| !value.is_null());
    }
    object
}

/// A token with these parts and a made-up signature.
pub fn compact(header: Value, claims: Value) -> String {
    let part = |value: Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    let signature = Base64UrlUnpadded::encode_string(&[7; 64]);
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// A valid token, with changes to its claims.
pub fn token(changes: Value) -> String {
    compact(
        json!({ "alg": "RS256", "kid": "one" }),
        merged(
            json!({
                "iss": ISSUER, "sub": "user-1", "aud": AUDIENCE, "email": "alice@example.com",
                "nbf": NOW - 60, "iat": NOW - 60, "exp": NOW + 600,
            }),
            changes,
        ),
    )
}

pub fn claims(changes: Value) -> Claims {
    Jwt::parse(&token(changes)).unwrap().claims().clone()
}

pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// A profile whose role STS gives for a token; no provider is configured.
pub fn federated(changes: Value) -> Value {
    merged(
        json!({ "DEFAULT_PROFILE": "pay", "PROFILES": { "pay": { "role_arn": ROLE } } }),
        changes,
    )
}

/// A profile whose role the edge assumes with its own keys, for tokens that the provider's rule allows.
pub fn vouching(profile: Value) -> Value {
    json!({
        "PROFILES": { "pay": merged(json!({ "role_arn": ROLE, "assume_with": "edge_keys" }), profile) },
        "IDENTITY_PROVIDERS": {
            "company": { "issuer": ISSUER, "audiences": [AUDIENCE], "rules": [{ "profile": "pay" }] },
        },
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
    })
}

/// An edge with sign-in at the provider, which assumes roles with its own keys.
pub fn login(changes: Value) -> Value {
    let mut vars = vouching(json!({}));
    vars["IDENTITY_PROVIDERS"]["company"]["client_id"] = AUDIENCE.into();
    vars["SESSION_KEYS"] = KEYS.into();
    merged(vars, changes)
}

/// The setting for IAM Identity Center.
pub fn center() -> Value {
    json!({ "start_url": "https://d-1234567890.awsapps.com/start", "region": "eu-west-1" })
}

/// An edge with sign-in at a SAML identity provider.
pub fn saml_login(changes: Value) -> Value {
    merged(
        json!({
            "PROFILES": { "pay": { "role_arn": ROLE, "assume_with": "saml" } },
            "SAML_PROVIDERS": { "company": saml_provider() },
            "SESSION_KEYS": KEYS,
        }),
        changes,
    )
}

/// The settings of a SAML identity provider.
pub fn saml_provider() -> Value {
    json!({
        "provider_arn": SAML_PROVIDER,
        "sso_url": "https://login.example.com/sso?tenant=1",
        "entity_id": SAML_ISSUER,
    })
}

/// The `AssumeRole` for a caller with a token.
#[track_caller]
pub fn assume_role(config: &Config, address: &str, token: &str) -> AssumeRole {
    assumed(
        &needing_credentials(discovery(config, address, &bearer(token))),
        config,
    )
}

#[track_caller]
pub fn assumed(credential_request: &CredentialRequest, config: &Config) -> AssumeRole {
    match credential_request.source(config) {
        Ok(CredentialSource::Sts { assume_role, .. }) => *assume_role,
        Ok(CredentialSource::Session { .. }) => panic!("needs nothing"),
        Ok(CredentialSource::IdentityCenter { .. }) => panic!("needs IAM Identity Center"),
        Err(error) => panic!("{}", error.public_message()),
    }
}

pub fn config(vars: Value) -> Config {
    Config::from_vars(vars.as_object().unwrap_or(&Map::new())).unwrap()
}

pub fn basic(username: &str, password: &str) -> String {
    format!(
        "Basic {}",
        Base64::encode_string(format!("{username}:{password}").as_bytes())
    )
}

/// A password as a browser signs it, `age` seconds ago.
pub fn signed(age: i64) -> String {
    let time = Timestamp::from_unix_seconds(NOW.checked_add_signed(-age).unwrap()).unwrap();
    basic(
        &format!("{ACCESS_KEY_ID}%{TOKEN}"),
        &format!("{time}{}", "0123456789abcdef".repeat(4)),
    )
}

/// The `Authorization` header of a call to AWS's API, with an invented signature.
pub fn signed_call(service: &str, region: &str) -> String {
    let signature = "0123456789abcdef".repeat(4);
    format!(
        "AWS4-HMAC-SHA256 Credential={ACCESS_KEY_ID}/20261123/{region}/{service}/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature={signature}"
    )
}

/// Names and values as owned strings.
pub fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The pairs of a form.
pub fn form_pairs(form: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(form.as_bytes())
        .into_owned()
        .collect()
}

/// An edge where the browser client is deployed.
pub fn with_page(vars: Value) -> Config {
    Config {
        has_page: true,
        ..config(vars)
    }
}

pub fn head<'a>(method: &'a str, url: &'a str) -> RequestHead<'a> {
    RequestHead {
        method,
        url,
        request_id: "request-1",
        ..RequestHead::default()
    }
}

pub fn discovery(config: &Config, address: &str, authorization: &str) -> Planned {
    let url = format!("{EDGE}{address}/info/refs?service=git-upload-pack");
    plan(
        config,
        &head("GET", &url).with("authorization", authorization),
        now(),
    )
}

#[track_caller]
pub fn answer(planned: Planned) -> EdgeResponse {
    match planned.plan {
        Plan::Respond(answer) => answer,
        plan => panic!("{}", kind(&plan)),
    }
}

#[track_caller]
pub fn forwarded(planned: Planned) -> UpstreamRequest {
    match planned.plan {
        Plan::Forward { upstream, .. } => upstream,
        Plan::Respond(answer) => panic!("{}: {}", answer.status, text(&answer)),
        plan => panic!("{}", kind(&plan)),
    }
}

#[track_caller]
pub fn needing_credentials(planned: Planned) -> CredentialRequest {
    match planned.plan {
        Plan::NeedCredentials(credential_request) => *credential_request,
        Plan::Respond(answer) => panic!("{}: {}", answer.status, text(&answer)),
        plan => panic!("{}", kind(&plan)),
    }
}

fn kind(plan: &Plan) -> String {
    match plan {
        Plan::AnswerProbe(_) => "answers a probe".to_owned(),
        Plan::Asset(asset) => format!("hands out {}", asset.path()),
        Plan::EndSession(_) => "ends a session".to_owned(),
        Plan::Forward { upstream, .. } => format!("forwarded to {}", upstream.url),
        Plan::ListRepositories(_) => "lists repositories".to_owned(),
        Plan::Login(_) => "signs in".to_owned(),
        Plan::NeedCredentials(_) => "needs credentials".to_owned(),
        Plan::OpenSession(_) => "opens a session".to_owned(),
        Plan::Relay(call) => format!("relayed to {}", call.host),
        Plan::RefusePush { .. } => "refused as a push".to_owned(),
        Plan::Respond(answer) => format!("answered with {}", answer.status),
        Plan::ShowSession(_) => "shows a session".to_owned(),
    }
}

pub fn text(answer: &EdgeResponse) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

pub fn header<'a>(answer: &'a EdgeResponse, name: &str) -> Option<&'a str> {
    answer
        .headers
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.as_ref())
}

/// The message of a configuration error names the variable, says what was seen, and what to do: either a
/// valid value of the variable, or a sentence of advice.
#[track_caller]
pub fn assert_advises(message: &str, variable: &str) {
    assert!(message.starts_with(&format!("{variable} ")), "{message}");
    let example = message
        .split_once(&format!("; a valid value is {variable} = "))
        .map(|(_, example)| example);
    let is_advice = |text: &str| {
        [
            "Add ",
            "Choose ",
            "Did you mean ",
            "Give ",
            "Keep ",
            "Remove ",
            "Set ",
            "The fields are ",
            "Write ",
            "Run ",
        ]
        .iter()
        .any(|start| text.starts_with(start))
    };
    assert!(
        example.is_some_and(|example| !example.is_empty())
            || message.split(". ").skip(1).any(is_advice),
        "{message}"
    );
}
