//! A request whose caller AWS has yet to be asked about.

use signer_wasm::{Credentials, Region, RepositoryName};
use zeroize::Zeroizing;

mod assume_role;
mod token_validity;

pub use self::token_validity::TokenValidity;
use crate::auth::Credential;
use crate::auth::grant::{Grant, bound_profile};
use crate::aws::credential_store::Id;
use crate::aws::sts::AssumeRole;
use crate::config::IdentityCenter;
use crate::config::provider::IdentityProvider;
use crate::error::Upstream;
use crate::git::GitRequest;
use crate::git::service::{Phase, Service};
use crate::jwt::Jwt;
use crate::session::{PortalAccess, Session, SessionSubject, VerifiedIdentity};
use crate::util::seal::SealingKey;
use crate::{Config, Error};

/// A request that can go on once there are credentials for its caller.
pub struct CredentialRequest {
    /// Who calls.
    pub caller: Caller,
    /// What for.
    pub target: CredentialTarget,
}

/// A caller whom the edge gets credentials for.
pub enum Caller {
    /// With a session, which has been opened.
    Session {
        /// What is in it.
        session: Box<Session>,
        /// The token that it was sealed in.
        token: Zeroizing<String>,
    },
    /// With a token of an identity provider's.
    Token(Box<Jwt>),
}

/// What credentials are needed for.
pub enum CredentialTarget {
    /// A request of git's.
    Git(GitRequest),
    /// A session to be opened.
    Session {
        /// The profile that it is asked for.
        profile: Option<String>,
        /// Whether it is asked to be for reading alone.
        read_only: bool,
    },
}

impl CredentialRequest {
    /// The provider with whose keys the token must be verified here.
    pub fn provider<'a>(&self, config: &'a Config) -> Option<&'a IdentityProvider> {
        match &self.caller {
            Caller::Token(jwt) => config.provider(jwt.claims().issuer()?),
            Caller::Session { .. } => None,
        }
    }

    /// The role to assume; or the credentials, where the session has them in it.
    ///
    /// # Errors
    ///
    /// Whatever keeps the caller from the role.
    pub fn source<'a>(&self, config: &'a Config) -> Result<CredentialSource<'a>, Error> {
        let grant = match &self.caller {
            Caller::Session { session, .. } => match &session.subject {
                SessionSubject::Credentials(credentials) => {
                    return self.source_in_session(credentials, session, config);
                }
                SessionSubject::Portal(access) => {
                    return self.identity_center_source(access, session, config);
                }
                SessionSubject::Claims(claims) => {
                    Grant::to_person(config, claims, session, self.asked(), self.repository())?
                }
                SessionSubject::Identity(_) => Grant::to_session(config, session, self.asked())?,
                SessionSubject::Reference { .. } => return Err(unreadable_session()),
            },
            Caller::Token(jwt) => {
                Grant::to_token(config, jwt.claims(), self.asked(), self.repository())?
            }
        };
        if let Some(route) = self.git() {
            grant.admit(route.remote.region(), route.remote.repository())?;
        }

        let identity = self.identity(&grant)?;
        Ok(CredentialSource::Sts {
            assume_role: Box::new(self.assume_role(&grant, identity.as_ref(), config)?),
            grant,
            identity,
        })
    }

    /// Credentials in a session are those that it was opened with, and held by the same rules as if
    /// they came with each request.
    fn source_in_session<'a>(
        &self,
        credentials: &Credentials,
        session: &Session,
        config: &'a Config,
    ) -> Result<CredentialSource<'a>, Error> {
        let (profile, read_only) = self.bound(session, config)?;
        Ok(CredentialSource::Session {
            credentials: credentials.clone(),
            profile,
            read_only,
        })
    }

    /// What IAM Identity Center gives is a role of its own, which no profile narrows.
    fn identity_center_source<'a>(
        &self,
        access: &PortalAccess,
        session: &Session,
        config: &'a Config,
    ) -> Result<CredentialSource<'a>, Error> {
        let center = config.identity_center.as_ref().ok_or_else(|| {
            Error::AccessDenied("This session comes from IAM Identity Center, which is no longer configured on this edge. Sign in again.".into())
        })?;
        let (profile, read_only) = self.bound(session, config)?;
        Ok(CredentialSource::IdentityCenter {
            center,
            access: access.clone(),
            profile,
            read_only,
        })
    }

    /// The profile that a session is bound to, if to any, which has to admit what is asked for; and
    /// whether it is only for reading.
    fn bound<'a>(
        &self,
        session: &Session,
        config: &'a Config,
    ) -> Result<(Option<&'a str>, bool), Error> {
        let bound = match &session.profile {
            Some(name) => Some(bound_profile(config, name, self.asked())?),
            None => None,
        };
        if let (Some((_, profile)), Some((region, repository))) = (bound, self.repository()) {
            profile.policy.admit(region, repository)?;
        }
        let addressed = self.asked().and_then(|name| config.profiles.get(name));
        let profiles = [bound.map(|(_, profile)| profile), addressed];
        let read_only = session.read_only
            || profiles
                .into_iter()
                .flatten()
                .any(|profile| profile.policy.read_only);
        Ok((bound.map(|(name, _)| name), read_only))
    }

    fn asked(&self) -> Option<&str> {
        match &self.target {
            CredentialTarget::Git(route) => route.profile.as_deref(),
            CredentialTarget::Session { profile, .. } => profile.as_deref(),
        }
    }

    fn repository(&self) -> Option<(&Region, &RepositoryName)> {
        self.git()
            .map(|route| (route.remote.region(), route.remote.repository()))
    }

    fn git(&self) -> Option<&GitRequest> {
        match &self.target {
            CredentialTarget::Git(route) => Some(route),
            CredentialTarget::Session { .. } => None,
        }
    }

    /// Whether the request can be sent to CodeCommit again: it has no body, or a small one.
    pub fn is_repeatable(&self, content_length: Option<u64>) -> bool {
        self.git().is_some_and(|route| {
            route.service == Service::UploadPack
                && (route.phase == Phase::Discovery
                    || content_length.is_some_and(|length| length <= MAX_REPEATED))
        })
    }

    fn is_rpc(&self) -> bool {
        self.git().is_some_and(|route| route.phase == Phase::Rpc)
    }
}

