use signer_wasm::{Credentials, Timestamp};
use zeroize::Zeroizing;

use super::wire::{
    Reader, Sink, Wire, read_packed, wire_enum, wire_struct, write_packed, write_text,
};
use super::{Envelope, Sealed, StateSecret};
use crate::jwt::Claims;
use crate::util::Secret;

/// A session of an authenticated caller.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Session {
    /// Random bytes that identify the session. They are not secret.
    pub id: [u8; 16],
    /// The profile to which the session is limited; `None` for every profile that the caller may use.
    pub profile: Option<String>,
    /// Whether the session is read-only.
    pub read_only: bool,
    /// When the session expires.
    pub expires_at: Timestamp,
    /// The authenticated caller.
    pub subject: SessionSubject,
}

/// The caller that a session authenticates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SessionSubject {
    /// A signed-in user, by their claims: rules are applied to them with each request, and the edge assumes a role.
    Claims(Claims),
    /// AWS credentials, with which the edge signs.
    Credentials(Credentials),
    /// A role's credentials, and the name of the signed-in user for whom STS issued them.
    User(String, Credentials),
    /// The identity in a verified token, for which the edge assumes a role.
    Identity(VerifiedIdentity),
    /// A user of IAM Identity Center, which issues the credentials of a role.
    Portal(PortalAccess),
    /// A reference to state that is stored by the session's id.
    Reference(StateSecret),
}

impl SessionSubject {
    /// The principal for the log, which is not secret.
    pub fn principal(&self) -> Option<&str> {
        match self {
            Self::Claims(claims) => claims.subject(),
            Self::Credentials(credentials) => Some(credentials.access_key_id()),
            Self::User(name, _) => Some(name),
            Self::Identity(identity) => Some(&identity.subject),
            Self::Portal(access) => Some(&access.role_name),
            Self::Reference(_) => None,
        }
    }
}

/// A role in IAM Identity Center, and the token to get its credentials with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PortalAccess {
    /// The portal's access token.
    pub token: Secret,
    /// The account's 12 digits.
    pub account_id: String,
    /// The role's name in the portal.
    pub role_name: String,
}

/// The identity from a token that the edge verified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifiedIdentity {
    /// The token's `iss`.
    pub issuer: String,
    /// The token's `sub`.
    pub subject: String,
    /// The role session name.
    pub session_name: String,
    /// The source identity of the role session.
    pub source_identity: Option<String>,
    /// The names and values of session tags.
    pub tags: Vec<(String, String)>,
}

wire_struct!(Session { read_only, expires_at, profile, subject } except id);

wire_enum!(SessionSubject {
    0 => Credentials(credentials),
    1 => Identity(identity),
    2 => Reference(secret),
    3 => Claims(claims),
    4 => Portal(access),
    5 => User(name, credentials),
});

wire_struct!(PortalAccess {
    token,
    account_id,
    role_name
});

wire_struct!(VerifiedIdentity {
    issuer,
    subject,
    session_name,
    source_identity,
    tags
});

impl Sealed for Session {
    const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge session token");
}

impl Wire for Credentials {
    fn write(&self, out: Sink<'_>) {
        write_text(out, self.access_key_id());
        write_packed(out, self.secret_access_key());
        self.session_token().is_some().write(out);
        if let Some(token) = self.session_token() {
            write_packed(out, token);
        }
        self.expiration().write(out);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let access_key_id = reader.text()?;
        let secret = read_packed(reader)?;
        let token = match bool::read(reader)? {
            true => Some(read_packed(reader)?),
            false => None,
        };
        let token = token.as_ref().map(|token| token.as_str());
        Self::new(access_key_id, &secret, token, Wire::read(reader)?).ok()
    }
}

/// Encodes credentials, to be sealed separately.
pub fn credentials_to_bytes(credentials: &Credentials) -> Zeroizing<Vec<u8>> {
    credentials.encode()
}

/// Decodes what [`credentials_to_bytes`] wrote; `None` for any other bytes.
pub fn credentials_from_bytes(bytes: &[u8]) -> Option<Credentials> {
    Credentials::decode(Reader {
        bytes,
        id: [0; 16],
        audience: "",
    })
}
