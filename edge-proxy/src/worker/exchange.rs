//! One request, from what was decided on it to what goes out.

use web_sys::Request;
use worker::Context;

use super::forward::Outcome;
use super::in_flight::Forwarded;
use super::outgoing::Outgoing;
use super::{
    Clock, Result, assets, body, credentials, forward, login, obtain, rate_limiter, sessions,
};
use crate::auth::credential_request::Obtain;
use crate::http::{Answer, Cors, Facts, RequestHead};
use crate::plan::{RequestBody, rate_limit};
use crate::{Config, Error, Plan};

/// What comes of a plan.
pub(super) enum Carried {
    Forward(Box<Forwarded>),
    Respond(Outgoing),
}

impl From<Answer> for Carried {
    fn from(answer: Answer) -> Self {
        Self::Respond(answer.into())
    }
}

/// What is next to be done for a request.
pub(super) enum Step {
    CarryOut(Plan),
    /// Look at what became of it when it was forwarded.
    Refuse(Box<Forwarded>, Outcome),
    /// Rewrite the advertisement that it was answered with.
    Rewrite(Outcome),
}

impl Step {
    /// See [`Plan::is_finished_without_the_client`].
    pub(super) fn is_finished_without_the_client(&self) -> bool {
        matches!(self, Self::CarryOut(plan) if plan.is_finished_without_the_client())
    }

    pub(super) async fn carry_out(self, exchange: &Exchange<'_>, facts: &mut Facts) -> Carried {
        let carried = match self {
            Self::CarryOut(plan) => {
                if rate_limit::applies_to(&plan)
                    && let Some(refusal) =
                        Box::pin(rate_limiter::refuse(&plan, exchange, facts)).await
                {
                    return refusal.into();
                }
                match plan {
                    Plan::Obtain(obtain) => Box::pin(proceed(obtain, exchange, facts)).await,
                    plan => exchange.carry_out(plan, facts).await,
                }
            }
            Self::Refuse(forwarded, outcome) => {
                Box::pin(look_into(*forwarded, &outcome, exchange, facts)).await
            }
            Self::Rewrite(outcome) => Box::pin(rewrite(&outcome, exchange, facts)).await,
        };
        carried.unwrap_or_else(|error| {
            facts.detail = error.detail().map(str::to_owned);
            let Exchange {
                head, cors, config, ..
            } = exchange;
            Answer::refusal(&error, head, cors, config).into()
        })
    }
}

async fn look_into(
    forwarded: Forwarded,
    outcome: &Outcome,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Result<Carried> {
    let error = match outcome.response(forwarded.body, facts) {
        Ok(response) => forward::explain(&response, &forwarded, exchange.clock.now()?).await,
        Err(error) => error,
    };
    match forwarded.source {
        // Credentials can end before their time: who holds a role can revoke its sessions.
        Some((obtain, id)) if credentials::are_refused_by(&error) => {
            credentials::forget(&id);
            if !forwarded.is_repeatable {
                return Err(error);
            }
            match proceed(obtain, exchange, facts).await? {
                Carried::Forward(mut forwarded) => {
                    forwarded.is_repeatable = false;
                    Ok(Carried::Forward(forwarded))
                }
                carried => Ok(carried),
            }
        }
        _ => Err(error),
    }
}

async fn rewrite(outcome: &Outcome, exchange: &Exchange<'_>, facts: &mut Facts) -> Result<Carried> {
    let response = outcome.response(RequestBody::None, facts)?;
    forward::as_receive_pack(&response, exchange.cors)
        .await
        .map(Carried::Respond)
}

/// Gets credentials for a request of git's, and says how to forward it with them; opens a session with them.
async fn proceed(
    mut obtain: Box<Obtain>,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Result<Carried> {
    let Exchange {
        head,
        config,
        clock,
        ..
    } = exchange;
    let obtained = obtain::obtain(&mut obtain, exchange, facts).await?;
    match obtain.proceed(&obtained, head, config, clock.now()?)? {
        Plan::Forward {
            upstream,
            identity,
            as_receive_pack,
        } => {
            let source = obtained.id.map(|id| (obtain, id));
            let forwarded = Forwarded::boxed(&upstream, identity, as_receive_pack, source, head);
            Ok(Carried::Forward(forwarded))
        }
        plan => exchange.carry_out(plan, facts).await,
    }
}

/// One request, and what it takes to answer it.
#[derive(Clone, Copy)]
pub(super) struct Exchange<'a> {
    pub(super) request: &'a Request,
    pub(super) head: &'a RequestHead<'a>,
    pub(super) cors: &'a Cors,
    pub(super) config: &'a Config,
    pub(super) context: &'a Context,
    pub(super) clock: &'a Clock,
}

impl Exchange<'_> {
    async fn carry_out(&self, plan: Plan, facts: &mut Facts) -> Result<Carried> {
        let Exchange {
            request,
            head,
            cors,
            config,
            clock,
            ..
        } = self;
        match plan {
            Plan::AnswerProbe(service) => match body::is_probe(request).await {
                true => Ok(Answer::probe(service, cors).into()),
                false => Err(Error::Unauthenticated),
            },
            Plan::Asset(asset) => assets::hand_out(&asset, self).await.map(Carried::Respond),
            Plan::Respond(answer) => Ok(answer.into()),
            Plan::RefusePush {
                gzipped,
                body_limit,
                error,
            } => {
                let push = body::read_commands(request, gzipped, body_limit).await?;
                Ok(Answer::push_report(&push, &error, cors).into())
            }
            Plan::OpenSession(new) => sessions::open(new, head.own_origin(), config, cors, clock)
                .await
                .map(Carried::from),
            Plan::Login(step) => Ok(login::carry_out(step, self, facts).await.into()),
            Plan::ShowSession(mut session) => {
                sessions::complete(&mut session, head.own_origin(), clock).await?;
                facts.profile.clone_from(&session.profile);
                facts.principal = session.subject.principal().map(str::to_owned);
                Ok(Answer::session_standing(&session, clock.now()?, cors).into())
            }
            Plan::EndSession(session) => {
                sessions::end(&session, config, clock).await?;
                Ok(Answer::nothing(cors).into())
            }
            Plan::Forward {
                upstream,
                identity,
                as_receive_pack,
            } => {
                let forwarded = Forwarded::boxed(&upstream, identity, as_receive_pack, None, head);
                Ok(Carried::Forward(forwarded))
            }
            Plan::Obtain(_) => Err(Error::Misconfigured(
                "credentials were obtained twice".into(),
            )),
        }
    }
}
