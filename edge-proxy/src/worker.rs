//! The shell: it carries out what [`plan()`] decided. The one part that names the runtime.

mod body;
mod environment;
mod forward;

use std::pin::pin;

use futures_util::future::{Either, select};
use js_sys::{Date, Object, Promise};
use signer_wasm::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, Response, ResponseInit};
use worker::{Context, Env, event};

use crate::headers::to_lines;
use crate::{Answer, Cors, Error, Facts, Header, Plan, Planned, RequestHead, plan};

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
async fn fetch(request: Request, _: Env, _: Context) -> worker::Result<Response> {
    let clock = Clock::start();
    let lines = environment::read_request(&request);
    let mut head = RequestHead::from_lines(&lines);
    let request_id = head
        .ray_id()
        .map_or_else(environment::random_id, str::to_owned);
    head.request_id = &request_id;
    let config = environment::config();
    let Planned {
        plan,
        cors,
        mut facts,
    } = plan(&config, &head, clock.started()?);
    facts.request_id.clone_from(&request_id);

    let outgoing = match plan {
        Plan::Respond(answer) => answer.into(),
        plan => {
            let carried = pin!(carry_out(plan, &request, &head, &cors, &mut facts, &clock));
            // When the client leaves, the runtime resumes nothing of ours by itself: what waits
            // here would never end, and never give its memory back.
            match select(carried, JsFuture::from(departure(&request))).await {
                Either::Left((outgoing, _)) => outgoing?,
                Either::Right(_) => Outgoing::unread(),
            }
        }
    };
    outgoing.finish(head.method, facts, &clock)
}

async fn carry_out(
    plan: Plan,
    request: &Request,
    head: &RequestHead<'_>,
    cors: &Cors,
    facts: &mut Facts,
    clock: &Clock,
) -> worker::Result<Outgoing> {
    let outcome = match plan {
        Plan::Respond(answer) => Ok(answer.into()),
        Plan::RefusePush { gzipped, error } => body::read_commands(request, gzipped)
            .await
            .map(|push| Answer::push_report(&push, &error, cors).into()),
        Plan::Forward { upstream, identity } => {
            match forward::send(request, head.method, &upstream).await {
                Ok(response) => {
                    facts.upstream_status = Some(response.status());
                    forward::relay(response, &identity, clock.started()?)
                        .await
                        .map(|response| response.with(cors.headers()))
                }
                Err(error) => Err(error),
            }
        }
    };
    Ok(outcome.unwrap_or_else(|error| {
        facts.detail = error.detail().map(str::to_owned);
        Answer::refusal(&error, head.header("accept"), head.request_id, cors).into()
    }))
}

/// An answer on its way out.
struct Outgoing {
    status: u16,
    code: Option<&'static str>,
    headers: Vec<Header>,
    body: Body,
}

enum Body {
    Bytes(Vec<u8>),
    /// CodeCommit's answer, whose body goes on unread.
    Relayed(Response),
}

impl Outgoing {
    /// What becomes of a request whose client has left: for the log alone, with the status that
    /// nginx made customary.
    fn unread() -> Self {
        Self {
            status: 499,
            code: Some("client_left"),
            headers: Vec::new(),
            body: Body::Bytes(Vec::new()),
        }
    }

    fn with(mut self, headers: Vec<Header>) -> Self {
        self.headers.extend(headers);
        self
    }

    fn finish(self, method: &str, mut facts: Facts, clock: &Clock) -> worker::Result<Response> {
        facts.status = self.status;
        facts.code = self.code;
        facts.duration_ms = clock.elapsed_ms();
        environment::log(&facts.to_json());

        let timing = format!("edge;dur={}", facts.duration_ms);
        let own = [
            ("x-request-id", facts.request_id.as_str()),
            ("server-timing", &timing),
        ];
        let headers = self.headers.iter().map(|(name, value)| (*name, &**value));
        let headers = environment::headers_of(&to_lines(headers.chain(own)));

        let init = ResponseInit::new();
        init.set_status(self.status);
        init.set_headers(&headers);
        let bodiless = method == "HEAD" || matches!(self.status, 204 | 304);
        let response = match self.body {
            Body::Relayed(upstream) => {
                Response::new_with_opt_readable_stream_and_init(upstream.body().as_ref(), &init)
            }
            Body::Bytes(_) if bodiless => Response::new_with_opt_str_and_init(None, &init),
            Body::Bytes(mut bytes) => {
                Response::new_with_opt_u8_array_and_init(Some(&mut bytes), &init)
            }
        };
        Ok(response?)
    }
}

impl From<Answer> for Outgoing {
    fn from(answer: Answer) -> Self {
        Self {
            status: answer.status,
            code: answer.code,
            headers: answer.headers,
            body: Body::Bytes(answer.body),
        }
    }
}

/// The runtime's clock, which stands still between one wait and the next.
struct Clock(f64);

impl Clock {
    fn start() -> Self {
        Self(Date::now())
    }

    fn started(&self) -> worker::Result<Timestamp> {
        Timestamp::from_unix_seconds((self.0 / 1000.0) as u64)
            .map_err(|error| worker::Error::RustError(error.to_string()))
    }

    fn elapsed_ms(&self) -> u64 {
        (Date::now() - self.0) as u64
    }
}

type Result<T, E = Error> = std::result::Result<T, E>;

#[wasm_bindgen(module = "/js/departure.js")]
extern "C" {
    fn departure(request: &Request) -> Promise;
}
