//! The operator's rate limit: which requests count, under which key, and how requests over the limit are refused.
//!
//! Source: <https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/>

use std::net::{IpAddr, Ipv6Addr};

use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::http::{CODE_HEADER, Cors, EdgeResponse, RequestHead};
use crate::oauth::OAuthError;
use crate::plan::LoginStep;
use crate::plan::oauth::problem;
use crate::{Config, Error, Plan};

/// Cloudflare's header with the client's network address.
pub const ADDRESS_HEADER: &str = "cf-connecting-ip";

/// Whether a request counts: those that sign a user in, open a session or call AWS's API, unless the head already decides
/// the response.
///
/// Anyone can send such requests, and they cost the edge a Durable Object, or a call to AWS or an identity provider.
pub fn applies_to(plan: &Plan) -> bool {
    match plan {
        Plan::Login(_) | Plan::OpenSession(_) => true,
        plan if calls_aws(plan) => true,
        Plan::NeedCredentials(credential_request) => matches!(
            **credential_request,
            CredentialRequest {
                target: CredentialTarget::Session { .. },
                ..
            }
        ),
        _ => false,
    }
}

/// The key under which a request from an address is counted. Calls to AWS's API have their own count, so that they do
/// not keep users from signing in.
pub fn key(plan: &Plan, address: Option<&str>) -> String {
    match plan {
        plan if calls_aws(plan) => ["aws ", &network(address)].concat(),
        _ => network(address),
    }
}

/// Whether a request is a call to AWS's API: one that the caller signed, or the edge's own for a list of repositories.
fn calls_aws(plan: &Plan) -> bool {
    match plan {
        Plan::ListRepositories(_) | Plan::Relay(_) => true,
        Plan::NeedCredentials(credential_request) => matches!(
            credential_request.target,
            CredentialTarget::Repositories { .. }
        ),
        _ => false,
    }
}

/// The network that an address belongs to.
///
/// All addresses of an IPv6 /64 count as one, because one customer has all of them. Requests without an address,
/// which did not come through Cloudflare, are counted together.
fn network(address: Option<&str>) -> String {
    match address.and_then(|it| it.trim().parse().ok()) {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
    }
}

/// Refuses a request that is over the limit, in the format of its address.
pub fn refusal(
    plan: &Plan,
    request: &RequestHead<'_>,
    cors: &Cors,
    config: &Config,
) -> EdgeResponse {
    let retry_after = RETRY_SECONDS;
    let error = match plan {
        plan if calls_aws(plan) => Error::TooManyCalls { retry_after },
        _ => Error::TooManySignIns { retry_after },
    };
    let mut response = match plan {
        Plan::Login(LoginStep::Form(route)) if !route.is_for_people() => {
            in_oauth_terms(&error, cors)
        }
        Plan::Login(_) => problem(&error, request.request_id, None, request.own_origin()),
        _ => return EdgeResponse::refusal(&error, request, cors, config),
    };
    response
        .headers
        .push(("retry-after", retry_after.to_string().into()));
    response
}

/// OAuth defines an error for this, but no status. The code in the header is the usual one.
fn in_oauth_terms(error: &Error, cors: &Cors) -> EdgeResponse {
    let refused = OAuthError {
        status: error.status(),
        ..OAuthError::from(error.clone())
    };
    let mut response = refused.response(cors);
    for (name, value) in &mut response.headers {
        if *name == CODE_HEADER {
            *value = error.code().into();
        }
    }
    response.code = Some(error.code());
    response
}

/// The longer of the two periods that a limit can have; the worker is not told which it is.
const RETRY_SECONDS: u32 = 60;
