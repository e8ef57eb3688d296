use signer_wasm::Timestamp;

use super::client::{PAGE, program, redirect_uri};
use super::wire::{read_scope, write_scope};
use super::{Challenge, RedirectUri, Scope, UserCode};
use crate::session::wire::{Reader, Sink, write_number, write_optional_text, write_text, written};
use crate::session::{Envelope, SessionKeys, read_time};

/// The program that waits for a sign-in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// A device, which polls with its device code.
    Device(UserCode, DeviceRequest),
    /// A helper on the user's own machine, or the edge's own page.
    Helper(ClientRequest),
}

impl Purpose {
    /// The program's client id.
    pub fn client_id(&self) -> &str {
        match self {
            Self::Device(_, request) => &request.client_id,
            Self::Helper(client) => &client.client_id,
        }
    }

    /// The name by which users know the program.
    pub fn program(&self) -> &'static str {
        program(self.client_id())
    }

    /// Whether it is the edge's own page.
    pub fn is_of_the_page(&self) -> bool {
        match self {
            Self::Device(..) => false,
            Self::Helper(client) => client.is_of_the_page(),
        }
    }

    /// The address where a helper learns that the sign-in failed.
    pub fn refusal_url(&self, issuer: &str) -> Option<String> {
        match self {
            Self::Device(..) => None,
            Self::Helper(client) => Some(client.refusal_url(issuer)),
        }
    }

    /// The requested scope.
    pub fn scope(&self) -> &Scope {
        match self {
            Self::Device(_, request) => &request.scope,
            Self::Helper(client) => &client.scope,
        }
    }
}

/// A helper's authorization request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ClientRequest {
    /// The program's client id.
    pub client_id: String,
    /// `state`, which is returned to the program.
    pub state: Option<String>,
    /// Where the program listens.
    pub redirect_uri: RedirectUri,
    /// The PKCE challenge.
    pub challenge: Challenge,
    /// The requested scope.
    pub scope: Scope,
}

impl ClientRequest {
    /// Whether it is the edge's own page.
    pub fn is_of_the_page(&self) -> bool {
        self.client_id == PAGE
    }

    /// The address where the program learns that the sign-in was denied (RFC 6749, 4.1.2.1).
    pub fn refusal_url(&self, issuer: &str) -> String {
        self.redirect_uri.with(&[
            ("error", Some("access_denied")),
            ("state", self.state.as_deref()),
            ("iss", Some(issuer)),
        ])
    }
}

/// A device authorization request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeviceRequest {
    /// The program's client id.
    pub client_id: String,
    /// The requested scope.
    pub scope: Scope,
    /// When it was made.
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

    /// Opens a sealed request.
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
