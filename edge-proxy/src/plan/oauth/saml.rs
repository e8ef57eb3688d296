//! Plans the requests that only SAML identity providers need.

use crate::http::{Cors, EdgeResponse, RequestHead};
use crate::saml::ACS;
use crate::{Config, Error, saml};

/// Whether an identity provider's page posts its response: from an origin of its own, or from one that browsers call
/// `null`. Its page cannot read the answer, which has no CORS headers.
pub(in crate::plan) fn is_posted_response(request: &RequestHead<'_>) -> bool {
    request.method == "POST" && request.path_and_query().0 == ACS
}

/// The edge's metadata for the identity provider of this name, or for the only one.
pub(super) fn metadata(
    config: &Config,
    wanted: Option<&str>,
    origin: &str,
    cors: &Cors,
) -> Result<EdgeResponse, Error> {
    let mut entity_ids: Vec<&str> = config
        .saml_providers
        .iter()
        .filter(|provider| wanted.is_none_or(|wanted| wanted == provider.name))
        .map(|provider| provider.sp_entity_id.as_str())
        .collect();
    entity_ids.sort_unstable();
    entity_ids.dedup();
    match entity_ids[..] {
        [] => Err(Error::BadRequest("This edge has no SAML identity provider of this name. Use a name from SAML_PROVIDERS.".into())),
        [entity_id] => Ok(EdgeResponse::document(
            &saml::metadata(origin, entity_id),
            "application/samlmetadata+xml",
            cors,
        )),
        _ => Err(Error::BadRequest(
            "This edge has several SAML identity providers. Name one, as in /saml/metadata?provider=company.".into(),
        )),
    }
}
