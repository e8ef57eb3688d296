//! The shell: it carries out what [`plan()`] decided. The one part that names the runtime.

mod assets;
mod body;
mod credentials;
mod environment;
mod exchange;
mod forward;
mod login;
mod obtain;
mod outgoing;
mod provider_keys;
mod rate_limiter;
mod relay;
mod sessions;
mod shared_cache;
mod subrequest;

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::{Date, Function, Object, Promise};
use signer_wasm::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, Response};
use worker::{Context, Env, event};

use self::exchange::{Exchange, carry_out};
use self::outgoing::Outgoing;
use crate::{Error, Plan, Planned, RequestHead, plan};

/// Takes the configuration in.
///
/// Called while the module loads, so that a wrong configuration keeps the worker from starting.
// The attribute exports what is `pub`, wherever the module stands.
#[allow(unreachable_pub)]
#[wasm_bindgen]
pub fn start(env: &Object) -> Result<(), JsValue> {
    environment::load(env).map_err(|error| JsValue::from(js_sys::Error::new(&error.to_string())))
}

#[event(fetch)]
async fn fetch(request: Request, _: Env, context: Context) -> worker::Result<Response> {
    let clock = Clock::start();
    let lines = environment::read_request(&request);
    let mut head = RequestHead::from_lines(&lines);
    let request_id = head
        .ray_id()
        .map_or_else(environment::request_id, str::to_owned);
    head.request_id = &request_id;
    let config = environment::config();
    let Planned {
        plan,
        cors,
        mut facts,
    } = plan(
        &config,
        &head,
        clock
            .now()
            .map_err(|error| worker::Error::RustError(error.code().into()))?,
    );
    facts.request_id.clone_from(&request_id);

    let outgoing = match plan {
        Plan::Respond(answer) => answer.into(),
        plan => {
            let exchange = Exchange {
                request: &request,
                head: &head,
                cors: &cors,
                config: &config,
                context: &context,
                clock: &clock,
            };
            if plan.is_finished_without_the_client() {
                let _lease = Lease::take(&context);
                carry_out(plan, &exchange, &mut facts).await
            } else {
                let carried = pin!(carry_out(plan, &exchange, &mut facts));
                // When the client leaves, the runtime resumes nothing of ours by itself: what waits
                // here would never end, and never give its memory back.
                match select(carried, JsFuture::from(departure(&request))).await {
                    Either::Left((outgoing, _)) => outgoing,
                    Either::Right(_) => Outgoing::unread(),
                }
            }
        }
    };
    outgoing.finish(&head, facts, &clock)
}

/// While it lasts, the runtime resumes a request whose client has left.
struct Lease(Option<Function>);

impl Lease {
    fn take(context: &Context) -> Self {
        let mut end = None;
        let ended = Promise::new(&mut |resolve, _| end = Some(resolve));
        context.wait_until(async move {
            // It resolves to nothing, and is never rejected.
            let _ = JsFuture::from(ended).await;
        });
        Self(end)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(end) = &self.0 {
            // A resolver does not throw.
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}

/// The runtime's clock, which stands still between one wait and the next.
struct Clock(f64);

impl Clock {
    fn start() -> Self {
        Self::started_at(Date::now())
    }

    fn started_at(milliseconds: f64) -> Self {
        Self(milliseconds)
    }

    fn now(&self) -> Result<Timestamp> {
        Ok(Timestamp::from_unix_seconds(self.now_ms() / 1000)?)
    }

    fn now_ms(&self) -> u64 {
        Date::now() as u64
    }

    fn elapsed_ms(&self) -> u64 {
        (Date::now() - self.0) as u64
    }
}

/// Half the size of the allocator that `std` brings.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

type Result<T, E = Error> = std::result::Result<T, E>;

#[wasm_bindgen(module = "/js/departure.js")]
extern "C" {
    fn departure(request: &Request) -> Promise;
}
