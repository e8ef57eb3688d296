//! The edge reads URLs as the WHATWG URL Standard does, which browsers, `fetch` and proxies implement.

mod origins;
mod request_urls;

use crate::support::{head, now, signed};
use edge_proxy::{Config, Plan, plan};
use serde_json::json;

const DISCOVERY: &str = "/info/refs?service=git-upload-pack";

const APP: &str =
    "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/info/refs?service=git-upload-pack";

/// The upstream URL of a request that is forwarded.
fn forwarded(config: &Config, url: &str) -> Option<String> {
    let authorization = signed(0);
    let request = head("GET", url).with("authorization", &authorization);
    match plan(config, &request, now()).plan {
        Plan::Forward { upstream, .. } => Some(upstream.url),
        _ => None,
    }
}

fn edge() -> Config {
    crate::support::config(json!({ "DEFAULT_REGION": "eu-west-1", "PROFILES": { "payments": {} } }))
}
