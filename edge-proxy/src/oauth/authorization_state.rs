use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use signer_wasm::Timestamp;

use super::in_browser::in_browser;
use super::{Binding, Purpose, Verifier};
use crate::Error;
use crate::session::wire::wire_struct;
use crate::session::{Envelope, Sealed, SessionKeys};

/// A sign-in in progress at an identity provider, sealed in the `state` that returns to the edge.
#[derive(Clone)]
pub struct AuthorizationState {
    /// The program that waits for the sign-in.
    pub purpose: Purpose,
    /// The identity provider's name in the configuration.
    pub provider: String,
    /// The PKCE verifier for the provider's code.
    pub verifier: Verifier,
    /// The nonce that the ID token must repeat.
    pub nonce: [u8; 16],
    /// Binds the sign-in to the browser that began it.
    pub binding: Binding,
    /// When the sign-in expires.
    pub expires_at: Timestamp,
}

impl AuthorizationState {
    /// Seconds that a sign-in may take.
    pub const SECONDS: u64 = 600;

    /// The nonce as text.
    pub fn nonce_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.nonce)
    }

    /// Seals it as text. Neither the nonce nor the id may be used twice.
    pub fn seal(
        &self,
        keys: &SessionKeys,
        id: &[u8; 16],
        nonce: [u8; 12],
        audience: &str,
    ) -> String {
        URL_SAFE_NO_PAD.encode(self.seal_with_id(keys, id, nonce, audience))
    }
}

wire_struct!(AuthorizationState {
    purpose,
    provider,
    verifier,
    nonce,
    binding,
    expires_at
});

impl Sealed for AuthorizationState {
    const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge sign-in");
}

in_browser!(AuthorizationState as text, foreign: Error::BadRequest(
    "The `state` did not come from this edge, or was changed. Run the git command again."
        .into(),
));
