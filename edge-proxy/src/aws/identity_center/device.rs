use serde_json::{Map, Value};
use signer_wasm::Timestamp;

use super::explain;
use crate::Error;
use crate::error::Upstream;
use crate::jwt::json;
use crate::util::Secret;

/// What [`ServiceRequest::create_token`](super::ServiceRequest::create_token) asks with.
#[derive(Clone, Copy, Debug)]
pub enum TokenGrant<'a> {
    /// The code of a device flow that somebody may have approved by now.
    DeviceCode(&'a Secret),
    /// A refresh token, which is good once.
    RefreshToken(&'a Secret),
}

/// The edge, as IAM Identity Center has registered it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegisteredClient {
    /// The client's id.
    pub id: String,
    /// Its secret.
    pub secret: Secret,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl RegisteredClient {
    /// Reads the answer to `RegisterClient`.
    ///
    /// # Errors
    ///
    /// As [`explain`] says.
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

/// A device flow that was started.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeviceAuthorization {
    /// What the edge asks with whether it was approved.
    pub device_code: Secret,
    /// What the person compares.
    pub user_code: String,
    /// Where the person approves, with the code filled in.
    pub verification_uri: String,
    /// Seconds between two questions.
    pub interval: u32,
}

impl DeviceAuthorization {
    /// Reads the answer to `StartDeviceAuthorization`.
    ///
    /// # Errors
    ///
    /// [`Error::Misconfigured`] where it does not know the start URL.
    pub fn parse(status: u16, body: &[u8]) -> Result<Self, Error> {
        if status == 400 {
            return Err(Error::Misconfigured(
                "IAM Identity Center does not take IDENTITY_CENTER.start_url in this region".into(),
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

/// The portal's token of somebody who has signed in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PortalToken {
    /// The access token.
    pub access: Secret,
    /// What gets the next one.
    pub refresh: Option<Secret>,
    /// Seconds that it is good for.
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

/// How a device flow stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Poll {
    /// It was approved.
    Approved(PortalToken),
    /// It was denied, has expired, or was approved and answered before.
    Over,
    /// Nobody has approved it yet.
    Pending,
    /// Nobody has approved it yet, and the edge asks too often.
    SlowDown,
}

/// Reads the answer to `CreateToken` with a device code.
///
/// # Errors
///
/// As [`explain`] says.
pub fn poll_answer(status: u16, body: &[u8]) -> Result<Poll, Error> {
    match (status, error_of(body).as_deref()) {
        (400, Some("authorization_pending")) => Ok(Poll::Pending),
        (400, Some("slow_down")) => Ok(Poll::SlowDown),
        (400, Some("expired_token" | "access_denied" | "invalid_grant")) => Ok(Poll::Over),
        _ => PortalToken::of(&success(status, body)?).map(Poll::Approved),
    }
}

/// Reads the answer to `CreateToken` with a refresh token; `None` where it is not taken any more.
///
/// # Errors
///
/// As [`explain`] says.
pub fn refresh_answer(status: u16, body: &[u8]) -> Result<Option<PortalToken>, Error> {
    match status {
        400 | 401 => Ok(None),
        _ => PortalToken::of(&success(status, body)?).map(Some),
    }
}

fn success(status: u16, body: &[u8]) -> Result<Map<String, Value>, Error> {
    match status {
        200 => json::object(body).ok_or_else(unreadable),
        // What the edge asks with is its own: nothing that the caller could mend.
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

/// The error's name, where it has one of a name's form.
fn error_of(body: &[u8]) -> Option<String> {
    let members = json::object(body)?;
    let name = members.get("error")?.as_str()?;
    let is_name =
        name.len() <= MAX_NAME && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_name.then(|| name.to_owned())
}

/// A text that can go into a header, which a line break in a token would add another to.
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
