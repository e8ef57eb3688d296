//! The operator's rate limit: which requests count against it, under which key, and how one too many is refused.
//!
//! Source: <https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/>

use std::net::{IpAddr, Ipv6Addr};

use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::http::{Cors, EdgeResponse, RequestHead};
use crate::oauth::OAuthError;
use crate::plan::LoginStep;
use crate::plan::oauth::problem;
use crate::{Config, Error, Plan};

/// The header in which Cloudflare says where a request comes from.
pub const ADDRESS_HEADER: &str = "cf-connecting-ip";

/// Whether a request counts: one that signs somebody in or opens a session, and takes more than an answer by its head.
///
/// Such requests come from anyone, and cost the edge an object, or a call to AWS or to an identity provider.
pub fn applies_to(plan: &Plan) -> bool {
    match plan {
        Plan::Login(_) | Plan::OpenSession(_) => true,
        Plan::NeedCredentials(obtain) => matches!(
            **obtain,
            CredentialRequest {
                target: CredentialTarget::Session { .. },
                ..
            }
        ),
        _ => false,
    }
}

/// What a request from an address is counted under.
///
/// One customer has a whole /64 of IPv6, so that its addresses count as one. Requests without an address, which
/// do not come through Cloudflare, are counted together.
pub fn key(address: Option<&str>) -> String {
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

/// Refuses a request that is over the limit, in the form that its address answers in.
pub fn refusal(
    plan: &Plan,
    request: &RequestHead<'_>,
    cors: &Cors,
    config: &Config,
) -> EdgeResponse {
    let error = Error::TooManySignIns {
        retry_after: RETRY_SECONDS,
    };
    let mut answer = match plan {
        Plan::Login(LoginStep::Form(route)) if !route.is_for_people() => {
            in_oauth_terms(&error, cors)
        }
        Plan::Login(_) => problem(&error, request.request_id, None, request.own_origin()),
        _ => return EdgeResponse::refusal(&error, request, cors, config),
    };
    let retry_after = RETRY_SECONDS.to_string();
    answer.headers.push(("retry-after", retry_after.into()));
    answer
}

/// OAuth has a name for it, but no status; the code is the one that the edge has for it everywhere.
fn in_oauth_terms(error: &Error, cors: &Cors) -> EdgeResponse {
    let refused = OAuthError {
        status: error.status(),
        ..OAuthError::from(error.clone())
    };
    let mut answer = refused.answer(cors);
    for (name, value) in &mut answer.headers {
        if *name == "x-codecommit-edge-code" {
            *value = error.code().into();
        }
    }
    answer.code = Some(error.code());
    answer
}

/// The longer of the two periods that a limit can have: the worker is not told which one it is.
const RETRY_SECONDS: u32 = 60;
