use signer_wasm::{Credentials, Timestamp};
use zeroize::Zeroizing;

use super::client::redirect_uri;
use super::wire::{read_client, read_scope, read_secret, write_client, write_scope, write_secret};
use super::{Challenge, RedirectUri, Scope};
use crate::Config;
use crate::aws::identity_center::RegisteredClient;
use crate::jwt::Claims;
use crate::session::claims::{read_claims, write_claims};
use crate::session::wire::{Reader, write_flag, write_number, write_text, written};
use crate::session::{
    Envelope, PortalAccess, Session, SessionKeys, SessionSubject, read_credentials,
    read_portal_access, read_time, write_credentials, write_portal_access,
};
use crate::util::Secret;

/// A completed sign-in, from which sessions are issued one after another.
#[derive(Clone)]
pub struct Login {
    /// Random bytes that identify this login and all of its sessions.
    pub id: [u8; 16],
    /// The program's client id.
    pub client_id: String,
    /// The granted scope.
    pub scope: Scope,
    /// When the user has to sign in again.
    pub ends_at: Timestamp,
    /// The secret that opens the state of its sessions, if that does not fit into their tokens. All of them share it,
    /// so that a git command can continue with one while another command gets the next.
    pub state_secret: Zeroizing<[u8; 32]>,
    /// The salt that derives the newest refresh token from the one before it: see
    /// [`LoginToken::successor`](super::LoginToken::successor).
    pub successor_salt: [u8; 32],
    /// What its code can be redeemed with, until it is redeemed.
    pub code: Option<CodeBinding>,
    /// The signed-in user.
    pub subject: LoginSubject,
}

/// What an authorization code can be redeemed with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CodeBinding {
    /// The redirect URI that it was sent to.
    pub redirect_uri: RedirectUri,
    /// The PKCE challenge.
    pub challenge: Challenge,
}

/// The signed-in user, and how the sign-in is renewed.
#[derive(Clone, Debug)]
pub enum LoginSubject {
    /// The edge assumes the user's roles itself, by these claims.
    Claims {
        /// The claims.
        claims: Claims,
        /// The identity provider's name.
        provider: String,
        /// The provider's refresh token, with which the edge checks that the user may still sign in.
        refresh: Option<Secret>,
    },
    /// STS took the user's token and returned credentials.
    Credentials {
        /// The name to display.
        name: String,
        /// The subject at the identity provider.
        subject: String,
        /// The granted profile.
        profile: String,
        /// Whether access is read-only.
        read_only: bool,
        /// The role's credentials.
        credentials: Credentials,
        /// The identity provider's name.
        provider: String,
        /// The provider's refresh token, without which the credentials cannot be renewed.
        refresh: Option<Secret>,
    },
    /// The user signed in to IAM Identity Center.
    Portal {
        /// The chosen role, and the portal's access token.
        access: PortalAccess,
        /// When that token expires.
        ends_at: Timestamp,
        /// The edge's registration as a client.
        client: RegisteredClient,
        /// The portal's refresh token.
        refresh: Option<Secret>,
    },
}

impl Login {
    /// The next session, which lasts no longer than its contents.
    pub fn session(&self, config: &Config, now: Timestamp) -> Session {
        let longest = now
            .saturating_add(u64::from(config.session_seconds))
            .min(self.ends_at);
        let (subject, profile, read_only, until) = match &self.subject {
            LoginSubject::Claims { claims, .. } => (
                SessionSubject::Claims(claims.clone()),
                self.scope.profile.clone(),
                self.scope.read_only,
                longest,
            ),
            LoginSubject::Credentials {
                credentials,
                profile,
                read_only,
                ..
            } => (
                SessionSubject::Credentials(credentials.clone()),
                Some(profile.clone()),
                *read_only || self.scope.read_only,
                credentials.expiration().unwrap_or(longest),
            ),
            LoginSubject::Portal {
                access, ends_at, ..
            } => (
                SessionSubject::Portal(access.clone()),
                self.scope.profile.clone(),
                self.scope.read_only,
                *ends_at,
            ),
        };
        Session {
            id: self.id,
            profile,
            read_only,
            expires_at: until.min(longest),
            subject,
        }
    }

    /// Whether another session can follow one that ends at this time.
    pub fn is_renewable(&self, until: Timestamp) -> bool {
        until < self.ends_at
            && match &self.subject {
                LoginSubject::Claims { .. } => true,
                LoginSubject::Credentials { refresh, .. }
                | LoginSubject::Portal { refresh, .. } => refresh.is_some(),
            }
    }

