//! Requests that go on once there are credentials.

use signer_wasm::{Credentials, Timestamp};

use super::session::NewSession;
use super::{Plan, git};
use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::aws::credential_store::Id;
use crate::http::RequestHead;
use crate::session::{SessionSubject, VerifiedIdentity};
use crate::{Config, Error};

impl CredentialRequest {
    /// Goes on, now that the caller's credentials are there; `read_only` is what came with them.
    ///
    /// # Errors
    ///
    /// As [`plan`](crate::plan()) refuses.
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
                self.caller.identity(),
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

/// What was obtained for a caller.
pub struct ObtainedCredentials {
    /// What to sign with.
    pub credentials: Credentials,
    /// Whether only to read.
    pub read_only: bool,
    /// The profile that opened it.
    pub profile: Option<String>,
    /// Whom the edge can vouch for again.
    pub identity: Option<VerifiedIdentity>,
    /// What they are kept under, where others could be had in their place.
    pub id: Option<Id>,
}
