use signer_wasm::Timestamp;

use super::authorization_state::{check_begun, too_late};
use super::purpose::{read_purpose, write_purpose};
use super::wire::{read_client, read_secret, write_client, write_secret};
use super::{Binding, Purpose};
use crate::Error;
use crate::aws::identity_center::{PortalToken, RegisteredClient};
use crate::session::wire::{Reader, write_number, write_packed, write_text, written};
use crate::session::{Envelope, SessionKeys, read_time};
use crate::util::Secret;

/// A sign-in in progress at IAM Identity Center.
///
/// Until the user approves it at AWS, it is sealed in the address that the browser loads, so that a sign-in that is
/// only begun takes no storage. After that it is kept in its own object: see [`PortalAddress`](super::PortalAddress).
#[derive(Clone)]
pub struct IdentityCenterState {
    /// Random bytes that name the object.
    pub id: [u8; 16],
    /// Who waits for the sign-in.
    pub purpose: Purpose,
    /// The browser's binding.
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
        let payload = written(|out| {
            write_purpose(out, &self.purpose);
            out(self.binding.as_bytes());
            write_client(out, &self.client);
            match &self.stage {
                PortalStage::Waiting {
                    device_code,
                    user_code,
                    verification_uri,
                    interval,
                } => {
                    out(&[WAITING]);
                    write_packed(out, device_code.reveal());
                    write_text(out, user_code);
                    write_text(out, verification_uri);
                    write_number(out, u64::from(*interval));
                }
                PortalStage::SignedIn {
                    token,
                    refresh,
                    ends_at,
                } => {
                    out(&[SIGNED_IN]);
                    write_packed(out, token.reveal());
                    write_secret(out, refresh.as_ref());
                    write_number(out, ends_at.unix_seconds());
                }
            }
            write_number(out, self.expires_at.unix_seconds());
        });
        ENVELOPE.seal(keys, nonce, audience, &self.id, &payload)
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
        let read = || {
            let (id, payload) = ENVELOPE.open(keys, audience, bytes).ok()?;
            let mut reader = Reader(&payload);
            let flow = Self {
                id,
                purpose: read_purpose(&mut reader, audience)?,
                binding: Binding::new(*reader.array()?),
                client: read_client(&mut reader)?,
                stage: read_stage(&mut reader)?,
                expires_at: read_time(&mut reader)?,
            };
            reader.end()?;
            Some(flow)
        };
        let flow = read().ok_or_else(too_late)?;
        check_begun(&flow.binding, flow.expires_at, binding, now)?;
        Ok(flow)
    }
}

fn read_stage(reader: &mut Reader<'_>) -> Option<PortalStage> {
    Some(match reader.byte()? {
        WAITING => PortalStage::Waiting {
            device_code: Secret::new(&reader.packed()?),
            user_code: reader.text()?.to_owned(),
            verification_uri: reader.text()?.to_owned(),
            interval: reader.number()?.try_into().ok()?,
        },
        SIGNED_IN => PortalStage::SignedIn {
            token: Secret::new(&reader.packed()?),
            refresh: read_secret(reader)?,
            ends_at: read_time(reader)?,
        },
        _ => return None,
    })
}

const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge portal sign-in");
const WAITING: u8 = 0;
const SIGNED_IN: u8 = 1;
const SLOWER_SECONDS: u32 = 5;
const MAX_INTERVAL: u32 = 60;
