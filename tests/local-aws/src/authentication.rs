use std::sync::Arc;
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

use crate::cloud::Cloud;
use crate::iam::Identity;
use crate::signature::{GitPassword, Rejection, Resource};

/// The user name and password of a Basic `Authorization`.
pub(crate) struct BasicCredentials {
    username: String,
    password: String,
}

impl BasicCredentials {
    pub(crate) fn parse(header: &HeaderValue) -> Option<Self> {
        let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (username, password) = decoded.split_once(':')?;
        Some(Self {
            username: username.to_owned(),
            password: password.to_owned(),
        })
    }

    /// The user name without a session token, which can be shown.
    pub(crate) fn public_name(&self) -> &str {
        self.username
            .split_once('%')
            .map_or(self.username.as_str(), |(access_key_id, _)| access_key_id)
    }
}

/// Why CodeCommit does not accept the caller's credential.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No `Authorization` at all.
    Anonymous,
    /// An unknown or malformed credential, another key's session token, or a wrong signature. AWS does
    /// not distinguish these.
    Unrecognized,
    /// Signed at a time that is not accepted; AWS's message.
    BadTime(String),
    /// The temporary credentials have expired.
    ExpiredToken,
}

/// Authenticates a request.
pub(crate) fn authenticate(
    cloud: &Cloud,
    authorization: Option<&HeaderValue>,
    resource: Resource<'_>,
) -> Result<Arc<Identity>, Refusal> {
    let header = authorization.ok_or(Refusal::Anonymous)?;
    let basic = BasicCredentials::parse(header).ok_or(Refusal::Unrecognized)?;

    let git_credential_owner = cloud.iam.service_credentials.git_credential_owner(
        &basic.username,
        &basic.password,
        cloud.iam_delay(),
        Instant::now(),
    );
    match git_credential_owner {
        Some(owner) => cloud.iam.identity(&owner).ok_or(Refusal::Unrecognized),
        None => signed(cloud, &basic, resource),
    }
}

fn signed(
    cloud: &Cloud,
    basic: &BasicCredentials,
    resource: Resource<'_>,
) -> Result<Arc<Identity>, Refusal> {
    // A trailing `%` gives an empty token here, which no key has.
    let (access_key_id, token) = match basic.username.split_once('%') {
        Some((access_key_id, token)) => (access_key_id, Some(token)),
        None => (basic.username.as_str(), None),
    };
    let (iam, now) = (&cloud.iam, cloud.now());
    let key = iam
        .access_key(access_key_id)
        .filter(|key| key.accepts_token(token))
        .ok_or(Refusal::Unrecognized)?;
    if key.has_expired(now) {
        return Err(Refusal::ExpiredToken);
    }

    GitPassword::parse(&basic.password)
        .ok_or(Refusal::Unrecognized)?
        .verify(&key.secret_access_key, resource, now)
        .map_err(|rejection| match rejection {
            Rejection::SignatureMismatch => Refusal::Unrecognized,
            Rejection::Expired(message) | Rejection::NotYetCurrent(message) => {
                Refusal::BadTime(message)
            }
        })?;
    iam.identity(&key.owner).ok_or(Refusal::Unrecognized)
}
