use signer_wasm::{Credentials, Timestamp};
use zeroize::Zeroizing;

use super::StateSecret;
use super::claims::{read_claims, write_claims};
use super::wire::{
    Reader, Sink, write_flag, write_number, write_optional_text, write_packed, write_text, written,
};
use crate::jwt::Claims;
use crate::util::Secret;

/// A session of an authenticated caller.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Session {
    /// Random bytes that identify the session. They are not secret.
    pub id: [u8; 16],
    /// The profile that it is bound to, if any.
    pub profile: Option<String>,
    /// Whether it may only read.
    pub read_only: bool,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The caller.
    pub subject: SessionSubject,
}

/// The caller that a session authenticates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SessionSubject {
    /// A signed-in user, by their claims: rules are applied to them with each request, and the edge assumes a role.
    Claims(Claims),
    /// AWS credentials, with which the edge signs.
    Credentials(Credentials),
    /// The identity in a verified token, for which the edge assumes a role.
    Identity(VerifiedIdentity),
    /// A user who signed in to IAM Identity Center, which gives a role's credentials.
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

/// Encodes a session, except for its id.
pub(super) fn encode(session: &Session) -> Zeroizing<Vec<u8>> {
    let Session {
        id: _,
        profile,
        read_only,
        expires_at,
        subject,
    } = session;
    written(|out| {
        write_flag(out, *read_only);
        write_number(out, expires_at.unix_seconds());
        write_optional_text(out, profile.as_deref());
        match subject {
            SessionSubject::Claims(claims) => {
                out(&[CLAIMS]);
                write_claims(out, claims);
            }
            SessionSubject::Portal(access) => {
                out(&[PORTAL]);
                write_portal_access(out, access);
            }
            SessionSubject::Credentials(credentials) => {
                out(&[CREDENTIALS]);
                write_credentials(out, credentials);
            }
            SessionSubject::Identity(identity) => {
                out(&[IDENTITY]);
                write_identity(out, identity);
            }
            SessionSubject::Reference(secret) => {
                out(&[REFERENCE]);
                out(secret.as_bytes());
            }
        }
    })
}

/// Decodes what [`encode`] wrote; `None` for any other bytes.
pub(super) fn decode(id: [u8; 16], bytes: &[u8]) -> Option<Session> {
    let mut reader = Reader(bytes);
    let read_only = reader.flag()?;
    let expires_at = read_time(&mut reader)?;
    let profile = reader.optional_text()?.map(str::to_owned);
    let subject = match reader.byte()? {
        CLAIMS => SessionSubject::Claims(read_claims(&mut reader)?),
        PORTAL => SessionSubject::Portal(read_portal_access(&mut reader)?),
        CREDENTIALS => SessionSubject::Credentials(read_credentials(&mut reader)?),
        IDENTITY => SessionSubject::Identity(read_identity(&mut reader)?),
        REFERENCE => SessionSubject::Reference(StateSecret::new(reader.array()?)),
        _ => return None,
    };
    reader.end()?;
    Some(Session {
        id,
        profile,
        read_only,
        expires_at,
        subject,
    })
}

/// Encodes credentials, to be sealed separately.
pub fn credentials_to_bytes(credentials: &Credentials) -> Zeroizing<Vec<u8>> {
    written(|out| write_credentials(out, credentials))
}

/// Decodes what [`credentials_to_bytes`] wrote; `None` for any other bytes.
pub fn credentials_from_bytes(bytes: &[u8]) -> Option<Credentials> {
    let mut reader = Reader(bytes);
    let credentials = read_credentials(&mut reader)?;
    reader.end()?;
    Some(credentials)
}

pub(crate) fn write_credentials(out: Sink<'_>, credentials: &Credentials) {
    write_text(out, credentials.access_key_id());
    write_packed(out, credentials.secret_access_key());
    write_flag(out, credentials.session_token().is_some());
    if let Some(token) = credentials.session_token() {
        write_packed(out, token);
    }
    write_flag(out, credentials.expiration().is_some());
    if let Some(expiration) = credentials.expiration() {
        write_number(out, expiration.unix_seconds());
    }
}

pub(crate) fn read_credentials(reader: &mut Reader<'_>) -> Option<Credentials> {
    let access_key_id = reader.text()?;
    let secret = reader.packed()?;
    let token = match reader.flag()? {
        true => Some(reader.packed()?),
        false => None,
    };
    let expiration = match reader.flag()? {
        true => Some(read_time(reader)?),
        false => None,
    };
    let token = token.as_ref().map(|token| token.as_str());
    Credentials::new(access_key_id, &secret, token, expiration).ok()
}

pub(crate) fn write_portal_access(out: Sink<'_>, access: &PortalAccess) {
    let PortalAccess {
        token,
        account_id,
        role_name,
    } = access;
    write_packed(out, token.reveal());
    write_text(out, account_id);
    write_text(out, role_name);
}

pub(crate) fn read_portal_access(reader: &mut Reader<'_>) -> Option<PortalAccess> {
    Some(PortalAccess {
        token: Secret::new(&reader.packed()?),
        account_id: reader.text()?.to_owned(),
        role_name: reader.text()?.to_owned(),
    })
}

fn write_identity(out: Sink<'_>, identity: &VerifiedIdentity) {
    let VerifiedIdentity {
        issuer,
        subject,
        session_name,
        source_identity,
        tags,
    } = identity;
    write_text(out, issuer);
    write_text(out, subject);
    write_text(out, session_name);
    write_optional_text(out, source_identity.as_deref());
    write_number(out, tags.len() as u64);
    for (name, value) in tags {
        write_text(out, name);
        write_text(out, value);
    }
}

fn read_identity(reader: &mut Reader<'_>) -> Option<VerifiedIdentity> {
    let mut text = || reader.text().map(str::to_owned);
    let (issuer, subject, session_name) = (text()?, text()?, text()?);
    let source_identity = reader.optional_text()?.map(str::to_owned);
    let mut tags = Vec::new();
    // Grows as items are read, whatever the number claims.
    for _ in 0..reader.number()? {
        tags.push((reader.text()?.to_owned(), reader.text()?.to_owned()));
    }
    Some(VerifiedIdentity {
        issuer,
        subject,
        session_name,
        source_identity,
        tags,
    })
}

pub(crate) fn read_time(reader: &mut Reader<'_>) -> Option<Timestamp> {
    Timestamp::from_unix_seconds(reader.number()?).ok()
}

const CREDENTIALS: u8 = 0;
const IDENTITY: u8 = 1;
const REFERENCE: u8 = 2;
const CLAIMS: u8 = 3;
const PORTAL: u8 = 4;
