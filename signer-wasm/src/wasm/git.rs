//! Git passwords for JavaScript, and the signer that requests share.

use alloc::borrow::ToOwned;
use alloc::string::String;

use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use crate::password::{canonical_request, canonical_request_hash, password_and_end, scope};
use crate::sigv4::{CredentialScope, SigningKey, StringToSign};
use crate::text::decimal;
use crate::{Credentials, Error, Region, Remote, Timestamp};

/// Credentials with the signing key that was last used.
#[wasm_bindgen]
pub struct Signer {
    credentials: Credentials,
    last: Option<(String, SigningKey)>,
}

#[wasm_bindgen]
impl Signer {
    /// `expiration` is in seconds since 1970.
    #[wasm_bindgen(constructor)]
    pub fn new(
        access_key_id: String,
        secret_access_key: String,
        session_token: Option<String>,
        expiration: Option<f64>,
    ) -> Result<Self, Error> {
        let secret_access_key = Zeroizing::new(secret_access_key.into_boxed_str());
        let session_token = session_token.map(|token| Zeroizing::new(token.into_boxed_str()));
        let expiration = expiration.map(timestamp).transpose()?;
        Ok(Self {
            credentials: Credentials::from_owned(
                access_key_id,
                secret_access_key,
                session_token,
                expiration,
            )?,
            last: None,
        })
    }

    /// Signs a git password. `now` is in seconds since 1970.
    ///
    /// Returns lines: the password, the repository's URL, the region, and the password's expiration in seconds since
    /// 1970.
    #[wasm_bindgen(js_name = signGit)]
    pub fn sign_git(
        &mut self,
        url: &str,
        now: f64,
        region: Option<String>,
    ) -> Result<String, Error> {
        let remote = remote(url, region)?;
        let now = timestamp(now)?;
        let scope = scope(&remote, now);
        let (key, credentials) = self.key_and_credentials(&scope);

        let (password, end) = password_and_end(key, &scope, credentials, &remote, now)?;
        Ok([
            &password,
            "\n",
            &remote.url(),
            "\n",
            remote.region().as_str(),
            "\n",
            &decimal(end.unix_seconds()),
        ]
        .concat())
    }
}

impl Signer {
    /// The key of a scope, derived unless the last signature had the same scope.
    pub(super) fn key_and_credentials(
        &mut self,
        scope: &CredentialScope<'_>,
    ) -> (&SigningKey, &Credentials) {
        let Self { credentials, last } = self;
        last.take_if(|(known, _)| known != scope.as_str());
        let (_, key) = last.get_or_insert_with(|| {
            let key = SigningKey::derive(credentials.secret_access_key(), scope);
            (scope.as_str().to_owned(), key)
        });
        (key, credentials)
    }
}

/// The stages of a git password: the canonical request, the string to sign and the repository's URL, separated by
/// NULs.
#[wasm_bindgen(js_name = explainGit)]
pub fn explain_git(url: &str, now: f64, region: Option<String>) -> Result<String, Error> {
    let remote = remote(url, region)?;
    let now = timestamp(now)?;
    let string_to_sign = StringToSign::new(
        &scope(&remote, now),
        &now.without_zone(),
        &canonical_request_hash(&remote),
    );

    Ok([
        &canonical_request(&remote),
        "\0",
        string_to_sign.as_str(),
        "\0",
        &remote.url(),
    ]
    .concat())
}

fn remote(url: &str, region: Option<String>) -> Result<Remote, Error> {
    let region = region.map(|region| Region::parse(&region)).transpose()?;
    Remote::parse(url, region.as_ref())
}

pub(super) fn timestamp(seconds: f64) -> Result<Timestamp, Error> {
    match seconds >= 0.0 {
        // Float casts saturate, and a time that is too large is rejected.
        true => Timestamp::from_unix_seconds(seconds as u64),
        // Negative, or not a number.
        false => Err(Error::InvalidTimestamp),
    }
}
