use base64ct::{Base64UrlUnpadded, Encoding};
use signer_wasm::Timestamp;
use zeroize::Zeroizing;

use super::{Binding, Challenge, RedirectUri, Scope, UserCode, Verifier};
use crate::identity_center::{PortalToken, RegisteredClient};
use crate::session::wire::{
    Reader, Sink, write_flag, write_number, write_optional_text, write_packed, write_text, written,
};
use crate::session::{Envelope, SessionKeys, read_time};
use crate::{Error, Secret};

/// A sign-in that is under way at an identity provider: what comes back to the edge as `state`, sealed.
#[derive(Clone)]
pub struct Flow {
    /// What for.
    pub purpose: Purpose,
    /// The identity provider's name in the configuration.
    pub provider: String,
    /// What the provider's code is redeemed with.
    pub verifier: Verifier,
    /// What the ID token has to repeat.
    pub nonce: [u8; 16],
    /// Whose browser it is.
    pub binding: Binding,
    /// When it is given up.
    pub expires_at: Timestamp,
}

/// Who waits for somebody to sign in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// A device, which asks with its code.
    Device(UserCode, DeviceRequest),
    /// A helper on the person's own machine.
    Helper(ClientRequest),
}

impl Purpose {
    /// Which program it is for.
    pub fn client_id(&self) -> &str {
        match self {
            Self::Device(_, request) => &request.client_id,
            Self::Helper(client) => &client.client_id,
        }
    }

    /// Where a helper learns that nobody has signed in.
    pub fn refusal_url(&self, issuer: &str) -> Option<String> {
        match self {
            Self::Device(..) => None,
            Self::Helper(client) => Some(client.redirect_uri.with(&[
                ("error", Some("access_denied")),
                ("state", client.state.as_deref()),
                ("iss", Some(issuer)),
            ])),
        }
    }

    /// What for.
    pub fn scope(&self) -> &Scope {
        match self {
            Self::Device(_, request) => &request.scope,
            Self::Helper(client) => &client.scope,
        }
    }
}

/// What a helper asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientRequest {
    /// Which program it is.
    pub client_id: String,
    /// What it wants back.
    pub state: Option<String>,
    /// Where it listens.
    pub redirect_uri: RedirectUri,
    /// What it will redeem the code with, hashed.
    pub challenge: Challenge,
    /// What for.
    pub scope: Scope,
}

/// What a device asks for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeviceRequest {
    /// Which program it is.
    pub client_id: String,
    /// What for.
    pub scope: Scope,
    /// When it began to ask.
    pub asked_at: Timestamp,
}

impl Flow {
    /// Seconds that a sign-in may take.
    pub const SECONDS: u64 = 600;

    /// The nonce as text.
    pub fn nonce_text(&self) -> String {
        Base64UrlUnpadded::encode_string(&self.nonce)
    }

    /// Seals it as text. Neither the nonce nor the id may serve twice.
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

    /// Opens it, for the browser that has this binding.
    ///
    /// # Errors
    ///
    /// [`Error::BadRequest`] where it is none of this edge's, or another browser's;
    /// [`Error::CredentialsExpired`] where it has ended.
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
                purpose: read_purpose(&mut reader)?,
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
            Error::BadRequest("the `state` is none of this edge's: begin again from git".into())
        })?;
        check_browser(&flow.binding, binding)?;
        match flow.expires_at <= now {
            true => Err(too_late()),
            false => Ok(flow),
        }
    }
}

/// A sign-in that is under way at IAM Identity Center, kept in an object of its own.
#[derive(Clone)]
pub struct PortalFlow {
    /// What for.
    pub purpose: Purpose,
    /// Whose browser it is.
    pub binding: Binding,
    /// The edge, as it is registered there.
    pub client: RegisteredClient,
    /// How far it has come.
    pub stage: PortalStage,
    /// When it is given up.
    pub expires_at: Timestamp,
}

/// How far a sign-in at IAM Identity Center has come.
#[derive(Clone)]
pub enum PortalStage {
    /// The person has signed in, and chooses a role.
    SignedIn {
        /// The portal's access token.
        token: Secret,
        /// What gets the next one.
        refresh: Option<Secret>,
        /// When the token ends.
        ends_at: Timestamp,
    },
    /// The person is to approve.
    Waiting {
        /// What to ask with.
        device_code: Secret,
        /// What the person compares.
        user_code: String,
        /// Where the person approves.
        verification_uri: String,
        /// Seconds between two questions.
        interval: u32,
    },
}

impl PortalFlow {
    /// Goes on with the token of somebody who has signed in.
    pub fn sign_in(&mut self, token: PortalToken, now: Timestamp) {
        self.stage = PortalStage::SignedIn {
            ends_at: now.saturating_add(token.seconds),
            token: token.access,
            refresh: token.refresh,
        };
    }

    /// Seals it, to be kept. No nonce may serve twice for one id.
    pub fn seal(
        &self,
        keys: &SessionKeys,
        id: &[u8; 16],
        nonce: [u8; 12],
        audience: &str,
    ) -> Vec<u8> {
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
        PORTAL.seal(keys, nonce, audience, id, &payload)
    }

