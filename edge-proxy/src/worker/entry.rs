//! The functions that JavaScript calls for each request: see `js/serve.js`.
//!
//! [`plan_request`] plans a request, [`proceed`] does what involves more than forwarding, [`refuse`] turns CodeCommit's
//! refusal into the edge's, and [`finish`] returns the log line.

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::{Object, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::Request;
use worker::Context;
use worker::worker_sys::Context as JsContext;
use zeroize::Zeroizing;

use super::client_response::{CLIENT_LEFT, ClientResponse};
use super::clock::Clock;
use super::execute::{Action, Executed};
use super::forward::Outcome;
use super::in_flight::{InFlight, Stage};
use super::request_context::RequestContext;
use super::wait_until::WaitUntil;
use super::{environment, resolve};
use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::http::headers::{READ, RESPONSE};
use crate::http::{AccessLog, RequestHead};
use crate::{Config, Plan, Planned, plan};

/// Reads the configuration.
///
/// Called while the module loads, so that an invalid configuration keeps the worker from starting.
// The attribute exports public items from private modules.
#[allow(unreachable_pub)]
#[wasm_bindgen]
pub fn start(env: &Object) -> Result<(), JsValue> {
    environment::load(env).map_err(|error| JsValue::from(js_sys::Error::new(&error.to_string())))
}

/// The names of the request headers that the edge reads.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = requestHeaders)]
pub fn request_headers() -> String {
    READ.join("\n")
}

/// The names of CodeCommit's response headers that are forwarded to the client.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = responseHeaders)]
pub fn response_headers() -> String {
    RESPONSE.join("\n")
}

/// Plans a request by its head. `new_id` becomes its id in the log if it has none; `number` identifies it until it is
/// finished.
///
/// Returns how to forward it, if that is possible at once: see [`InFlight::to_lines`]. Otherwise returns its number,
/// for [`proceed`].
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = planRequest)]
pub fn plan_request(lines: String, new_id: String, number: u32) -> Result<String, JsValue> {
    let lines = Zeroizing::new(lines);
    let clock = Clock::start();
    let now = clock
        .now()
        .map_err(|error| JsValue::from_str(error.code()))?;
    let config = environment::config();
    let mut head = RequestHead::from_lines(&lines);
    let request_id = head.ray_id().map_or(new_id, str::to_owned);
    head.request_id = &request_id;
    let Planned {
        plan,
        cors,
        mut log,
    } = plan(&config, &head, now);
    log.request_id.clone_from(&request_id);
    let stage = match plan {
        Plan::NeedCredentials(credential_request)
            if matches!(credential_request.target, CredentialTarget::Git(_)) =>
        {
            forward_at_once(credential_request, &head, &config, &clock, &mut log)
        }
        plan => Stage::of(plan, None, &head),
    };
    let request = InFlight {
        number,
        lines,
        request_id,
        cors,
        log,
        clock,
    };
    Ok(request.keep(stage))
}

/// Plans a git request without waiting, if this isolate has the credentials for it.
fn forward_at_once(
    mut credential_request: Box<CredentialRequest>,
    head: &RequestHead<'_>,
    config: &Config,
    clock: &Clock,
    log: &mut AccessLog,
) -> Stage {
    let Some(resolved) =
        resolve::resolve_at_once(&mut credential_request, head, config, clock, log)
    else {
        return Stage::Planned(Plan::NeedCredentials(credential_request));
    };
    let planned = clock
        .now()
        .and_then(|now| credential_request.proceed(&resolved, head, config, now));
    match planned {
        Ok(plan) => Stage::of(plan, resolved.id.map(|id| (credential_request, id)), head),
        // `proceed` meets the same error, and refuses the request.
        Err(_) => Stage::Planned(Plan::NeedCredentials(credential_request)),
    }
}

/// Carries out a plan that involves more than forwarding.
///
/// Resolves to the response, or, if the request is to be forwarded now, to a text that says how.
#[allow(unreachable_pub)]
#[wasm_bindgen]
pub async fn proceed(
    number: u32,
    request: Request,
    execution: JsContext,
) -> Result<JsValue, JsValue> {
    let (in_flight, stage) = InFlight::take(number).ok_or_else(forgotten)?;
    match stage {
        Stage::Planned(plan) => run(in_flight, Action::CarryOut(plan), request, execution).await,
        Stage::Forwarded(_) => Err(forgotten()),
    }
}

