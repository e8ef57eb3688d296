//! The short way of the requests that need nothing but to be sent on: most of them.
//!
//! JavaScript sends them and hands the answers back, told what to by one text, so that no promise
//! and no header of theirs has to cross into wasm. What the upstream refuses comes back here.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Request, Response};

use super::forward::{self, Outcome};
use super::{Clock, Result, environment};
use crate::headers::{NO_SNIFFING, READ, RESPONSE, to_lines};
use crate::{Answer, Error, Plan, Planned, RequestHead, plan, transport};

/// Decides on the head of a request, which the log is to know by `new_id` where it has no id yet.
///
/// Where it is to be relayed, says how: lines with the id, the log's line up to the status, the number
/// of headers for the answer, these, a line for each name and each value, and those of
/// [`UpstreamHead::to_lines`](crate::UpstreamHead::to_lines). Else nothing.
// The attribute exports what is `pub`, wherever the module stands.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = relayOf)]
pub fn relay_of(lines: &str, new_id: &str) -> String {
    let Ok(now) = Clock::start().now() else {
        return String::new();
    };
    let mut head = RequestHead::from_lines(lines);
    let request_id = head.ray_id().unwrap_or(new_id);
    head.request_id = request_id;
    let Planned {
        plan:
            Plan::Forward {
                upstream,
                identity: _,
                as_receive_pack: false,
            },
        cors,
        mut facts,
    } = plan(&environment::config(), &head, now)
    else {
        return String::new();
    };
    request_id.clone_into(&mut facts.request_id);
    let mut answer = cors.headers();
    answer.push(("x-request-id", request_id.to_owned().into()));
    answer.push((NO_SNIFFING.0, NO_SNIFFING.1.into()));
    if let Some((name, value)) = transport::strict_transport_security(&head) {
        answer.push((name, value.into()));
    }
    let count = answer.len().to_string();
    let answer = to_lines(answer.iter().map(|(name, value)| (*name, &**value)));
    [
        request_id,
        "\n",
        &facts.to_json_before_status(),
        "\n",
        &count,
        "\n",
        &answer,
        &upstream.to_lines(),
    ]
    .concat()
}

/// The names of the headers of a request that are read.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = requestHeaders)]
pub fn request_headers() -> String {
    READ.join("\n")
}

/// The names of the headers that pass from CodeCommit's answer to the client's.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = answerHeaders)]
pub fn answer_headers() -> String {
    RESPONSE.join("\n")
}

/// Answers a request that was relayed, and did not get an answer that can be handed back.
#[allow(unreachable_pub)]
#[wasm_bindgen(js_name = refuseRelayed)]
pub async fn refuse_relayed(
    request: Request,
    request_id: String,
    started_ms: f64,
    outcome: Outcome,
) -> Result<Response, JsValue> {
    let clock = Clock::started_at(started_ms);
    let lines = environment::read_request(&request);
    let mut head = RequestHead::from_lines(&lines);
    head.request_id = &request_id;
    let now = clock
        .now()
        .map_err(|error| JsValue::from_str(error.code()))?;
    let Planned {
        plan,
        cors,
        mut facts,
    } = plan(&environment::config(), &head, now);
    facts.request_id.clone_from(&request_id);

    let refused = match plan {
        Plan::Forward {
            upstream, identity, ..
        } => match outcome.response(&upstream, &mut facts) {
            Ok(response) => forward::relay(response, upstream.answer_type, &identity, now)
                .await
                .map(|outgoing| outgoing.with(cors.headers())),
            Err(error) => Err(error),
        },
        Plan::Respond(answer) => Ok(answer.into()),
        _ => Err(Error::Misconfigured(
            "a request was relayed by mistake".into(),
        )),
    };
    let outgoing = refused.unwrap_or_else(|error| {
        facts.detail = error.detail().map(str::to_owned);
        Answer::refusal(&error, &head, &cors, &environment::config()).into()
    });
    Ok(outgoing.finish(&head, facts, &clock)?)
}
