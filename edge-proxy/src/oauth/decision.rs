use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use signer_wasm::Timestamp;

use super::in_browser::in_browser;
use super::{Binding, Login, Purpose};
use crate::Error;
use crate::session::wire::wire_struct;
use crate::session::{Envelope, Sealed, SessionKeys};

/// The sign-in of a user who has yet to allow the waiting program to act for them, sealed in the page that asks.
pub struct Decision {
    /// The program that waits for the sign-in.
    pub purpose: Purpose,
    /// Binds the sign-in to the browser that began it.
    pub binding: Binding,
    /// When the form expires.
    pub expires_at: Timestamp,
    /// The sign-in that the program gets.
    pub login: Login,
}

impl Decision {
    /// Seals it as text. No nonce may be used twice for one login.
    pub fn seal(&self, keys: &SessionKeys, nonce: [u8; 12], audience: &str) -> String {
        let sealed = self.seal_with_id(keys, &self.login.id, nonce, audience);
        URL_SAFE_NO_PAD.encode(&sealed)
    }
}

wire_struct!(Decision {
    purpose,
    binding,
    expires_at,
    login
});

impl Sealed for Decision {
    const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge decision");
}

in_browser!(Decision as text, foreign: Error::BadRequest("This form did not come from this edge, or was changed. Close this page and run the git command again.".into()));