/// Handles the outcome of forwarding if the response is not to be relayed: repeats the request with new credentials
/// if that may help, or refuses it. Resolves like [`proceed`].
#[allow(unreachable_pub)]
#[wasm_bindgen]
pub async fn refuse(
    number: u32,
    request: Request,
    execution: JsContext,
    outcome: Outcome,
) -> Result<JsValue, JsValue> {
    let (in_flight, stage) = InFlight::take(number).ok_or_else(forgotten)?;
    match stage {
        Stage::Forwarded(forwarded) => {
            let action = Action::Refuse(forwarded, outcome);
            run(in_flight, action, request, execution).await
        }
        Stage::Planned(_) => Err(forgotten()),
    }
}

/// Turns the advertisement for a fetch into the one for a push. Resolves like [`proceed`].
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = rewriteAdvertisement)]
pub async fn rewrite_advertisement(
    number: u32,
    request: Request,
    execution: JsContext,
    outcome: Outcome,
) -> Result<JsValue, JsValue> {
    let (in_flight, _) = InFlight::take(number).ok_or_else(forgotten)?;
    run(in_flight, Action::Rewrite(outcome), request, execution).await
}

/// The log line of a request whose response is relayed; `None` if a trap has replaced the instance that knew the
/// request.
#[allow(unreachable_pub)]
#[wasm_bindgen]
pub fn finish(number: u32, status: u16, outcome: &Outcome, duration_ms: f64) -> Option<String> {
    let (InFlight { mut log, .. }, _) = InFlight::take(number)?;
    log.status = status;
    log.upstream_status = Some(status);
    outcome.record(&mut log);
    log.duration_ms = duration_ms as u64;
    Some(log.to_json())
}

/// The log line of a request whose client disconnected while it was forwarded; `None` as in [`finish`].
#[allow(unreachable_pub)]
#[wasm_bindgen]
pub fn abandon(number: u32, duration_ms: f64) -> Option<String> {
    let (InFlight { mut log, .. }, _) = InFlight::take(number)?;
    log.status = CLIENT_LEFT;
    log.code = Some("client_left");
    log.duration_ms = duration_ms as u64;
    Some(log.to_json())
}

async fn run(
    mut in_flight: InFlight,
    action: Action,
    request: Request,
    execution: JsContext,
) -> Result<JsValue, JsValue> {
    let config = environment::config();
    let execution = Context::new(execution);
    let head = RequestHead {
        request_id: &in_flight.request_id,
        ..RequestHead::from_lines(&in_flight.lines)
    };
    let context = RequestContext {
        request: &request,
        head: &head,
        cors: &in_flight.cors,
        config: &config,
        execution: &execution,
        clock: &in_flight.clock,
    };
    let executed = if action.continues_without_client() {
        let _wait_until = WaitUntil::begin(&execution);
        action.carry_out(&context, &mut in_flight.log).await
    } else {
        let executed = pin!(action.carry_out(&context, &mut in_flight.log));
        // When the client disconnects, the runtime resumes none of our code: a future that waits here would never end,
        // and never free its memory.
        match select(executed, JsFuture::from(departure(&request))).await {
            Either::Left((executed, _)) => executed,
            Either::Right(_) => Executed::Respond(ClientResponse::disconnected()),
        }
    };
    match executed {
        Executed::Respond(response) => {
            let response = response.finish(&head, in_flight.log, &in_flight.clock)?;
            Ok(response.into())
        }
        Executed::Forward(forwarded) => Ok(in_flight.keep(Stage::Forwarded(forwarded)).into()),
    }
}

fn forgotten() -> JsValue {
    js_sys::Error::new("the request is not in progress").into()
}

#[wasm_bindgen(module = "/js/departure.js")]
extern "C" {
    fn departure(request: &Request) -> Promise;
}
