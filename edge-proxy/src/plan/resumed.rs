//! Completes plans once there are credentials.

use signer_wasm::{Credentials, Timestamp};

use super::reuse::Asker;
use super::session::NewSession;
use super::{Plan, git, repositories};
use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::aws::credential_store::Id;
use crate::http::RequestHead;
use crate::session::{SessionSubject, VerifiedIdentity};
use crate::{Config, Error};

impl CredentialRequest {
    /// Completes the plan, with the caller's credentials; `read_only` comes from the session or the grant.
    ///
    /// # Errors
    ///
    /// The same refusals as [`plan`](crate::plan()).
    pub fn proceed(
        &self,
        resolved: &ResolvedCredentials,
        request: &RequestHead<'_>,
        config: &Config,
        now: Timestamp,
    ) -> Result<Plan, Error> {
        match &self.target {
            CredentialTarget::Git(route) => git::proceed(
                route.clone(),
                Asker {
                    credential: self.caller.credential(),
                    credentials: Some(&resolved.credentials),
                    account: resolved.account.as_deref(),
                },
                resolved.read_only,
                request,
                config,
                now,
            ),
            CredentialTarget::Repositories { profile, region } => Ok(repositories::proceed(
                profile.as_ref(),
                region,
                self.caller.credential(),
                resolved,
            )),
            CredentialTarget::Session { read_only, .. } => Ok(Plan::OpenSession(NewSession {
                profile: resolved.profile.clone(),
                read_only: *read_only || resolved.read_only,
                longest_until: match &resolved.identity {
                    Some(_) => None,
                    None => resolved.credentials.expiration(),
                },
                subject: match &resolved.identity {
                    Some(identity) => SessionSubject::Identity(identity.clone()),
                    None => SessionSubject::Credentials(resolved.credentials.clone()),
                },
            })),
        }
    }
}

/// The credentials for a caller, with what they may be used for.
pub struct ResolvedCredentials {
    /// The credentials to sign with.
    pub credentials: Credentials,
    /// The account that they belong to, if it is known.
    pub account: Option<String>,
    /// Whether access is read-only.
    pub read_only: bool,
    /// The granted profile.
    pub profile: Option<String>,
    /// The identity that the edge can vouch for again.
    pub identity: Option<VerifiedIdentity>,
    /// The id under which they are stored, if they can be replaced by new ones.
    pub id: Option<Id>,
}