/// Where the credentials for a [`CredentialRequest`] come from.
pub enum CredentialSource<'a> {
    /// Nothing: the session has the credentials in it.
    Session {
        /// The credentials.
        credentials: Credentials,
        /// The session's profile.
        profile: Option<&'a str>,
        /// Whether the session is for reading alone.
        read_only: bool,
    },
    /// The credentials of a role that IAM Identity Center gives.
    IdentityCenter {
        /// Where.
        center: &'a IdentityCenter,
        /// Which role, and the token to get it with.
        access: PortalAccess,
        /// The session's profile.
        profile: Option<&'a str>,
        /// Whether the session is for reading alone.
        read_only: bool,
    },
    /// The credentials of a role.
    Sts {
        /// The role, and for whom.
        assume_role: Box<AssumeRole>,
        /// What opened it.
        grant: Grant<'a>,
        /// Whom the edge vouches for, where it does.
        identity: Option<VerifiedIdentity>,
    },
}

impl CredentialSource<'_> {
    /// What the credentials are kept under; `None` where they came with the request.
    pub fn id(&self) -> Option<Id> {
        match self {
            Self::Session { .. } => None,
            Self::IdentityCenter { access, .. } => Some(access.id()),
            Self::Sts { assume_role, .. } => Some(assume_role.id()),
        }
    }

    /// The key that they are sealed with where others could read them.
    pub fn sealing_key(&self) -> Option<SealingKey> {
        match self {
            Self::Session { .. } => None,
            Self::IdentityCenter { access, .. } => Some(access.sealing_key()),
            Self::Sts { assume_role, .. } => Some(assume_role.sealing_key()),
        }
    }
}

impl Caller {
    /// The credential that the caller came with.
    pub fn identity(&self) -> Credential {
        match self {
            Self::Session { token, .. } => Credential::Session(token.clone()),
            Self::Token(jwt) => Credential::WebIdentity(jwt.clone()),
        }
    }
}

fn unreadable_session() -> Error {
    Error::UpstreamUnreachable {
        upstream: Upstream::SessionStore,
        detail: "a session has no state in the store".into(),
    }
}

/// Bytes of a body that are kept to be sent again: far more than most fetches ask with.
const MAX_REPEATED: u64 = 64 << 10;
