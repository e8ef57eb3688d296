//! Whether a request reached the edge over TLS or in the clear.

use crate::Error;
use crate::http::RequestHead;
use crate::util::Origin;

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
    if Origin::parse(&origin.to_ascii_lowercase()).is_none() {
        return Err(Error::BadRequest(
            "The `Host` header does not name a host. Use the edge's name as it is in DNS.".into(),
        ));
    }
    match is_encrypted(request) || is_loopback(origin) {
        true => Ok(()),
        false => Err(Error::HttpsRequired),
    }
}

/// Whether the request reached the edge over TLS.
fn is_encrypted(request: &RequestHead<'_>) -> bool {
    request.url.starts_with("https://")
}

/// The header that stops clients from returning over plain HTTP: sent with every response over TLS, and with no other
/// (RFC 6797, 7.2).
pub fn strict_transport_security(
    request: &RequestHead<'_>,
) -> Option<(&'static str, &'static str)> {
    is_encrypted(request).then_some(("strict-transport-security", "max-age=31536000"))
}

/// Whether an origin is on the caller's own machine (RFC 6761, 6.3, for the names).
fn is_loopback(origin: &str) -> bool {
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}
