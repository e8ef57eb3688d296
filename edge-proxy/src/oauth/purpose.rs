use signer_wasm::Timestamp;

use super::client::{PAGE, program, redirect_uri};
use super::wire::{read_scope, write_scope};
use super::{Challenge, RedirectUri, Scope, UserCode};
use crate::session::wire::{Reader, Sink, write_number, write_optional_text, write_text, written};
use crate::session::{Envelope, SessionKeys, read_time};

/// Who waits for somebody to sign in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// A device, which asks with its code.
    Device(UserCode, DeviceRequest),
    /// A helper on the person's own machine, or the edge's own page.
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

    /// What users know the program by.
    pub fn program(&self) -> &'static str {
        program(self.client_id())
    }

    /// Whether the edge's own page waits.
    pub fn is_of_the_page(&self) -> bool {
        match self {
            Self::Device(..) => false,
            Self::Helper(client) => client.is_of_the_page(),
        }
    }

    /// Where a helper learns that nobody has signed in.
    pub fn refusal_url(&self, issuer: &str) -> Option<String> {
        match self {
            Self::Device(..) => None,
            Self::Helper(client) => Some(client.refusal_url(issuer)),
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

impl ClientRequest {
    /// Whether the edge's own page asks.
    pub fn is_of_the_page(&self) -> bool {
        self.client_id == PAGE
    }

    /// Where the program learns that the sign-in was denied (RFC 6749, 4.1.2.1).
    pub fn refusal_url(&self, issuer: &str) -> String {
        self.redirect_uri.with(&[
            ("error", Some("access_denied")),
            ("state", self.state.as_deref()),
            ("iss", Some(issuer)),
        ])
    }
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

impl DeviceRequest {
    /// Seals it, to be kept under the user code's id.
    pub fn seal(
        &self,
        keys: &SessionKeys,
        id: &[u8; 16],
        nonce: [u8; 12],
        audience: &str,
    ) -> Vec<u8> {
        let payload = written(|out| write_device_request(out, self));
        ENVELOPE.seal(keys, nonce, audience, id, &payload)
    }

    /// The inverse of [`DeviceRequest::seal`].
    pub fn open(keys: &SessionKeys, audience: &str, id: &[u8; 16], sealed: &[u8]) -> Option<Self> {
        let (sealed_id, payload) = ENVELOPE.open(keys, audience, sealed).ok()?;
        let mut reader = Reader(&payload);
        let request = read_device_request(&mut reader)?;
        reader.end()?;
        (sealed_id == *id).then_some(request)
    }
}

pub(super) fn write_purpose(out: Sink<'_>, purpose: &Purpose) {
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

pub(super) fn read_purpose(reader: &mut Reader<'_>, audience: &str) -> Option<Purpose> {
    Some(match reader.byte()? {
        HELPER => {
            let client_id = reader.text()?;
            Purpose::Helper(ClientRequest {
                client_id: client_id.to_owned(),
                state: reader.optional_text()?.map(str::to_owned),
                redirect_uri: redirect_uri(client_id, reader.text()?, audience)?,
                challenge: Challenge::from_bytes(*reader.array()?),
                scope: read_scope(reader)?,
            })
        }
        DEVICE => {
            let code = UserCode::from_bytes(reader.array()?)?;
            Purpose::Device(code, read_device_request(reader)?)
        }
        _ => return None,
    })
}

fn write_device_request(out: Sink<'_>, request: &DeviceRequest) {
    write_text(out, &request.client_id);
    write_scope(out, &request.scope);
    write_number(out, request.asked_at.unix_seconds());
}

fn read_device_request(reader: &mut Reader<'_>) -> Option<DeviceRequest> {
    Some(DeviceRequest {
        client_id: reader.text()?.to_owned(),
        scope: read_scope(reader)?,
        asked_at: read_time(reader)?,
    })
}

const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge device");
const HELPER: u8 = 0;
const DEVICE: u8 = 1;
