use http::HeaderMap;

use crate::region::Region;
use crate::service::intended_host;

/// The region of STS that a host of AWS's own serves; none for another, such as a loopback
/// address.
pub(super) fn region(headers: &HeaderMap) -> Option<Region> {
    let host = intended_host(headers)?;
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    if name == "sts.amazonaws.com" {
        return Region::parse("us-east-1");
    }
    let (region, suffix) = name
        .strip_prefix("sts.")
        .or_else(|| name.strip_prefix("sts-fips."))?
        .split_once('.')?;
    Region::parse(region).filter(|it| it.dns_suffix() == suffix)
}
