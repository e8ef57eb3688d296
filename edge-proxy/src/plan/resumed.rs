//! Completes plans once there are credentials.

use signer_wasm::Timestamp;

use super::resolved_credentials::ResolvedCredentials;
use super::reuse::Requester;
use super::session::NewSession;
use super::{Plan, git, repositories};
use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::http::RequestHead;
use crate::session::SessionSubject;
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
                Requester {
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
