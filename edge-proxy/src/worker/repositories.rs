//! Reads lists of repositories from CodeCommit. Nothing is cached: the list is the caller's own.

use super::request_context::RequestContext;
use super::subrequest::NoResponse;
use super::{Result, subrequest};
use crate::Error;
use crate::error::Upstream;
use crate::http::{AccessLog, EdgeResponse};
use crate::plan::repositories::{Listing, MAX_ANSWER};

pub(super) async fn list(
    mut listing: Box<Listing>,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<EdgeResponse> {
    let RequestContext { config, clock, .. } = *context;
    let started_ms = clock.now_ms();
    while let Some(request) = listing.request(config, clock.now()?)? {
        let elapsed_ms = clock.now_ms().saturating_sub(started_ms) as u32;
        // All of the requests together have the time of one.
        let left_ms = (config.upstream_timeout_seconds * 1000).saturating_sub(elapsed_ms);
        let response = subrequest::post(
            &request.url,
            &request.headers,
            &request.body,
            left_ms,
            MAX_ANSWER,
        )
        .await;
        let upstream = Upstream::CodeCommit;
        let response = response.map_err(|error| match error {
            NoResponse::Failed(detail) => Error::UpstreamUnreachable { upstream, detail },
            NoResponse::Late => Error::UpstreamTimeout(upstream),
        });
        if let Ok((status, _)) = &response {
            log.upstream_status = Some(*status);
        }
        listing.receive(response, config, clock.now()?)?;
    }
    Ok(listing.response(context.cors))
}
