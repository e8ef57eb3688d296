//! One request, from what was decided on it to what goes out.

use web_sys::Request;
use worker::Context;

use super::outgoing::Outgoing;
use super::{
    Clock, Result, assets, body, credentials, forward, login, obtain, rate_limiter, sessions,
};
use crate::obtain::Obtain;
use crate::{Answer, Config, Cors, Error, Facts, Plan, RequestHead, rate_limit};

pub(super) async fn carry_out(plan: Plan, exchange: &Exchange<'_>, facts: &mut Facts) -> Outgoing {
    if rate_limit::applies_to(&plan)
        && let Some(refusal) = Box::pin(rate_limiter::refuse(&plan, exchange, facts)).await
    {
        return refusal.into();
    }
    let outcome = match plan {
        Plan::Obtain(obtain) => Box::pin(obtain_and_carry_out(*obtain, exchange, facts)).await,
        plan => exchange.carry_out(plan, facts).await,
    };
    outcome.unwrap_or_else(|error| {
        let Exchange {
            head, cors, config, ..
        } = exchange;
        facts.detail = error.detail().map(str::to_owned);
        Answer::refusal(&error, head, cors, config).into()
    })
}

async fn obtain_and_carry_out(
    mut obtain: Obtain,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Result<Outgoing> {
    let Exchange {
        request,
        head,
        config,
        clock,
        ..
    } = exchange;
    let spare = match obtain.is_repeatable(head.content_length()) {
        true => Request::clone(request).ok(),
        false => None,
    };
    let obtained = obtain::obtain(&mut obtain, exchange, facts).await?;
    let outcome = match obtain.proceed(&obtained, head, config, clock.now()?) {
        Ok(plan) => exchange.carry_out(plan, facts).await,
        Err(error) => Err(error),
    };
    let refused = match (outcome, &obtained.id) {
        // Credentials can end before their time: who holds a role can revoke its sessions.
        (Err(error), Some(id)) if credentials::are_refused_by(&error) => {
            credentials::forget(id);
            error
        }
        (outcome, _) => return outcome,
    };

    let Some(spare) = spare else {
        return Err(refused);
    };
    let obtained = obtain::obtain(&mut obtain, exchange, facts).await?;
    let plan = obtain.proceed(&obtained, head, config, clock.now()?)?;
    let again = Exchange {
        request: &spare,
        ..*exchange
    };
    again.carry_out(plan, facts).await
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
    async fn carry_out(&self, plan: Plan, facts: &mut Facts) -> Result<Outgoing> {
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
            Plan::Asset(asset) => assets::hand_out(&asset, self).await,
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
                .map(Outgoing::from),
            Plan::Login(step) => Ok(login::carry_out(step, self, facts).await),
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
                let response = forward::send(request, &upstream, facts).await?;
                let (answer_type, now) = (upstream.answer_type, clock.now()?);
                match as_receive_pack {
                    true => {
                        forward::as_receive_pack(response, answer_type, &identity, now, cors).await
                    }
                    false => forward::relay(response, answer_type, &identity, now)
                        .await
                        .map(|outgoing| outgoing.with(cors.headers())),
                }
            }
            Plan::Obtain(_) => Err(Error::Misconfigured(
                "credentials were obtained twice".into(),
            )),
        }
    }
}
