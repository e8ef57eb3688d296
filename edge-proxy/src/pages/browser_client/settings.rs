use serde::Serialize;
use signer_wasm::Region;

use crate::Config;
use crate::http::{Cors, EdgeResponse};
use crate::util::Origin;

/// The settings that the browser client reads; none is secret.
// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
pub(crate) fn settings(config: &Config, cors: &Cors) -> EdgeResponse {
    let settings = Settings {
        version: env!("CARGO_PKG_VERSION"),
        default_region: config.default_region.as_ref().map(Region::as_str),
        login: config.has_login(),
        profiles: config.profiles.keys().map(String::as_str).collect(),
        regions: config
            .policy
            .regions
            .as_ref()
            .map(|regions| regions.iter().map(Region::as_str).collect()),
        read_only: config.policy.read_only,
        relay: config.relay_aws_calls,
        endpoints: match config.relay_aws_calls {
            true => Endpoints::default(),
            false => Endpoints {
                sts: config.sts_endpoint.as_ref().map(Origin::as_str),
                codecommit: config.codecommit_endpoint.as_ref().map(Origin::as_str),
                iam: config.iam_endpoint.as_ref().map(Origin::as_str),
            },
        },
    };
    EdgeResponse::json(200, &settings, cors)
}

#[derive(Serialize)]
struct Settings<'a> {
    version: &'a str,
    /// The region of addresses without one.
    default_region: Option<&'a str>,
    /// Whether users can sign in.
    login: bool,
    profiles: Vec<&'a str>,
    /// The allowed regions; absent if all are.
    regions: Option<Vec<&'a str>>,
    read_only: bool,
    /// Whether the edge relays calls to AWS's APIs.
    relay: bool,
    endpoints: Endpoints<'a>,
}

/// AWS's APIs, if the page calls them itself, and not at AWS's own hosts.
#[derive(Default, Serialize)]
struct Endpoints<'a> {
    sts: Option<&'a str>,
    codecommit: Option<&'a str>,
    iam: Option<&'a str>,
}
