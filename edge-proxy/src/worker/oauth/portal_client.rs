//! The edge's registration as a client of IAM Identity Center.

use crate::aws::identity_center::{RegisteredClient, ServiceRequest};
use crate::config::IdentityCenter;
use crate::util::single_flight::Lifetime;
use crate::worker::request_context::RequestContext;
use crate::worker::{Result, single_flight, subrequest};

/// The registration, which each isolate makes once and caches.
pub(super) async fn client(
    center: &IdentityCenter,
    context: &RequestContext<'_>,
) -> Result<RegisteredClient> {
    single_flight::get(&CLIENT, &(), context.clock, async || {
        let request = ServiceRequest::register(center, context.config)?;
        let (status, body) = subrequest::call_identity_center(&request).await?;
        let client = RegisteredClient::parse(status, &body)?;
        let expires_at = client.expires_at.unix_seconds();
        let until_ms = expires_at.saturating_sub(MARGIN_SECONDS) * 1000;
        let lifetime = Lifetime {
            renew_at_ms: until_ms,
            until_ms,
        };
        Ok((client, lifetime))
    })
    .await
}

/// Drops the cached registration, so that the next sign-in registers again.
pub(super) fn forget() {
    CLIENT.with_borrow_mut(|store| store.reject(&(), |client| client.id.clone()));
}

thread_local! {
    static CLIENT: single_flight::Store<(), RegisteredClient> = single_flight::new();
}

/// A registration must last long enough for every renewal of a sign-in that uses it.
const MARGIN_SECONDS: u64 = 30 * 24 * 3600;
