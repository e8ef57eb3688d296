use alloc::string::String;
use core::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::sigv4::{CredentialScope, Hex, SigningKey, StringToSign};
use crate::{Credentials, Error, Remote, Timestamp};

/// A user name and password with which git can use one CodeCommit repository for 15 minutes.
///
/// The signature covers the host, the repository's path, the region, the second and the secret key. It covers neither
/// query nor body, so that one password serves discovery, fetch and push.
///
/// Source: aws-cli `customizations/codecommit.py`.
#[derive(Clone)]
pub struct GitPassword {
    username: Zeroizing<String>,
    password: Zeroizing<String>,
    expires_at: Timestamp,
}

impl GitPassword {
    /// Signs with a key that is derived for this password.
    ///
    /// # Errors
    ///
    /// [`Error::CredentialsExpired`] if the credentials have expired by `now`.
    pub fn sign(credentials: &Credentials, remote: &Remote, now: Timestamp) -> Result<Self, Error> {
        Self::sign_with_key(
            &Self::signing_key(credentials, remote, now),
            credentials,
            remote,
            now,
        )
    }

    /// Signs with a key from [`GitPassword::signing_key`] for the same credentials, the region of `remote` and the
    /// day of `now`.
    ///
    /// # Errors
    ///
    /// See [`GitPassword::sign`].
    pub fn sign_with_key(
        key: &SigningKey,
        credentials: &Credentials,
        remote: &Remote,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let (password, expires_at) =
            password_and_end(key, &scope(remote, now), credentials, remote, now)?;
        Ok(Self {
            username: credentials.git_username(),
            password,
            expires_at,
        })
    }

    /// The key that signs all passwords of a region on the day of `now`.
    pub fn signing_key(credentials: &Credentials, remote: &Remote, now: Timestamp) -> SigningKey {
        SigningKey::derive(credentials.secret_access_key(), &scope(remote, now))
    }

    /// `AKID` or `AKID%TOKEN`, unescaped, as in credential helpers and `Basic` headers.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// 80 characters: `{YYYYMMDD}T{HHMMSS}Z` and the signature in hex.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// When the password expires: 15 minutes after signing, or when the credentials expire.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// The value of the `Authorization` header.
    pub fn authorization(&self) -> Zeroizing<String> {
        let pair = Zeroizing::new([&self.username, ":", &self.password].concat());
        let encoded = Zeroizing::new(STANDARD.encode(&*pair));
        Zeroizing::new(["Basic ", &encoded].concat())
    }

    /// Seconds for which CodeCommit accepts a password.
    ///
    /// Source: CodeCommit user guide, "Setup steps for HTTPS … with the credential helper".
    pub const LIFETIME: u64 = 15 * 60;
}

impl fmt::Debug for GitPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            username: _,
            password: _,
            expires_at,
        } = self;
        f.debug_struct("GitPassword")
            .field("username", &"[redacted]")
            .field("password", &"[redacted]")
            .field("expires_at", expires_at)
            .finish()
    }
}

/// The password without its user name, for callers that have that already.
pub(crate) fn password_and_end(
    key: &SigningKey,
    scope: &CredentialScope<'_>,
    credentials: &Credentials,
    remote: &Remote,
    now: Timestamp,
) -> Result<(Zeroizing<String>, Timestamp), Error> {
    credentials.refuse_expired(now)?;

    let time = now.without_zone();
    let hash = canonical_request_hash(remote);
    let signature = key.sign(&StringToSign::new(scope, &time, &hash));
    let password = Zeroizing::new([&time, "Z", signature.as_str()].concat());

    let longest = now.saturating_add(GitPassword::LIFETIME);
    let end = credentials.expiration().unwrap_or(longest).min(longest);
    Ok((password, end))
}

/// CodeCommit's canonical request: method `GIT`, an empty query, one header, and an empty line instead of the
/// payload's hash, so that the text ends in a newline.
pub(crate) fn canonical_request(remote: &Remote) -> String {
    [
        "GIT\n/v1/repos/",
        remote.repository().as_str(),
        "\n\nhost:",
        remote.host().as_str(),
        "\n\nhost\n",
    ]
    .concat()
}

pub(crate) fn canonical_request_hash(remote: &Remote) -> Hex {
    Hex::sha256(canonical_request(remote).as_bytes())
}

pub(crate) fn scope(remote: &Remote, now: Timestamp) -> CredentialScope<'_> {
    CredentialScope::new(now, remote.region(), "codecommit")
}
