use signer_wasm::Timestamp;

use super::in_browser::{InBrowser, in_browser, too_late};
use super::{Binding, Purpose};
use crate::Error;
use crate::aws::identity_center::{PortalToken, RegisteredClient};
use crate::session::wire::{wire_enum, wire_struct};
use crate::session::{Envelope, Sealed, SessionKeys};
use crate::util::Secret;

/// A sign-in in progress at IAM Identity Center.
///
/// Until the user approves it at AWS, it is sealed in the address that the browser loads, so that a sign-in that is
/// only begun takes no storage. After that it is stored in its own object: see [`PortalAddress`](super::PortalAddress).
#[derive(Clone)]
pub struct IdentityCenterState {
    /// Random bytes that name the object.
    pub id: [u8; 16],
    /// The program that waits for the sign-in.
    pub purpose: Purpose,
    /// Binds the sign-in to the browser that began it.
    pub binding: Binding,
    /// The edge's registration as a client.
    pub client: RegisteredClient,
    /// The stage of the sign-in.
    pub stage: PortalStage,
    /// When the sign-in expires.
    pub expires_at: Timestamp,
}

/// The stage of a sign-in at IAM Identity Center.
#[derive(Clone)]
pub enum PortalStage {
    /// The user has signed in, and chooses a role.
    SignedIn {
        /// The portal's access token.
        token: Secret,
        /// The portal's refresh token.
        refresh: Option<Secret>,
        /// When the access token expires.
        ends_at: Timestamp,
    },
    /// The user has yet to approve.
    Waiting {
        /// The device code, with which the edge polls.
        device_code: Secret,
        /// The code that the user compares.
        user_code: String,
        /// The address where the user approves.
        verification_uri: String,
        /// Seconds between two polls.
        interval: u32,
    },
}

impl IdentityCenterState {
    /// Continues with the token of the user who has signed in.
    pub fn sign_in(&mut self, token: PortalToken, now: Timestamp) {
        self.stage = PortalStage::SignedIn {
            ends_at: now.saturating_add(token.seconds),
            token: token.access,
            refresh: token.refresh,
        };
    }

    /// Seals it. No nonce may be used twice for one id.
    pub fn seal(&self, keys: &SessionKeys, nonce: [u8; 12], audience: &str) -> Vec<u8> {
        self.seal_with_id(keys, &self.id, nonce, audience)
    }

    /// Makes the edge poll less often from now on (RFC 8628, 3.5).
    pub fn slow_down(&mut self) {
        if let PortalStage::Waiting { interval, .. } = &mut self.stage {
            *interval = interval.saturating_add(SLOWER_SECONDS).min(MAX_INTERVAL);
        }
    }

    /// Opens it, for the browser with this binding.
    ///
    /// # Errors
    ///
    /// [`Error::BadRequest`] if it belongs to another browser; [`Error::CredentialsExpired`] if it has expired or was
    /// not sealed by this edge.
    pub fn open(
        keys: &SessionKeys,
        audience: &str,
        bytes: &[u8],
        binding: Option<&Binding>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        Self::open_in_browser(keys, audience, Some(bytes), binding, now)
    }
}

wire_struct!(IdentityCenterState { purpose, binding, client, stage, expires_at } except id);

wire_enum!(PortalStage {
    0 => Waiting { device_code, user_code, verification_uri, interval },
    1 => SignedIn { token, refresh, ends_at },
});

impl Sealed for IdentityCenterState {
    const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge portal sign-in");
}

in_browser!(IdentityCenterState, foreign: too_late());

const SLOWER_SECONDS: u32 = 5;
const MAX_INTERVAL: u32 = 60;
