//! Looks up credentials in this isolate and in the shared cache, or gets them from STS or IAM Identity Center.

use std::cell::RefCell;

use js_sys::Math;
use signer_wasm::Credentials;

use super::clock::Clock;
use super::request_context::RequestContext;
use super::single_flight::{Lease, POLL_MS};
use super::subrequest::{self, NoResponse};
use super::{Result, environment, provider_keys, shared_cache};
use crate::Error;
use crate::auth::credential_request::{Caller, CredentialRequest, CredentialSource, TokenValidity};
use crate::aws::credential_store::{CredentialStore, Found, Id};
use crate::aws::identity_center;
use crate::aws::identity_center::ServiceRequest;
use crate::aws::sts;
use crate::aws::sts::{AssumeRole, SamlUser, StsFailure, StsRequest};
use crate::config::IdentityCenter;
use crate::http::AccessLog;
use crate::http::access_log::CredentialOrigin;
use crate::saml::RequestedRole;
use crate::session::PortalAccess;

/// A look-up of credentials.
pub(super) struct Search<'a> {
    pub(super) credential_request: &'a CredentialRequest,
    pub(super) source: &'a CredentialSource<'a>,
    pub(super) id: &'a Id,
    pub(super) context: &'a RequestContext<'a>,
    pub(super) trail: Trail,
}

/// The details of a look-up for the access log.
pub(super) struct Trail {
    pub(super) source: &'static str,
    pub(super) sts_calls: u32,
    pub(super) sts_error: Option<String>,
}

impl Default for Trail {
    fn default() -> Self {
        Self {
            source: "isolate",
            sts_calls: 0,
            sts_error: None,
        }
    }
}

impl Search<'_> {
    pub(super) async fn run(&mut self, validity: TokenValidity) -> Result<Credentials> {
        let id = self.id;
        if let TokenValidity::InGracePeriod(error) = validity {
            let now_ms = self.context.clock.now_ms();
            return match STORE.with_borrow(|store| store.peek(id, now_ms)) {
                Some(credentials) => Ok(credentials),
                None => self.shared(None).await.ok_or(error),
            };
        }

        loop {
            let now_ms = self.context.clock.now_ms();
            match STORE.with_borrow_mut(|store| store.find(id, now_ms)) {
                Found::Valid(credentials) => return Ok(credentials),
                Found::Failed(error) => return Err(error),
                Found::Wait => environment::pause(POLL_MS).await,
                Found::Missing => return self.fetch(None).await,
                Found::Stale(held) => {
                    return Ok(self.fetch(Some(&held)).await.unwrap_or(held));
                }
            }
        }
    }

    /// Fetches credentials for this request and all others that wait for them; the caller holds the lease.
    async fn fetch(&mut self, held: Option<&Credentials>) -> Result<Credentials> {
        let id = self.id;
        let lease = Lease(|| STORE.with_borrow_mut(|store| store.release(id)));
        let fetched = match self.shared(held).await {
            Some(credentials) => Ok(credentials),
            None => self.fetch_anew().await,
        };
        drop(lease);
        let now_ms = self.context.clock.now_ms();
        STORE.with_borrow_mut(|store| match &fetched {
            Ok(credentials) => store.keep(id, credentials.clone(), now_ms),
            Err(error) => store.fail(id, error.clone(), now_ms),
        });
        fetched
    }

    /// Another isolate's credentials from the shared cache, if they last longer than `held`.
    async fn shared(&mut self, held: Option<&Credentials>) -> Option<Credentials> {
        let id = self.id;
        let found = shared_cache::read(id, &self.source.sealing_key()?).await?;
        let now = self.context.clock.now().ok()?;
        let least = held
            .and_then(Credentials::expiration)
            .unwrap_or(now.saturating_add(LEAST_LEFT_SECONDS));
        let is_refused = STORE.with_borrow(|store| store.is_refused(id, &found));
        (found.expiration()? > least && !is_refused).then(|| {
            self.trail.source = "cache";
            found
        })
    }

    async fn fetch_anew(&mut self) -> Result<Credentials> {
        if let (Caller::Token(jwt), Some(provider)) = (
            &self.credential_request.caller,
            self.credential_request.provider(self.context.config),
        ) {
            provider_keys::verify(jwt, provider, self.context.clock).await?;
        }

        let credentials = match self.source {
            CredentialSource::Session { credentials, .. } => return Ok(credentials.clone()),
            CredentialSource::IdentityCenter { center, access, .. } => {
                self.call_portal(center, access).await?
            }
            CredentialSource::Sts {
                assume_role, grant, ..
            } => {
                self.trail.source = "sts";
                let parse = sts::parse_response;
                call_sts(
                    assume_role,
                    grant.name,
                    self.context,
                    &mut self.trail,
                    parse,
                )
                .await?
            }
        };
        let now = self.context.clock.now()?;
        if let Some(key) = self.source.sealing_key()
            && let Some(sealed) = shared_cache::seal(self.id, &key, &credentials, now)
        {
            self.context.execution.wait_until(sealed.write());
        }
        Ok(credentials)
    }

    async fn call_portal(
        &mut self,
        center: &IdentityCenter,
        access: &PortalAccess,
    ) -> Result<Credentials> {
        self.trail.source = "identity-center";
        let request = ServiceRequest::role_credentials(center, self.context.config, access)?;
        let (status, body) = subrequest::call_identity_center(&request).await?;
        identity_center::role_credentials(status, &body)
    }
}

