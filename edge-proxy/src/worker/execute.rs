//! Carries out plans.

use super::client_response::ClientResponse;
use super::forward::Outcome;
use super::in_flight::{Forwarded, Stage};
use super::request_context::RequestContext;
use super::{
    Result, assets, body, credentials, forward, oauth, rate_limiter, relay, repositories, resolve,
    sessions,
};
use crate::auth::credential_request::CredentialRequest;
use crate::http::{AccessLog, EdgeResponse};
use crate::plan::{RequestBody, rate_limit};
use crate::{Error, Plan};

/// The result of a plan.
pub(super) enum Executed {
    Forward(Box<Forwarded>),
    Respond(ClientResponse),
}

impl From<EdgeResponse> for Executed {
    fn from(response: EdgeResponse) -> Self {
        Self::Respond(response.into())
    }
}

/// What to do next for a request.
pub(super) enum Action {
    CarryOut(Plan),
    /// Handle the outcome of forwarding.
    Refuse(Box<Forwarded>, Outcome),
    /// Rewrite the advertisement in the response.
    Rewrite(Outcome),
}

impl Action {
    /// See [`Plan::continues_without_client`].
    pub(super) fn continues_without_client(&self) -> bool {
        matches!(self, Self::CarryOut(plan) if plan.continues_without_client())
    }

    pub(super) async fn carry_out(
        self,
        context: &RequestContext<'_>,
        log: &mut AccessLog,
    ) -> Executed {
        let executed = match self {
            Self::CarryOut(plan) => {
                if rate_limit::applies_to(&plan)
                    && let Some(refusal) = Box::pin(rate_limiter::refuse(&plan, context, log)).await
                {
                    return refusal.into();
                }
                match plan {
                    Plan::NeedCredentials(credential_request) => {
                        Box::pin(proceed(credential_request, context, log)).await
                    }
                    plan => carry_out(plan, context, log).await,
                }
            }
            Self::Refuse(forwarded, outcome) => {
                Box::pin(handle_refusal(*forwarded, &outcome, context, log)).await
            }
            Self::Rewrite(outcome) => Box::pin(rewrite(&outcome, context, log)).await,
        };
        executed.unwrap_or_else(|error| {
            log.detail = error.detail().map(str::to_owned);
            let RequestContext {
                head, cors, config, ..
            } = context;
            EdgeResponse::refusal(&error, head, cors, config).into()
        })
    }
}

async fn handle_refusal(
    forwarded: Forwarded,
    outcome: &Outcome,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<Executed> {
    let error = match outcome.response(forwarded.body, log) {
        Ok(response) => forward::explain(&response, &forwarded, context.clock.now()?).await,
        Err(error) => error,
    };
    match forwarded.source {
        // Credentials may become invalid before they expire: an administrator can revoke a role's sessions.
        Some((credential_request, id)) if credentials::are_rejected_by(&error) => {
            credentials::forget(&id);
            if !forwarded.is_repeatable {
                return Err(error);
            }
            match proceed(credential_request, context, log).await? {
                Executed::Forward(mut forwarded) => {
                    forwarded.is_repeatable = false;
                    Ok(Executed::Forward(forwarded))
                }
                executed => Ok(executed),
            }
        }
        _ => Err(error),
    }
}

async fn rewrite(
    outcome: &Outcome,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<Executed> {
    let response = outcome.response(RequestBody::None, log)?;
    forward::as_receive_pack(&response, context.cors)
        .await
        .map(Executed::Respond)
}

/// Gets credentials, and uses them: says how to forward a git request, lists repositories, or opens a session.
async fn proceed(
    mut credential_request: Box<CredentialRequest>,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<Executed> {
    let RequestContext {
        head,
        config,
        clock,
        ..
    } = context;
    let mut is_repeatable = true;
    let (plan, resolved) = loop {
        let resolved = resolve::resolve(&mut credential_request, context, log).await?;
        let plan = credential_request.proceed(&resolved, head, config, clock.now()?)?;
        let Plan::ListRepositories(listing) = plan else {
            break (plan, resolved);
        };
        match (repositories::list(listing, context, log).await, resolved.id) {
            (Err(error), Some(id)) if is_repeatable && credentials::are_rejected_by(&error) => {
                credentials::forget(&id);
                is_repeatable = false;
            }
            (listed, _) => return listed.map(Executed::from),
        }
    };
    match Stage::of(plan, resolved.id.map(|id| (credential_request, id)), head) {
        Stage::Forwarded(forwarded) => Ok(Executed::Forward(forwarded)),
        Stage::Planned(plan) => carry_out(plan, context, log).await,
    }
}

async fn carry_out(
    plan: Plan,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<Executed> {
    let RequestContext {
        request,
        head,
        cors,
        config,
        clock,
        ..
    } = context;
    match plan {
        Plan::AnswerProbe(service) => match body::is_probe(request).await {
            true => Ok(EdgeResponse::probe(service, cors).into()),
            false => Err(Error::Unauthenticated),
        },
        Plan::Asset(asset) => assets::serve(&asset, context).await.map(Executed::Respond),
        Plan::ListRepositories(listing) => Box::pin(repositories::list(listing, context, log))
            .await
            .map(Executed::from),
        Plan::Relay(call) => Box::pin(relay::relay(&call, context, log))
            .await
            .map(Executed::Respond),
        Plan::Respond(response) => Ok(response.into()),
        Plan::RefusePush {
            gzipped,
            body_limit,
            error,
        } => {
            let push = body::read_commands(request, gzipped, body_limit).await?;
            Ok(EdgeResponse::push_report(&push, &error, cors).into())
        }
        Plan::OpenSession(new) => sessions::open(new, head.own_origin(), config, cors, clock)
            .await
            .map(Executed::from),
        Plan::Login(step) => Ok(oauth::carry_out(step, context, log).await.into()),
        Plan::ShowSession(mut session) => {
            sessions::complete(&mut session, head.own_origin(), clock).await?;
            log.profile.clone_from(&session.profile);
            log.principal = session.subject.principal().map(str::to_owned);
            Ok(EdgeResponse::session_status(&session, clock.now()?, cors).into())
        }
        Plan::EndSession(session) => {
            sessions::end(&session, config, clock).await?;
            Ok(EdgeResponse::nothing(cors).into())
        }
        // `Stage::of` and `proceed` handle these.
        Plan::Forward { .. } | Plan::NeedCredentials(_) => {
            Err(Error::Misconfigured("a request was planned twice".into()))
        }
    }
}
