use signer_wasm::{Credentials, Timestamp};
use zeroize::Zeroizing;

use super::{Challenge, RedirectUri, Scope};
use crate::Config;
use crate::aws::identity_center::RegisteredClient;
use crate::jwt::Claims;
use crate::session::wire::{wire_enum, wire_struct};
use crate::session::{Envelope, PortalAccess, Sealed, Session, SessionKeys, SessionSubject};
use crate::util::Secret;

/// A completed sign-in, from which sessions are issued one after another.
#[derive(Clone)]
pub struct Login {
    /// Random bytes that identify this login and all of its sessions.
    pub id: [u8; 16],
    /// The program's `client_id`, such as `git`.
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
    /// The conditions for redeeming its code; `None` once it is redeemed.
    pub code: Option<CodeBinding>,
    /// The signed-in user.
    pub subject: LoginSubject,
}

/// The values of the authorization request that the redemption of its code must match.
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
        /// The claims that rules, session tags and names need.
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
        /// The profile whose role STS has assumed.
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
                name,
                credentials,
                profile,
                read_only,
                ..
            } => (
                SessionSubject::User(name.clone(), credentials.clone()),
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

    /// The access that the sign-in gives, as names and values to display.
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
        self.seal_with_id(keys, &self.id, nonce, audience)
    }

    /// Opens a sealed login.
    pub fn open(keys: &SessionKeys, audience: &str, sealed: &[u8]) -> Option<Self> {
        let (_, login) = Self::open_with_id(keys, audience, sealed).ok()?;
        Some(login)
    }
}

impl Sealed for Login {
    const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge login");
}

wire_struct!(Login {
    client_id,
    scope,
    ends_at,
    state_secret,
    successor_salt,
    code,
    subject,
} except id);

wire_struct!(CodeBinding {
    redirect_uri,
    challenge
});

wire_enum!(LoginSubject {
    0 => Claims { claims, provider, refresh },
    1 => Credentials { name, subject, profile, read_only, credentials, provider, refresh },
    2 => Portal { access, ends_at, client, refresh },
});