/// Calls `AssumeRoleWithSAML`, and records it in the access log. Nothing is cached: a response is used once.
pub(super) async fn assume_with_saml(
    requested: &RequestedRole<'_>,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<(Credentials, SamlUser)> {
    let RequestedRole { grant, assume_role } = requested;
    let mut trail = Trail::default();
    let parse = sts::parse_saml_response;
    let assumed = call_sts(assume_role, grant.name, context, &mut trail, parse).await;
    log.profile = Some(grant.name.to_owned());
    log.credential_origin = Some(CredentialOrigin {
        role: assume_role.role.as_str().to_owned(),
        session_name: match &assumed {
            Ok((_, user)) => user.session_name.clone(),
            Err(_) => String::new(),
        },
        credentials: "sts",
        sts_calls: trail.sts_calls,
        sts_error: trail.sts_error,
    });
    assumed
}

/// Calls STS, again if that may help.
async fn call_sts<T>(
    assume_role: &AssumeRole,
    profile: &str,
    context: &RequestContext<'_>,
    trail: &mut Trail,
    parse: impl Fn(u16, &[u8]) -> Result<T, StsFailure>,
) -> Result<T> {
    let started_ms = context.clock.now_ms();
    loop {
        trail.sts_calls += 1;
        let request = StsRequest::new(assume_role, context.config, context.clock.now()?)?;
        let failure = match send(&request)
            .await
            .and_then(|(status, body)| parse(status, &body))
        {
            Ok(parsed) => return Ok(parsed),
            Err(failure) => failure,
        };

        let elapsed_ms = context.clock.now_ms().saturating_sub(started_ms);
        match sts::delay_ms(&failure, trail.sts_calls, elapsed_ms, Math::random()) {
            Some(delay_ms) => environment::pause(delay_ms as u32).await,
            None => {
                trail.sts_error = Some(failure.to_string());
                return Err(sts::explain(&failure, assume_role, profile));
            }
        }
    }
}

/// Whether CodeCommit rejected the credentials.
pub(super) fn are_rejected_by(error: &Error) -> bool {
    matches!(
        error,
        Error::CredentialsExpired(_) | Error::SignatureRejected(_)
    )
}

/// This isolate's credentials, if they need no renewal yet.
pub(super) fn fresh(id: &Id, clock: &Clock) -> Option<Credentials> {
    STORE.with_borrow(|store| store.fresh(id, clock.now_ms()))
}

/// Drops credentials, so that new ones are fetched.
pub(super) fn forget(id: &Id) {
    STORE.with_borrow_mut(|store| store.forget(id));
}

async fn send(request: &StsRequest) -> Result<(u16, Vec<u8>), StsFailure> {
    let StsRequest { url, headers, body } = request;
    match subrequest::post(url, headers, body, ATTEMPT_MS, sts::MAX_RESPONSE).await {
        Ok(response) => Ok(response),
        Err(NoResponse::Failed(reason)) => Err(StsFailure::unreachable(&reason)),
        Err(NoResponse::Late) => Err(StsFailure::late()),
    }
}

thread_local! {
    static STORE: RefCell<CredentialStore> = RefCell::default();
}

const ATTEMPT_MS: u32 = 4_000;
/// Shared credentials that expire sooner are not used.
const LEAST_LEFT_SECONDS: u64 = 1;
