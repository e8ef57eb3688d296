use serde_json::{Map, Value};
use signer_wasm::Timestamp;

use super::explain;
use crate::Error;
use crate::error::Upstream;
use crate::jwt::json;
use crate::util::Secret;

/// The grant that [`ServiceRequest::create_token`](super::ServiceRequest::create_token) sends.
#[derive(Clone, Copy, Debug)]
pub enum TokenGrant<'a> {
    /// The device code of an authorization that the user may have approved by now.
    DeviceCode(&'a Secret),
    /// A refresh token, which can be used once.
    RefreshToken(&'a Secret),
}

/// The edge's registration with IAM Identity Center as an OAuth client.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegisteredClient {
    /// The client id.
    pub id: String,
    /// The client secret.
    pub secret: Secret,
    /// When the registration expires.
    pub expires_at: Timestamp,
}

impl RegisteredClient {
    /// Parses the response to `RegisterClient`.
    ///
    /// # Errors
    ///
    /// See [`explain`].
    pub fn parse(status: u16, body: &[u8]) -> Result<Self, Error> {
        let members = success(status, body)?;
        Ok(Self {
            id: text(&members, "clientId")?.to_owned(),
            secret: Secret::new(text(&members, "clientSecret")?),
            expires_at: members
                .get("clientSecretExpiresAt")
                .and_then(Value::as_u64)
                .and_then(|seconds| Timestamp::from_unix_seconds(seconds).ok())
                .ok_or_else(unreadable)?,
        })
    }
}

/// A device authorization that the user has yet to approve.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeviceAuthorization {
    /// The device code, with which the edge polls.
    pub device_code: Secret,
    /// The code that the user compares.
    pub user_code: String,
    /// The address where the user approves, with the code filled in.
    pub verification_uri: String,
    /// Seconds between two polls.
    pub interval: u32,
}

impl DeviceAuthorization {
    /// Parses the response to `StartDeviceAuthorization`.
    ///
    /// # Errors
    ///
    /// [`Error::Misconfigured`] if the start URL is unknown; otherwise see [`explain`].
    pub fn parse(status: u16, body: &[u8]) -> Result<Self, Error> {
        if status == 400 {
            return Err(Error::Misconfigured(
                "IAM Identity Center does not accept IDENTITY_CENTER.start_url in this region"
                    .into(),
            ));
        }
        let members = success(status, body)?;
        Ok(Self {
            device_code: Secret::new(text(&members, "deviceCode")?),
            user_code: text(&members, "userCode")?.to_owned(),
            verification_uri: text(&members, "verificationUriComplete")
                .or_else(|_| text(&members, "verificationUri"))?
                .to_owned(),
            interval: members
                .get("interval")
                .and_then(Value::as_u64)
                .map_or(DEFAULT_INTERVAL, |seconds| seconds.clamp(1, 60) as u32),
        })
    }
}

/// A signed-in user's token for the access portal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PortalToken {
    /// The access token.
    pub access: Secret,
    /// The refresh token.
    pub refresh: Option<Secret>,
    /// The lifetime in seconds.
    pub seconds: u64,
}

impl PortalToken {
    fn of(members: &Map<String, Value>) -> Result<Self, Error> {
        Ok(Self {
            access: Secret::new(text(members, "accessToken")?),
            refresh: text(members, "refreshToken").ok().map(Secret::new),
            seconds: members
                .get("expiresIn")
                .and_then(Value::as_u64)
                .ok_or_else(unreadable)?,
        })
    }
}

/// The state of a device authorization.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Poll {
    /// The user approved it.
    Approved(PortalToken),
    /// The user denied it, it expired, or its token was already issued.
    Over,
    /// The user has not approved it yet.
    Pending,
    /// The user has not approved it yet, and the edge polls too often.
    SlowDown,
}

/// Parses the response to `CreateToken` for a device code.
///
/// # Errors
///
/// See [`explain`].
pub fn parse_poll(status: u16, body: &[u8]) -> Result<Poll, Error> {
    match (status, error_of(body).as_deref()) {
        (400, Some("authorization_pending")) => Ok(Poll::Pending),
        (400, Some("slow_down")) => Ok(Poll::SlowDown),
        (400, Some("expired_token" | "access_denied" | "invalid_grant")) => Ok(Poll::Over),
        _ => PortalToken::of(&success(status, body)?).map(Poll::Approved),
    }
}

/// Parses the response to `CreateToken` for a refresh token; `None` if the token is no longer accepted.
///
/// # Errors
///
/// See [`explain`].
pub fn parse_refresh(status: u16, body: &[u8]) -> Result<Option<PortalToken>, Error> {
    match status {
        400 | 401 => Ok(None),
        _ => PortalToken::of(&success(status, body)?).map(Some),
    }
}

fn success(status: u16, body: &[u8]) -> Result<Map<String, Value>, Error> {
    match status {
        200 => json::object(body).ok_or_else(unreadable),
        // The rejected token or client is the edge's own: nothing that the caller could fix.
        400 | 401 => Err(Error::UpstreamUnreachable {
            upstream: Upstream::IdentityCenter,
            detail: format!(
                "IAM Identity Center answered {status}: {}",
                error_of(body).unwrap_or_default()
            ),
        }),
        _ => Err(explain(status)),
    }
}

/// The error's name, if it looks like one.
fn error_of(body: &[u8]) -> Option<String> {
    let members = json::object(body)?;
    let name = members.get("error")?.as_str()?;
    let is_name =
        name.len() <= MAX_NAME && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then(|| name.to_owned())
}

/// A text of visible ASCII only: a line break in a token could add a header.
fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<&'a str, Error> {
    members
        .get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()))
        .ok_or_else(unreadable)
}

fn unreadable() -> Error {
    Error::UpstreamUnreachable {
        upstream: Upstream::IdentityCenter,
        detail: "IAM Identity Center's answer cannot be read".into(),
    }
}

const DEFAULT_INTERVAL: u32 = 5;
const MAX_NAME: usize = 64;
