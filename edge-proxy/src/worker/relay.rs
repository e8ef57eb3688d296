//! Relays signed calls to AWS's APIs. The response streams through: IAM's may contain a password.

use zeroize::Zeroizing;

use super::client_response::ClientResponse;
use super::request_context::RequestContext;
use super::subrequest::NoResponse;
use super::{Result, body, subrequest};
use crate::Error;
use crate::aws::relay::RelayedCall;
use crate::http::AccessLog;
use crate::http::headers::{RELAYED, RELAYED_RESPONSE};

pub(super) async fn relay(
    call: &RelayedCall,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<ClientResponse> {
    let body = body::read_call(context.request, RelayedCall::MAX_BODY).await?;
    let received = context.request.headers();
    let headers = RELAYED.map(|name| received.get(name).ok().flatten().map(Zeroizing::new));
    let headers = headers
        .each_ref()
        .map(|it| it.as_ref().map(|it| it.as_str()));
    let request = call.complete(headers, &body)?;
    log.action = Some(request.action);

    let upstream = call.service.upstream();
    let response = subrequest::relay(
        &request.url,
        &request.headers,
        &body,
        call.timeout_seconds * 1000,
    )
    .await
    .map_err(|error| match error {
        NoResponse::Failed(detail) => Error::UpstreamUnreachable { upstream, detail },
        NoResponse::Late => Error::UpstreamTimeout(upstream),
    })?;
    let status = response.status();
    log.upstream_status = Some(status);
    // AWS's APIs never redirect.
    if (300..400).contains(&status) {
        return Err(Error::UpstreamUnreachable {
            upstream,
            detail: format!("the API responded with {status}"),
        });
    }

    let mut headers = context.cors.headers();
    headers.push(("cache-control", "no-store".into()));
    Ok(ClientResponse::relayed(
        &response,
        headers,
        &RELAYED_RESPONSE,
    ))
}
