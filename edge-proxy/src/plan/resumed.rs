//! Completes plans once there are credentials.

use signer_wasm::{Credentials, Timestamp};

use super::session::NewSession;
use super::{Plan, git};
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
        obtained: &ObtainedCredentials,
        request: &RequestHead<'_>,
        config: &Config,
        now: Timestamp,
    ) -> Result<Plan, Error> {
        match &self.target {
            CredentialTarget::Git(route) => git::proceed(
                route.clone(),
                self.caller.credential(),
                Some(&obtained.credentials),
                obtained.read_only,
                request,
                config,
                now,
            ),
            CredentialTarget::Session { read_only, .. } => Ok(Plan::OpenSession(NewSession {
                profile: obtained.profile.clone(),
                read_only: *read_only || obtained.read_only,
                longest_until: match &obtained.identity {
                    Some(_) => None,
                    None => obtained.credentials.expiration(),
                },
                subject: match &obtained.identity {
                    Some(identity) => SessionSubject::Identity(identity.clone()),
                    None => SessionSubject::Credentials(obtained.credentials.clone()),
                },
            })),
        }
    }
}

/// The credentials for a caller, with what they may be used for.
pub struct ObtainedCredentials {
    /// The credentials to sign with.
    pub credentials: Credentials,
    /// Whether access is read-only.
    pub read_only: bool,
    /// The granted profile.
    pub profile: Option<String>,
    /// The identity that the edge can vouch for again.
    pub identity: Option<VerifiedIdentity>,
    /// The id under which they are stored, if they can be replaced by new ones.
    pub id: Option<Id>,
}
