//! The edge's requests to an identity provider: its metadata and its token endpoint.

use crate::config::provider::{IdentityProvider, OidcClient};
use crate::error::Upstream;
use crate::jwt::Discovery;
use crate::oauth::{CALLBACK, ProviderRequest, ProviderTokens};
use crate::util::single_flight::Lifetime;
use crate::worker::request_context::RequestContext;
use crate::worker::subrequest::NoResponse;
use crate::worker::{Result, provider_keys, single_flight, subrequest};
use crate::{Config, Error};

/// Sends a request to the token endpoint; `None` if the provider rejects the code or the refresh token.
pub(super) async fn redeem(
    metadata: &Discovery,
    request: &ProviderRequest,
) -> Result<Option<ProviderTokens>> {
    let endpoint = metadata
        .token_endpoint()
        .ok_or_else(|| misconfigured("token_endpoint"))?;
    let ProviderRequest { headers, body } = request;
    let limit = ProviderTokens::MAX_RESPONSE;
    match subrequest::post(endpoint, headers, body, TIMEOUT_MS, limit).await {
        Ok((status, body)) => ProviderTokens::parse(status, &body),
        Err(NoResponse::Failed(detail)) => Err(Error::UpstreamUnreachable {
            upstream: Upstream::IdentityProvider,
            detail,
        }),
        Err(NoResponse::Late) => Err(Error::UpstreamTimeout(Upstream::IdentityProvider)),
    }
}

/// The provider's discovery document, fetched again after a while.
pub(super) async fn metadata(
    provider: &IdentityProvider,
    context: &RequestContext<'_>,
) -> Result<Discovery> {
    let clock = context.clock;
    single_flight::get(&METADATA, provider.issuer.as_str(), clock, async || {
        let metadata = provider_keys::discover(provider).await?;
        let until_ms = clock.now_ms() + FRESH_MS;
        let lifetime = Lifetime {
            renew_at_ms: until_ms,
            until_ms,
        };
        Ok((metadata, lifetime))
    })
    .await
}

/// The provider of this name, and the edge's client there.
pub(super) fn by_name<'a>(
    config: &'a Config,
    name: &str,
) -> Result<(&'a IdentityProvider, &'a OidcClient)> {
    config
        .sign_in_providers()
        .find(|provider| provider.name == name)
        .and_then(|provider| Some((provider, provider.client.as_ref()?)))
        .ok_or_else(|| {
            Error::AccessDenied(
                "This identity provider is no longer configured. Run the git command again.".into(),
            )
        })
}

/// The redirect URI to register at a provider.
pub(super) fn redirect_uri(origin: &str, provider: &str) -> String {
    [origin, CALLBACK, provider].concat()
}

/// The refusal for metadata that lacks an endpoint.
pub(super) fn misconfigured(endpoint: &str) -> Error {
    Error::UpstreamUnreachable {
        upstream: Upstream::IdentityProvider,
        detail: format!("its metadata has no {endpoint} with an https URL"),
    }
}

thread_local! {
    /// The discovery documents, by issuer.
    static METADATA: single_flight::Store<String, Discovery> = single_flight::new();
}

const TIMEOUT_MS: u32 = 10_000;
const FRESH_MS: u64 = 10 * 60_000;