    /// Opens it, for the browser that has this binding.
    ///
    /// # Errors
    ///
    /// As [`Flow::open`].
    pub fn open(
        keys: &SessionKeys,
        audience: &str,
        id: &[u8; 16],
        bytes: &[u8],
        binding: Option<&Binding>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let read = || {
            let (sealed_id, payload) = PORTAL.open(keys, audience, bytes).ok()?;
            let mut reader = Reader(&payload);
            let flow = Self {
                purpose: read_purpose(&mut reader)?,
                binding: Binding::new(*reader.array()?),
                client: read_client(&mut reader)?,
                stage: read_stage(&mut reader)?,
                expires_at: read_time(&mut reader)?,
            };
            reader.end()?;
            (sealed_id == *id).then_some(flow)
        };
        let flow = read().ok_or_else(too_late)?;
        check_browser(&flow.binding, binding)?;
        match flow.expires_at <= now {
            true => Err(too_late()),
            false => Ok(flow),
        }
    }
}

pub(super) fn check_browser(begun_by: &Binding, binding: Option<&Binding>) -> Result<(), Error> {
    match binding == Some(begun_by) {
        true => Ok(()),
        false => Err(Error::BadRequest(
            "this sign-in was begun in another browser, or this one keeps no cookies: begin again from git"
                .into(),
        )),
    }
}

pub(super) fn too_late() -> Error {
    Error::CredentialsExpired(
        "This sign-in took too long, or has been finished. Begin again from git.".into(),
    )
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

fn write_purpose(out: Sink<'_>, purpose: &Purpose) {
    match purpose {
        Purpose::Helper(client) => {
            out(&[HELPER]);
            write_text(out, &client.client_id);
            write_optional_text(out, client.state.as_deref());
            write_text(out, client.redirect_uri.as_str());
            out(client.challenge.as_bytes());
            write_scope(out, &client.scope);
        }
        Purpose::Device(code, request) => {
            out(&[DEVICE]);
            out(code.as_bytes());
            write_device_request(out, request);
        }
    }
}

fn read_purpose(reader: &mut Reader<'_>) -> Option<Purpose> {
    Some(match reader.byte()? {
        HELPER => Purpose::Helper(ClientRequest {
            client_id: reader.text()?.to_owned(),
            state: reader.optional_text()?.map(str::to_owned),
            redirect_uri: RedirectUri::parse(reader.text()?)?,
            challenge: Challenge::from_bytes(*reader.array()?),
            scope: read_scope(reader)?,
        }),
        DEVICE => {
            let letters: &[u8; 8] = reader.array()?;
            let code = UserCode::parse(std::str::from_utf8(letters).ok()?)?;
            Purpose::Device(code, read_device_request(reader)?)
        }
        _ => return None,
    })
}

pub(super) fn write_device_request(out: Sink<'_>, request: &DeviceRequest) {
    write_text(out, &request.client_id);
    write_scope(out, &request.scope);
    write_number(out, request.asked_at.unix_seconds());
}

pub(super) fn read_device_request(reader: &mut Reader<'_>) -> Option<DeviceRequest> {
    Some(DeviceRequest {
        client_id: reader.text()?.to_owned(),
        scope: read_scope(reader)?,
        asked_at: read_time(reader)?,
    })
}

pub(super) fn write_scope(out: Sink<'_>, scope: &Scope) {
    write_optional_text(out, scope.profile.as_deref());
    write_flag(out, scope.read_only);
}

pub(super) fn read_scope(reader: &mut Reader<'_>) -> Option<Scope> {
    Some(Scope {
        profile: reader.optional_text()?.map(str::to_owned),
        read_only: reader.flag()?,
    })
}

pub(super) fn write_client(out: Sink<'_>, client: &RegisteredClient) {
    write_text(out, &client.id);
    write_packed(out, client.secret.reveal());
    write_number(out, client.expires_at.unix_seconds());
}

pub(super) fn read_client(reader: &mut Reader<'_>) -> Option<RegisteredClient> {
    Some(RegisteredClient {
        id: reader.text()?.to_owned(),
        secret: Secret::new(&reader.packed()?),
        expires_at: read_time(reader)?,
    })
}

pub(super) fn write_secret(out: Sink<'_>, secret: Option<&Secret>) {
    write_flag(out, secret.is_some());
    if let Some(secret) = secret {
        write_packed(out, secret.reveal());
    }
}

pub(super) fn read_secret(reader: &mut Reader<'_>) -> Option<Option<Secret>> {
    Some(match reader.flag()? {
        true => Some(Secret::new(&Zeroizing::new(reader.packed()?))),
        false => None,
    })
}

const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge sign-in");
const PORTAL: Envelope = Envelope::new(b"codecommit-edge portal sign-in");
const HELPER: u8 = 0;
const DEVICE: u8 = 1;
const WAITING: u8 = 0;
const SIGNED_IN: u8 = 1;
