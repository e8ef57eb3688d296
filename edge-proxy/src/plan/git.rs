//! Plans git requests.

use signer_wasm::Timestamp;

use super::Plan;
use super::caller::{Identified, identify};
use super::reuse::{Requester, Reuse};
use crate::auth::Credential;
use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::git::GitRequest;
use crate::git::service::{Phase, Service};
use crate::http::{AccessLog, RequestHead};
use crate::plan::UpstreamRequest;
use crate::{Config, Error};

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
pub(super) fn decide(
    route: GitRequest,
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    log: &mut AccessLog,
) -> Result<Plan, Error> {
    log.observe_route(&route);
    let profile = route
        .profile
        .as_ref()
        .and_then(|name| config.profiles.get(name))
        .map(|profile| &profile.policy);
    for policy in [Some(&config.policy), profile].into_iter().flatten() {
        policy.admit(route.remote.region(), route.remote.repository())?;
    }

    let caller = match identify(config, request, now, log) {
        Err(Error::Unauthenticated) if is_probe(&route, request) => {
            return Ok(Plan::AnswerProbe(route.service));
        }
        caller => caller?,
    };
    if route.phase == Phase::Rpc {
        admit_body(&route, request, config)?;
    }

    let read_only = profile.is_some_and(|policy| policy.read_only);
    match caller {
        Identified::Complete(credential) => {
            let credentials = match &credential {
                Credential::AccessKeys(credentials) => Some(credentials.clone()),
                _ => None,
            };
            let requester = Requester {
                credential,
                credentials: credentials.as_ref(),
                account: None,
            };
            proceed(route, requester, read_only, request, config, now)
        }
        Identified::NeedsCredentials(caller) => {
            Ok(Plan::NeedCredentials(Box::new(CredentialRequest {
                caller,
                target: CredentialTarget::Git(route),
            })))
        }
    }
}

/// Completes the plan of a git request once the credentials for it are there.
#[inline(never)]
pub(super) fn proceed(
    route: GitRequest,
    requester: Requester<'_>,
    read_only: bool,
    request: &RequestHead<'_>,
    config: &Config,
    now: Timestamp,
) -> Result<Plan, Error> {
    let refused = (read_only || config.policy.read_only) && route.service == Service::ReceivePack;
    if refused && route.phase == Phase::Rpc {
        return Ok(Plan::RefusePush {
            gzipped: request.header("content-encoding").is_some_and(is_gzip),
            body_limit: config.max_push_bytes,
            error: read_only_error(config),
        });
    }

    let reuse = match refused {
        // The shell rewrites the response, so that no cached one may be sent unchanged.
        true => None,
        false => Reuse::decide(&route, &requester, request, config),
    };

    let mut request = *request;
    let mut route = route;
    if refused {
        // Only in protocol v0 are the two advertisements alike.
        request = request.without("git-protocol").without("accept-encoding");
        route.service = Service::UploadPack;
    }
    let upstream = UpstreamRequest {
        reuse,
        ..UpstreamRequest::new(&route, requester.credentials, &request, config, now)?
    };
    let confirmation = upstream.confirmation(config.upstream_timeout_seconds);
    Ok(Plan::Forward {
        upstream,
        confirmation,
        credential: requester.credential,
        as_receive_pack: refused,
    })
}

/// Rejects a body that CodeCommit would not accept.
fn admit_body(route: &GitRequest, request: &RequestHead<'_>, config: &Config) -> Result<(), Error> {
    let expected = route.service.request_type();
    if request.header("content-type") != Some(expected) {
        return Err(Error::UnsupportedMediaType { expected });
    }

    match (route.service, request.content_length()) {
        (Service::ReceivePack, Some(length)) if length > config.max_push_bytes => {
            Err(Error::PushTooLarge {
                limit: config.max_push_bytes,
            })
        }
        _ => Ok(()),
    }
}

/// Whether the request may be the probe that precedes a large request: four bytes, which the shell has yet to read.
///
/// git before 2.54 sends it without its `Bearer` credential, and gives up if it is rejected.
///
/// Source: git `remote-curl.c`, `probe_rpc`.
fn is_probe(route: &GitRequest, request: &RequestHead<'_>) -> bool {
    route.phase == Phase::Rpc
        && request.content_length() == Some(4)
        && request.header("content-type") == Some(route.service.request_type())
        && request.header("content-encoding").is_none()
}

fn is_gzip(encoding: &str) -> bool {
    encoding.eq_ignore_ascii_case("gzip") || encoding.eq_ignore_ascii_case("x-gzip")
}

fn read_only_error(config: &Config) -> Error {
    Error::ReadOnly(match config.policy.read_only {
        true => "this edge is read-only".into(),
        false => "your access is read-only".into(),
    })
}
