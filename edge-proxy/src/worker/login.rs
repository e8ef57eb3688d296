//! People and helpers that sign in: carries the steps out, one after another.

mod device;
mod finish;
mod portal;
mod provider;
mod renewal;
pub(super) mod store;
mod token;

use super::exchange::Exchange;
use super::outgoing::Outgoing;
use super::{Result, environment};
use crate::login::{Binding, Flow, LoginRoute, OAuthError, Purpose};
use crate::plan::LoginStep;
use crate::plan::login::{SignInAt, problem};
use crate::session::SessionKeys;
use crate::{Answer, Error, Facts};

pub(super) async fn carry_out(
    step: LoginStep,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Outgoing {
    let answer = match step {
        LoginStep::Form(route) if !route.is_for_people() => {
            let answered = match route {
                LoginRoute::DeviceAuthorization => device::authorize(exchange).await,
                LoginRoute::Revoke => token::revoke(exchange).await,
                _ => token::answer(exchange, facts).await,
            };
            answered.unwrap_or_else(|error| refuse(&error, exchange, facts))
        }
        step => for_people(step, exchange, facts)
            .await
            .unwrap_or_else(|error| {
                facts.detail = error.detail().map(str::to_owned);
                problem(&error, exchange.head.request_id)
            }),
    };
    answer.into()
}

fn refuse(error: &OAuthError, exchange: &Exchange<'_>, facts: &mut Facts) -> Answer {
    facts.detail.clone_from(&error.detail);
    error.answer(exchange.cors)
}

async fn for_people(step: LoginStep, exchange: &Exchange<'_>, facts: &mut Facts) -> Result<Answer> {
    match step {
        LoginStep::Begin { purpose, at } => begin(purpose, at, exchange).await,
        LoginStep::BeginForDevice { code, at } => match device::find(&code, exchange).await? {
            Some(request) => begin(Purpose::Device(code, request), at, exchange).await,
            None => Ok(device::unknown(&code)),
        },
        LoginStep::Callback(parameters) => provider::callback(&parameters, exchange, facts).await,
        LoginStep::Form(_) => device::decide(exchange, facts).await,
        LoginStep::Portal { id, account, role } => {
            portal::proceed(id, account, role, exchange, facts).await
        }
        LoginStep::ShowDevice(code) => device::show(&code, exchange).await,
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
