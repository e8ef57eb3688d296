use http::HeaderMap;

use crate::region::Region;
use crate::service::intended_name;

/// The STS region of an AWS host; `None` for another host, such as a loopback
/// address.
pub(super) fn region(headers: &HeaderMap) -> Option<Region> {
    let name = intended_name(headers)?;
    if name == "sts.amazonaws.com" {
        return Region::parse("us-east-1");
    }
    let (region, suffix) = name
        .strip_prefix("sts.")
        .or_else(|| name.strip_prefix("sts-fips."))?
        .split_once('.')?;
    Region::parse(region).filter(|it| it.dns_suffix() == suffix)
}
