//! Gets the AWS credentials that a request needs.

use signer_wasm::Credentials;

use super::clock::Clock;
use super::credentials::{self, Search, Trail};
use super::request_context::RequestContext;
use super::{Result, provider_keys, sessions};
use crate::auth::credential_request::{Caller, CredentialRequest, CredentialSource, TokenValidity};
use crate::aws::credential_store::Id;
use crate::http::RequestHead;
use crate::http::access_log::{AccessLog, CredentialOrigin};
use crate::plan::ResolvedCredentials;
use crate::{Config, Error};

/// The credentials, if this isolate has them, without waiting. `None` if something must be fetched, or the caller
/// must be refused.
pub(super) fn resolve_at_once(
    credential_request: &mut CredentialRequest,
    head: &RequestHead<'_>,
    config: &Config,
    clock: &Clock,
    log: &mut AccessLog,
) -> Option<ResolvedCredentials> {
    if let Caller::Session { session, .. } = &mut credential_request.caller {
        sessions::complete_at_once(session, head.own_origin(), clock)?.ok()?;
    }
    if credential_request
        .token_validity(config, clock.now().ok()?)
        .ok()?
        != TokenValidity::Valid
    {
        return None;
    }
    let source = credential_request.source(config).ok()?;
    let id = source.id();
    let credentials = match (&source, &id) {
        (CredentialSource::Session { credentials, .. }, _) => credentials.clone(),
        (_, Some(id)) => credentials::fresh(id, clock)?,
        _ => return None,
    };
    observe(credential_request, Some((&source, Trail::default())), log);
    Some(resolved(source, id, credentials))
}

pub(super) async fn resolve(
    credential_request: &mut CredentialRequest,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<ResolvedCredentials> {
    let RequestContext {
        head,
        config,
        clock,
        ..
    } = *context;
    if let Caller::Session { session, .. } = &mut credential_request.caller {
        sessions::complete(session, head.own_origin(), clock).await?;
    }
    observe(credential_request, None, log);

    let validity = credential_request.token_validity(config, clock.now()?)?;
    let source = match credential_request.source(config) {
        Ok(source) => source,
        Err(error) => {
            // Only callers with a valid token learn which profiles its claims do not grant.
            if let (Caller::Token(jwt), Some(provider)) = (
                &credential_request.caller,
                credential_request.provider(config),
            ) {
                provider_keys::verify(jwt, provider, clock).await?;
            }
            return Err(error);
        }
    };
    let id = source.id();
    let found = match (&source, &id) {
        (CredentialSource::Session { credentials, .. }, _) => Ok(credentials.clone()),
        (_, Some(id)) => {
            let mut search = Search {
                credential_request,
                source: &source,
                id,
                context,
                trail: Trail::default(),
            };
            let found = search.run(validity).await;
            let trail = search.trail;
            observe(credential_request, Some((&source, trail)), log);
            found
        }
        (_, None) => Err(Error::Misconfigured("credentials have no id".into())),
    };
    Ok(resolved(source, id, found?))
}

/// Records the caller, and where the credentials came from, in the access log.
fn observe(
    credential_request: &CredentialRequest,
    searched: Option<(&CredentialSource<'_>, Trail)>,
    log: &mut AccessLog,
) {
    if let Caller::Session { session, .. } = &credential_request.caller {
        log.profile.clone_from(&session.profile);
        log.principal = session.subject.principal().map(str::to_owned);
    }
    let Some((source, trail)) = searched else {
        return;
    };
    let (role, session_name) = match source {
        CredentialSource::Session { .. } => return,
        CredentialSource::IdentityCenter { access, .. } => (
            [&access.account_id, "/", &access.role_name].concat(),
            String::new(),
        ),
        CredentialSource::Sts {
            assume_role, grant, ..
        } => {
            log.profile = Some(grant.name.to_owned());
            (
                assume_role.role.as_str().to_owned(),
                assume_role.session_name.clone(),
            )
        }
    };
    log.credential_origin = Some(CredentialOrigin {
        role,
        session_name,
        credentials: trail.source,
        sts_calls: trail.sts_calls,
        sts_error: trail.sts_error,
    });
}

fn resolved(
    source: CredentialSource<'_>,
    id: Option<Id>,
    credentials: Credentials,
) -> ResolvedCredentials {
    let (account, profile, read_only, identity) = match source {
        CredentialSource::Session {
            profile, read_only, ..
        } => (None, profile, read_only, None),
        CredentialSource::IdentityCenter {
            access,
            profile,
            read_only,
            ..
        } => (Some(access.account_id), profile, read_only, None),
        CredentialSource::Sts {
            assume_role,
            grant,
            identity,
        } => (
            Some(assume_role.role.account().to_owned()),
            Some(grant.name),
            grant.read_only,
            identity,
        ),
    };
    ResolvedCredentials {
        credentials,
        account,
        read_only,
        profile: profile.map(str::to_owned),
        identity,
        id,
    }
}
