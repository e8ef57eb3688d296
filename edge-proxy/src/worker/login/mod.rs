//! People and helpers that sign in: carries the steps out, one after another.

mod decision;
mod device;
mod finish;
mod portal;
mod provider;
mod refresh;
mod renewal;
pub(super) mod store;
mod token;

use std::pin::Pin;

use super::exchange::Exchange;
use super::{Result, environment};
use crate::Error;
use crate::http::{Answer, Facts};
use crate::oauth::{Authenticator, Binding, Flow, LoginRoute, OAuthError, Purpose, UserCode};
use crate::plan::LoginStep;
use crate::plan::login::{SignInAt, problem};
use crate::session::SessionKeys;

pub(super) async fn carry_out(
    step: LoginStep,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Answer {
    match step {
        LoginStep::Form(route) if !route.is_for_people() => {
            let answered: Step<'_, OAuthError> = match route {
                LoginRoute::DeviceAuthorization => Box::pin(device::authorize(exchange)),
                LoginRoute::Revoke => Box::pin(token::revoke(exchange)),
                _ => Box::pin(token::answer(exchange, facts)),
            };
            answered
                .await
                .unwrap_or_else(|error| refuse(&error, exchange, facts))
        }
        step => {
            let mut waiting = None;
            for_people(step, exchange, facts, &mut waiting)
                .await
                .unwrap_or_else(|error| {
                    facts.detail = error.detail().map(str::to_owned);
                    let head = exchange.head;
                    problem(&error, head.request_id, waiting.as_ref(), head.own_origin())
                })
        }
    }
}

fn refuse(error: &OAuthError, exchange: &Exchange<'_>, facts: &mut Facts) -> Answer {
    facts.detail.clone_from(&error.detail);
    error.answer(exchange.cors)
}

fn for_people<'a>(
    step: LoginStep,
    exchange: &'a Exchange<'a>,
    facts: &'a mut Facts,
    waiting: &'a mut Option<Purpose>,
) -> Step<'a> {
    match step {
        LoginStep::Begin { purpose, at } => Box::pin(begin(purpose, at, exchange)),
        LoginStep::BeginForDevice { code, at } => Box::pin(begin_for_device(code, at, exchange)),
        LoginStep::Callback {
            provider,
            parameters,
        } => Box::pin(provider::callback(
            provider, parameters, exchange, facts, waiting,
        )),
        LoginStep::Form(_) => Box::pin(decision::decide(exchange, facts, waiting)),
        LoginStep::Portal { at, account, role } => {
            Box::pin(portal::proceed(at, account, role, exchange, facts, waiting))
        }
        LoginStep::ShowDevice(code) => Box::pin(device::show(code, exchange)),
    }
}

async fn begin_for_device(code: UserCode, at: SignInAt, exchange: &Exchange<'_>) -> Result<Answer> {
    match device::find(&code, exchange).await? {
        Some(request) => begin(Purpose::Device(code, request), at, exchange).await,
        None => Ok(device::unknown(&code)),
    }
}

async fn begin(purpose: Purpose, at: SignInAt, exchange: &Exchange<'_>) -> Result<Answer> {
    let known = binding(exchange);
    let binding = match known {
        Some(binding) => binding,
        None => Binding::new(environment::random()?),
    };
    let expires_at = exchange.clock.now()?.saturating_add(Flow::SECONDS);
    let mut answer = match at {
        SignInAt::IdentityCenter => portal::begin(purpose, binding, expires_at, exchange).await?,
        SignInAt::Provider(name) => {
            provider::begin(purpose, name, binding, expires_at, exchange).await?
        }
    };
    let cookie = binding.set_cookie(exchange.head.own_origin());
    answer.headers.push(("set-cookie", cookie.into()));
    Ok(answer)
}

/// What ties the sign-in to this browser, where it has begun one.
fn binding(exchange: &Exchange<'_>) -> Option<Binding> {
    let cookies = exchange.request.headers().get("cookie").ok()??;
    Binding::from_cookies(&cookies, exchange.head.own_origin())
}

fn authenticator<'a>(exchange: &Exchange<'a>) -> Result<Authenticator<'a>> {
    Ok(Authenticator {
        keys: session_keys(exchange)?,
        audience: exchange.head.own_origin(),
    })
}

fn session_keys<'a>(exchange: &Exchange<'a>) -> Result<&'a SessionKeys> {
    exchange
        .config
        .session_keys
        .as_ref()
        .ok_or_else(|| Error::Misconfigured("SESSION_KEYS is not set".into()))
}

fn refuse_unknown() -> OAuthError {
    OAuthError::new(
        "invalid_request",
        "The form cannot be read: a parameter is missing, or comes twice.",
    )
}

/// A step in a place of its own: one future that holds them all would be carried about in each of them.
type Step<'a, E = Error> = Pin<Box<dyn Future<Output = Result<Answer, E>> + 'a>>;
