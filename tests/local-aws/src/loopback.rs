use std::net::IpAddr;

use http::uri::Authority;

/// Whether a host, with or without a port, is `localhost` or a loopback address.
pub(crate) fn is_loopback(authority: &Authority) -> bool {
    let name = authority.host();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
