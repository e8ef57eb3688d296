//! Whether a request reached the edge over TLS or in the clear.

use crate::Error;
use crate::http::RequestHead;
use crate::util::{HttpUrl, Scheme};

/// Rejects requests that others on the network could have read, and hosts that are not valid names, before any other
/// part of the request is read.
///
/// On loopback plain HTTP is as safe as TLS. `/healthz` is open to load balancers, which request it over plain HTTP,
/// and it reads no credential.
///
/// # Errors
///
/// [`Error::HttpsRequired`], [`Error::BadRequest`]
pub fn admit(request: &RequestHead<'_>) -> Result<(), Error> {
    let origin = request.own_origin();
    if request.path_and_query().0 == "/healthz" {
        return Ok(());
    }
    // The host is quoted in pages, commands and JSON. A valid name needs no escaping in any of them.
    let url = HttpUrl::parse(origin).ok_or_else(|| {
        Error::BadRequest(
            "The `Host` header is not a valid host name. Use the edge's DNS name.".into(),
        )
    })?;
    // RFC 6761, 6.3, for the names below `localhost`.
    match url.is_private() || url.host().ends_with(".localhost") {
        true => Ok(()),
        false => Err(Error::HttpsRequired),
    }
}

/// Whether the request reached the edge over TLS.
fn is_encrypted(request: &RequestHead<'_>) -> bool {
    Scheme::of(request.url) == Some(Scheme::Https)
}

/// The header that stops clients from returning over plain HTTP: sent with every response over TLS, and with no other
/// (RFC 6797, 7.2).
pub fn strict_transport_security(
    request: &RequestHead<'_>,
) -> Option<(&'static str, &'static str)> {
    is_encrypted(request).then_some(("strict-transport-security", "max-age=31536000"))
}
