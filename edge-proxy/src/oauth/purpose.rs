use signer_wasm::Timestamp;

use super::client::{PAGE, program};
use super::{Challenge, RedirectUri, Scope, UserCode};
use crate::session::wire::{wire_enum, wire_struct};
use crate::session::{Envelope, Sealed, SessionKeys};

/// The program that waits for a sign-in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// A device, which polls with its device code.
    Device(UserCode, DeviceRequest),
    /// A helper on the user's own machine, or the edge's own page.
    Helper(ClientRequest),
}

impl Purpose {
    /// The program's `client_id`, such as `git`.
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
    pub fn is_page(&self) -> bool {
        match self {
            Self::Device(..) => false,
            Self::Helper(client) => client.is_page(),
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
    /// The program's `client_id`, such as `git`.
    pub client_id: String,
    /// `state`, which is returned to the program.
    pub state: Option<String>,
    /// The address at which the program waits for the code.
    pub redirect_uri: RedirectUri,
    /// The PKCE challenge.
    pub challenge: Challenge,
    /// The requested scope.
    pub scope: Scope,
}

impl ClientRequest {
    /// Whether it is the edge's own page.
    pub fn is_page(&self) -> bool {
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
    /// The program's `client_id`, such as `git`.
    pub client_id: String,
    /// The requested scope.
    pub scope: Scope,
    /// When the device requested its codes.
    pub asked_at: Timestamp,
}

impl DeviceRequest {
    /// Seals the request, to be stored under the user code's id.
    pub fn seal(
        &self,
        keys: &SessionKeys,
        id: &[u8; 16],
        nonce: [u8; 12],
        audience: &str,
    ) -> Vec<u8> {
        self.seal_with_id(keys, id, nonce, audience)
    }

    /// Opens a sealed request.
    pub fn open(keys: &SessionKeys, audience: &str, id: &[u8; 16], sealed: &[u8]) -> Option<Self> {
        let (sealed_id, request) = Self::open_with_id(keys, audience, sealed).ok()?;
        (sealed_id == *id).then_some(request)
    }
}

wire_enum!(Purpose {
    0 => Helper(client),
    1 => Device(code, request),
});

wire_struct!(ClientRequest {
    client_id,
    state,
    redirect_uri,
    challenge,
    scope
});

wire_struct!(DeviceRequest {
    client_id,
    scope,
    asked_at
});

impl Sealed for DeviceRequest {
    const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge device");
}
