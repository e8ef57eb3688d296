//! A request that needs AWS credentials for its caller.

use signer_wasm::{Credentials, Region, RepositoryName};
use zeroize::Zeroizing;

mod assume_role;
mod source;
mod token_validity;

pub use self::source::CredentialSource;
pub use self::token_validity::TokenValidity;
use crate::auth::Credential;
use crate::auth::grant::{Grant, Wanted, bound_profile};
use crate::config::provider::IdentityProvider;
use crate::error::Upstream;
use crate::git::GitRequest;
use crate::git::service::{Phase, Service};
use crate::jwt::Jwt;
use crate::session::{PortalAccess, Session, SessionSubject};
use crate::{Config, Error};

/// A request that can proceed once there are credentials for its caller.
pub struct CredentialRequest {
    /// The caller that the credentials are for.
    pub caller: Caller,
    /// The request that the credentials are for.
    pub target: CredentialTarget,
}

/// The caller's credential.
pub enum Caller {
    /// An opened session.
    Session {
        /// The contents of the session.
        session: Box<Session>,
        /// The token that it was sealed in.
        token: Zeroizing<String>,
    },
    /// An identity provider's token.
    Token(Box<Jwt>),
}

/// A request that needs credentials.
pub enum CredentialTarget {
    /// A git request.
    Git(GitRequest),
    /// The list of repositories.
    Repositories {
        /// The profile in the address.
        profile: Option<String>,
        /// The region whose repositories are listed.
        region: Region,
    },
    /// A new session.
    Session {
        /// The profile it is requested for.
        profile: Option<String>,
        /// Whether read-only access is requested.
        read_only: bool,
    },
}

impl CredentialRequest {
    /// The provider whose keys must verify the token here.
    pub fn provider<'a>(&self, config: &'a Config) -> Option<&'a IdentityProvider> {
        match &self.caller {
            Caller::Token(jwt) => config.provider(jwt.claims().issuer()?),
            Caller::Session { .. } => None,
        }
    }

    /// The role to assume, or the credentials that the session contains.
    ///
    /// # Errors
    ///
    /// Any reason why the caller may not use the role.
    pub fn source<'a>(&self, config: &'a Config) -> Result<CredentialSource<'a>, Error> {
        let grant = match &self.caller {
            Caller::Session { session, .. } => match &session.subject {
                SessionSubject::Credentials(credentials) | SessionSubject::User(_, credentials) => {
                    return self.source_in_session(credentials, session, config);
                }
                SessionSubject::Portal(access) => {
                    return self.identity_center_source(access, session, config);
                }
                SessionSubject::Claims(claims) => Grant::for_user(
                    config,
                    claims,
                    session,
                    self.requested_profile(),
                    self.wanted(),
                )?,
                SessionSubject::Identity(_) => {
                    Grant::for_session(config, session, self.requested_profile())?
                }
                SessionSubject::Reference { .. } => return Err(unreadable_session()),
            },
            Caller::Token(jwt) => Grant::for_token(
                config,
                jwt.claims(),
                self.requested_profile(),
                self.wanted(),
            )?,
        };
        grant.admit(self.wanted())?;

        let identity = self.identity(&grant)?;
        Ok(CredentialSource::Sts {
            assume_role: Box::new(self.assume_role(&grant, identity.as_ref(), config)?),
            grant,
            identity,
        })
    }

    /// The credentials in a session are those that it was opened with. The same rules apply to them as if they were
    /// sent with each request.
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

    /// IAM Identity Center gives the credentials of its own role, which no profile narrows.
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

    /// The profile that a session is bound to, if any, and whether the session is read-only. The profile must cover the
    /// request.
    fn bound<'a>(
        &self,
        session: &Session,
        config: &'a Config,
    ) -> Result<(Option<&'a str>, bool), Error> {
        let bound = match &session.profile {
            Some(name) => Some(bound_profile(config, name, self.requested_profile())?),
            None => None,
        };
        if let Some((_, profile)) = bound {
            self.wanted().admitted_by(&profile.policy)?;
        }
        let addressed = self
            .requested_profile()
            .and_then(|name| config.profiles.get(name));
        let profiles = [bound.map(|(_, profile)| profile), addressed];
        let read_only = session.read_only
            || profiles
                .into_iter()
                .flatten()
                .any(|profile| profile.policy.read_only);
        Ok((bound.map(|(name, _)| name), read_only))
    }

    fn requested_profile(&self) -> Option<&str> {
        match &self.target {
            CredentialTarget::Git(route) => route.profile.as_deref(),
            CredentialTarget::Repositories { profile, .. }
            | CredentialTarget::Session { profile, .. } => profile.as_deref(),
        }
    }

    fn repository(&self) -> Option<(&Region, &RepositoryName)> {
        self.git()
            .map(|route| (route.remote.region(), route.remote.repository()))
    }

    fn git(&self) -> Option<&GitRequest> {
        match &self.target {
            CredentialTarget::Git(route) => Some(route),
            CredentialTarget::Repositories { .. } | CredentialTarget::Session { .. } => None,
        }
    }

    fn wanted(&self) -> Wanted<'_> {
        match &self.target {
            CredentialTarget::Git(route) => {
                Wanted::Repository(route.remote.region(), route.remote.repository())
            }
            CredentialTarget::Repositories { region, .. } => Wanted::Region(region),
            CredentialTarget::Session { .. } => Wanted::Anything,
        }
    }

    /// Whether the request can be sent to CodeCommit a second time: its body is empty or small.
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

impl Caller {
    /// The credential that the caller sent.
    pub fn credential(&self) -> Credential {
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

/// The largest body, in bytes, that is buffered to be sent again: far more than most fetch requests need.
const MAX_REPEATED: u64 = 64 << 10;