    /// What the sign-in gives access to, as names and values to display.
    pub fn access(&self) -> Vec<(&'static str, &str)> {
        let (profile, read_only) = match &self.subject {
            LoginSubject::Credentials {
                profile, read_only, ..
            } => (Some(profile), *read_only || self.scope.read_only),
            _ => (self.scope.profile.as_ref(), self.scope.read_only),
        };
        let mut access = vec![(
            "Access",
            match read_only {
                true => "read only",
                false => "read and write",
            },
        )];
        match (profile, &self.subject) {
            (Some(profile), _) => access.push(("Profile", profile)),
            (None, LoginSubject::Claims { .. }) => {
                access.push(("Profile", "every profile that you may use"));
            }
            (None, _) => {}
        }
        access
    }

    /// The signed-in user's name to display.
    pub fn name(&self) -> String {
        match &self.subject {
            LoginSubject::Claims { claims, .. } => claims
                .text("email")
                .or(claims.subject())
                .unwrap_or_default()
                .to_owned(),
            LoginSubject::Credentials { name, .. } => name.clone(),
            LoginSubject::Portal { access, .. } => {
                format!("{} in {}", access.role_name, access.account_id)
            }
        }
    }

    /// Seals it. No nonce may be used twice for one login.
    pub fn seal(&self, keys: &SessionKeys, nonce: [u8; 12], audience: &str) -> Vec<u8> {
        LOGIN.seal(keys, nonce, audience, &self.id, &self.encode())
    }

    /// Opens a sealed login.
    pub fn open(keys: &SessionKeys, audience: &str, sealed: &[u8]) -> Option<Self> {
        let (id, payload) = LOGIN.open(keys, audience, sealed).ok()?;
        Self::decode(id, &payload, audience)
    }

    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let Self {
            id: _,
            client_id,
            scope,
            ends_at,
            state_secret,
            successor_salt,
            code,
            subject,
        } = self;
        written(|out| {
            write_text(out, client_id);
            write_scope(out, scope);
            write_number(out, ends_at.unix_seconds());
            out(&**state_secret);
            out(successor_salt);
            write_flag(out, code.is_some());
            if let Some(code) = code {
                write_text(out, code.redirect_uri.as_str());
                out(code.challenge.as_bytes());
            }
            match subject {
                LoginSubject::Claims {
                    claims,
                    provider,
                    refresh,
                } => {
                    out(&[CLAIMS]);
                    write_claims(out, claims);
                    write_text(out, provider);
                    write_secret(out, refresh.as_ref());
                }
                LoginSubject::Credentials {
                    name,
                    subject,
                    profile,
                    read_only,
                    credentials,
                    provider,
                    refresh,
                } => {
                    out(&[CREDENTIALS]);
                    write_text(out, name);
                    write_text(out, subject);
                    write_text(out, profile);
                    write_flag(out, *read_only);
                    write_credentials(out, credentials);
                    write_text(out, provider);
                    write_secret(out, refresh.as_ref());
                }
                LoginSubject::Portal {
                    access,
                    ends_at,
                    client,
                    refresh,
                } => {
                    out(&[PORTAL]);
                    write_portal_access(out, access);
                    write_number(out, ends_at.unix_seconds());
                    write_client(out, client);
                    write_secret(out, refresh.as_ref());
                }
            }
        })
    }

    pub(super) fn decode(id: [u8; 16], bytes: &[u8], audience: &str) -> Option<Self> {
        let mut reader = Reader(bytes);
        let reader = &mut reader;
        let client_id = reader.text()?.to_owned();
        let scope = read_scope(reader)?;
        let ends_at = read_time(reader)?;
        let state_secret = Zeroizing::new(*reader.array()?);
        let successor_salt = *reader.array()?;
        let code = match reader.flag()? {
            true => Some(CodeBinding {
                redirect_uri: redirect_uri(&client_id, reader.text()?, audience)?,
                challenge: Challenge::from_bytes(*reader.array()?),
            }),
            false => None,
        };
        let subject = match reader.byte()? {
            CLAIMS => LoginSubject::Claims {
                claims: read_claims(reader)?,
                provider: reader.text()?.to_owned(),
                refresh: read_secret(reader)?,
            },
            CREDENTIALS => LoginSubject::Credentials {
                name: reader.text()?.to_owned(),
                subject: reader.text()?.to_owned(),
                profile: reader.text()?.to_owned(),
                read_only: reader.flag()?,
                credentials: read_credentials(reader)?,
                provider: reader.text()?.to_owned(),
                refresh: read_secret(reader)?,
            },
            PORTAL => LoginSubject::Portal {
                access: read_portal_access(reader)?,
                ends_at: read_time(reader)?,
                client: read_client(reader)?,
                refresh: read_secret(reader)?,
            },
            _ => return None,
        };
        reader.end()?;
        Some(Self {
            id,
            client_id,
            scope,
            ends_at,
            state_secret,
            successor_salt,
            code,
            subject,
        })
    }
}

const LOGIN: Envelope = Envelope::new(b"codecommit-edge login");
const CLAIMS: u8 = 0;
const CREDENTIALS: u8 = 1;
const PORTAL: u8 = 2;
