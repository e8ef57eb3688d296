use base64ct::{Base64UrlUnpadded, Encoding};
use signer_wasm::Timestamp;

use super::purpose::{read_purpose, write_purpose};
use super::{Binding, Purpose, Verifier};
use crate::Error;
use crate::session::wire::{Reader, write_number, write_text, written};
use crate::session::{Envelope, SessionKeys, read_time};

/// A sign-in in progress at an identity provider, sealed in the `state` that returns to the edge.
#[derive(Clone)]
pub struct AuthorizationState {
    /// Who waits for the sign-in.
    pub purpose: Purpose,
    /// The identity provider's name in the configuration.
    pub provider: String,
    /// The PKCE verifier for the provider's code.
    pub verifier: Verifier,
    /// The nonce that the ID token must repeat.
    pub nonce: [u8; 16],
    /// The browser's binding.
    pub binding: Binding,
    /// When the sign-in expires.
    pub expires_at: Timestamp,
}

impl AuthorizationState {
    /// Seconds that a sign-in may take.
    pub const SECONDS: u64 = 600;

    /// The nonce as text.
    pub fn nonce_text(&self) -> String {
        Base64UrlUnpadded::encode_string(&self.nonce)
    }

    /// Seals it as text. Neither the nonce nor the id may be used twice.
    pub fn seal(
        &self,
        keys: &SessionKeys,
        id: &[u8; 16],
        nonce: [u8; 12],
        audience: &str,
    ) -> String {
        let payload = written(|out| {
            write_purpose(out, &self.purpose);
            write_text(out, &self.provider);
            out(self.verifier.as_bytes());
            out(&self.nonce);
            out(self.binding.as_bytes());
            write_number(out, self.expires_at.unix_seconds());
        });
        Base64UrlUnpadded::encode_string(&ENVELOPE.seal(keys, nonce, audience, id, &payload))
    }

    /// Opens it, for the browser with this binding.
    ///
    /// # Errors
    ///
    /// [`Error::BadRequest`] if this edge did not issue it, or it belongs to another browser;
    /// [`Error::CredentialsExpired`] if it has expired.
    pub fn open(
        keys: &SessionKeys,
        audience: &str,
        text: &str,
        binding: Option<&Binding>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let read = || {
            let bytes = Base64UrlUnpadded::decode_vec(text).ok()?;
            let (_, payload) = ENVELOPE.open(keys, audience, &bytes).ok()?;
            let mut reader = Reader(&payload);
            let flow = Self {
                purpose: read_purpose(&mut reader, audience)?,
                provider: reader.text()?.to_owned(),
                verifier: Verifier::new(*reader.array()?),
                nonce: *reader.array()?,
                binding: Binding::new(*reader.array()?),
                expires_at: read_time(&mut reader)?,
            };
            reader.end()?;
            Some(flow)
        };
        let flow = read().ok_or_else(|| {
            Error::BadRequest("the `state` did not come from this edge, or was changed: run the git command again".into())
        })?;
        check_begun(&flow.binding, flow.expires_at, binding, now)?;
        Ok(flow)
    }
}

/// Checks that a sign-in belongs to this browser and has not expired.
///
/// # Errors
///
/// [`Error::BadRequest`], [`Error::CredentialsExpired`]
pub(super) fn check_begun(
    begun_by: &Binding,
    expires_at: Timestamp,
    binding: Option<&Binding>,
    now: Timestamp,
) -> Result<(), Error> {
    if binding != Some(begun_by) {
        return Err(Error::BadRequest(
            "this sign-in was started in another browser, or this browser keeps no cookies: run the git command again, and stay in one browser"
                .into(),
        ));
    }
    match expires_at <= now {
        true => Err(too_late()),
        false => Ok(()),
    }
}

pub(super) fn too_late() -> Error {
    Error::CredentialsExpired(
        "This sign-in has expired or was finished already. Run the git command again.".into(),
    )
}

const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge sign-in");
