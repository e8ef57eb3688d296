//! Carries out the steps of sign-ins.

mod decision;
mod device;
mod ending;
mod finish;
mod issued;
mod portal;
mod portal_choice;
mod portal_client;
mod provider_callback;
mod provider_client;
mod refresh;
mod renewal;
mod request;
mod revoke;
mod saml;
mod token;

use std::pin::Pin;

use self::request::binding;
use super::request_context::RequestContext;
use super::{Result, environment};
use crate::Error;
use crate::http::{AccessLog, EdgeResponse};
use crate::oauth::{AuthorizationState, Binding, LoginRoute, OAuthError, Purpose, UserCode};
use crate::plan::LoginStep;
use crate::plan::oauth::{SignInAt, problem};

pub(super) async fn carry_out(
    step: LoginStep,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> EdgeResponse {
    match step {
        LoginStep::Form(route) if !route.is_for_people() => {
            let response: BoxedStep<'_, OAuthError> = match route {
                LoginRoute::DeviceAuthorization => Box::pin(device::authorize(context)),
                LoginRoute::Revoke => Box::pin(revoke::revoke(context)),
                _ => Box::pin(token::respond(context, log)),
            };
            response
                .await
                .unwrap_or_else(|error| refuse(&error, context, log))
        }
        step => {
            let mut waiting = None;
            for_people(step, context, log, &mut waiting)
                .await
                .unwrap_or_else(|error| {
                    log.detail = error.detail().map(str::to_owned);
                    let head = context.head;
                    problem(&error, head.request_id, waiting.as_ref(), head.own_origin())
                })
        }
    }
}

fn refuse(error: &OAuthError, context: &RequestContext<'_>, log: &mut AccessLog) -> EdgeResponse {
    log.detail.clone_from(&error.detail);
    error.response(context.cors)
}

fn for_people<'a>(
    step: LoginStep,
    context: &'a RequestContext<'a>,
    log: &'a mut AccessLog,
    waiting: &'a mut Option<Purpose>,
) -> BoxedStep<'a> {
    match step {
        LoginStep::Begin { purpose, at } => Box::pin(begin(purpose, at, context)),
        LoginStep::BeginForDevice { code, at } => Box::pin(begin_for_device(code, at, context)),
        LoginStep::Callback {
            provider,
            parameters,
        } => Box::pin(provider_callback::callback(
            provider, parameters, context, log, waiting,
        )),
        LoginStep::Form(LoginRoute::SamlAcs) => Box::pin(saml::receive(context)),
        LoginStep::Form(LoginRoute::SamlSignIn) => Box::pin(saml::proceed(context, log, waiting)),
        LoginStep::Form(_) => Box::pin(decision::decide(context, log, waiting)),
        LoginStep::Portal { at, account, role } => {
            Box::pin(portal::proceed(at, account, role, context, log, waiting))
        }
        LoginStep::ShowDevice(code) => Box::pin(device::show(code, context)),
    }
}

async fn begin_for_device(
    code: UserCode,
    at: SignInAt,
    context: &RequestContext<'_>,
) -> Result<EdgeResponse> {
    match device::find(&code, context).await? {
        Some(request) => begin(Purpose::Device(code, request), at, context).await,
        None => Ok(device::unknown(&code)),
    }
}

async fn begin(
    purpose: Purpose,
    at: SignInAt,
    context: &RequestContext<'_>,
) -> Result<EdgeResponse> {
    let known = binding(context);
    let binding = match known {
        Some(binding) => binding,
        None => Binding::new(environment::random()?),
    };
    let expires_at = context
        .clock
        .now()?
        .saturating_add(AuthorizationState::SECONDS);
    let mut response = match at {
        SignInAt::IdentityCenter => portal::begin(purpose, binding, expires_at, context).await?,
        SignInAt::Provider(name) => {
            provider_callback::begin(purpose, name, binding, expires_at, context).await?
        }
        SignInAt::Saml(name) => saml::begin(purpose, name, binding, expires_at, context)?,
    };
    let cookie = binding.set_cookie(context.head.own_origin());
    response.headers.push(("set-cookie", cookie.into()));
    Ok(response)
}

/// A boxed step: otherwise the future of each step would contain the futures of all.
type BoxedStep<'a, E = Error> = Pin<Box<dyn Future<Output = Result<EdgeResponse, E>> + 'a>>;
