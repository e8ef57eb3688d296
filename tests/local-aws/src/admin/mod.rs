//! The admin API: JSON in and out, for loopback peers only.

mod credentials;
mod faults;
mod identity_center;
mod oidc_providers;
mod repositories;
mod roles;
mod saml_providers;
mod settings;
mod ssh;
mod users;

use std::net::SocketAddr;

use http::header::ORIGIN;
use http::request::Parts;
use http::{Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::answer::json;
use crate::body::{self, Body};
use crate::cloud::Cloud;
use crate::iam::is_account;
use crate::loopback::is_loopback;
use crate::repositories::DEFAULT_ACCOUNT;
use crate::service::host_header;

/// The paths of the admin API.
pub(crate) const PREFIX: &str = "/_admin/";

const LONGEST_BODY: usize = 256 * 1024;

const DEFAULT_PARTITION: &str = "aws";

/// The result of an admin request, or why it was rejected.
type Outcome = Result<Response<Body>, AdminError>;

#[derive(Debug)]
struct AdminError {
    status: StatusCode,
    message: String,
}

impl AdminError {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }
}

pub(crate) async fn answer(
    cloud: &Cloud,
    peer: SocketAddr,
    parts: &Parts,
    body: Body,
) -> Response<Body> {
    let outcome = match admit(peer, parts) {
        Ok(()) => dispatch(cloud, parts, body).await,
        Err(error) => Err(error),
    };
    outcome
        .unwrap_or_else(|AdminError { status, message }| json(status, &json!({ "error": message })))
}

/// The admin API issues keys without authentication, so other machines and web pages open on
/// this one must not reach it.
fn admit(peer: SocketAddr, parts: &Parts) -> Result<(), AdminError> {
    let refuse = |message| Err(AdminError::new(StatusCode::FORBIDDEN, message));
    if !peer.ip().to_canonical().is_loopback() {
        return refuse("the admin API accepts requests from this machine only");
    }
    if parts.headers.contains_key(ORIGIN) {
        return refuse("the admin API rejects requests from web pages");
    }
    // A foreign DNS name may resolve to loopback (DNS rebinding).
    let authority = host_header(&parts.headers).and_then(|it| it.parse().ok());
    if !authority.is_some_and(|it| is_loopback(&it)) {
        return refuse("the admin API must be addressed as localhost or by a loopback address");
    }
    Ok(())
}

async fn dispatch(cloud: &Cloud, parts: &Parts, body: Body) -> Outcome {
    let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    let segments: Vec<_> = path.split('/').collect();
    match (&parts.method, segments.as_slice()) {
        (&Method::GET, ["health"]) => Ok(json(StatusCode::OK, &json!({ "status": "ok" }))),

        (&Method::POST, ["credentials"]) => credentials::issue(cloud, read(body).await?),
        (&Method::POST, ["credentials", access_key_id, "expire"]) => {
            credentials::expire(cloud, access_key_id)
        }
        (&Method::POST, ["git-credentials"]) => credentials::issue_git(cloud, read(body).await?),
        (&Method::DELETE, ["git-credentials", username]) => {
            credentials::remove_git(cloud, username)
        }

        (&Method::POST, ["oidc-providers"]) => oidc_providers::create(cloud, read(body).await?),
        (&Method::DELETE, ["oidc-providers"]) => {
            oidc_providers::remove(cloud, query_parameter(parts, "url").as_deref())
        }
        (&Method::POST, ["saml-providers"]) => saml_providers::create(cloud, read(body).await?),
        (&Method::DELETE, ["saml-providers"]) => {
            saml_providers::remove(cloud, query_parameter(parts, "arn").as_deref())
        }
        (&Method::POST, ["roles"]) => roles::create(cloud, read(body).await?),

        (&Method::POST, ["users"]) => users::create(cloud, read(body).await?),
        (&Method::POST, ["users", name, "rename"]) => users::rename(cloud, name, read(body).await?),

        (&Method::POST, ["identity-center"]) => identity_center::create(cloud, read(body).await?),

        (&Method::GET, ["repositories"]) => repositories::list(cloud),
        (&Method::POST, ["repositories"]) => repositories::create(cloud, read(body).await?).await,

        (&Method::POST, ["faults"]) => faults::add(cloud, read(body).await?),
        (&Method::DELETE, ["faults"]) => {
            cloud.faults.clear();
            Ok(done())
        }

        (&Method::GET, ["requests"]) => requests(cloud, parts),
        (&Method::DELETE, ["requests"]) => {
            cloud.requests.clear();
            Ok(done())
        }

        (&Method::POST, ["ssh", "authorized-keys"]) => {
            ssh::authorized_keys(cloud, &read(body).await?)
        }
        (&Method::POST, ["ssh", "sessions"]) => ssh::session(cloud, &read(body).await?),

        (&Method::POST, ["settings"]) => settings::change(cloud, read(body).await?),

        (method, _) => Err(AdminError::not_found(format!(
            "the admin API has no {method} {}",
            parts.uri.path()
        ))),
    }
}

fn requests(cloud: &Cloud, parts: &Parts) -> Outcome {
    let since = query_parameter(parts, "since")
        .map_or(Ok(0), |value| value.parse())
        .map_err(|_| AdminError::bad_request("since must be the id of a request"))?;
    let requests = cloud.requests.since(since);
    Ok(json(StatusCode::OK, &json!({ "requests": requests })))
}

fn query_parameter(parts: &Parts, name: &str) -> Option<String> {
    let query = parts.uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .find(|(it, _)| it == name)
        .map(|(_, value)| value.into_owned())
}

/// A given account, or else the default one.
fn account_id(account: Option<String>) -> Result<String, AdminError> {
    let account = account.unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned());
    if is_account(&account) {
        return Ok(account);
    }
    Err(AdminError::bad_request("account must have 12 digits"))
}

/// Reads a request's JSON; an empty body stands for `{}`.
async fn read<T: DeserializeOwned>(body: Body) -> Result<T, AdminError> {
    let bytes = body::collect(body, LONGEST_BODY)
        .await
        .map_err(|error| AdminError::bad_request(error.to_string()))?;
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
    serde_json::from_slice(bytes).map_err(|error| AdminError::bad_request(error.to_string()))
}

fn done() -> Response<Body> {
    json(StatusCode::OK, &json!({}))
}
