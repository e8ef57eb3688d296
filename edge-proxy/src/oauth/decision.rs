use base64ct::{Base64UrlUnpadded, Encoding};
use signer_wasm::Timestamp;

use super::authorization_state::check_begun;
use super::purpose::{read_purpose, write_purpose};
use super::{Binding, Login, Purpose};
use crate::Error;
use crate::session::wire::{Reader, write_number, written};
use crate::session::{Envelope, SessionKeys, read_time};

/// A signed-in user who has yet to allow the waiting program to act for them. Sealed in the page that asks.
pub struct Decision {
    /// Who waits for the sign-in.
    pub purpose: Purpose,
    /// The browser's binding.
    pub binding: Binding,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The sign-in that the program gets.
    pub login: Login,
}

impl Decision {
    /// Seals it as text. No nonce may be used twice for one login.
    pub fn seal(&self, keys: &SessionKeys, nonce: [u8; 12], audience: &str) -> String {
        let login = self.login.encode();
        let payload = written(|out| {
            write_purpose(out, &self.purpose);
            out(self.binding.as_bytes());
            write_number(out, self.expires_at.unix_seconds());
            out(&login);
        });
        let id = &self.login.id;
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
            let (id, payload) = ENVELOPE.open(keys, audience, &bytes).ok()?;
            let mut reader = Reader(&payload);
            Some(Self {
                purpose: read_purpose(&mut reader, audience)?,
                binding: Binding::new(*reader.array()?),
                expires_at: read_time(&mut reader)?,
                login: Login::decode(id, reader.0, audience)?,
            })
        };
        let decision = read().ok_or_else(|| {
            Error::BadRequest("this form did not come from this edge, or was changed: close this page and run the git command again".into())
        })?;
        check_begun(&decision.binding, decision.expires_at, binding, now)?;
        Ok(decision)
    }
}

const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge decision");
