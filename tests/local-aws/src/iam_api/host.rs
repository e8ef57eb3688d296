use http::HeaderMap;

use crate::region::Region;
use crate::service::intended_name;

/// The region for which a request must be signed: that of the host's partition. At another host, such as a
/// loopback address, the partition is that of the region in the signature.
pub(super) fn region(headers: &HeaderMap, signed_region: Option<&str>) -> Option<Region> {
    let partition = match intended_name(headers)? {
        "iam.amazonaws.com" | "iam-fips.amazonaws.com" => "aws",
        "iam.cn-north-1.amazonaws.com.cn" | "iam-fips.amazonaws.com.cn" => "aws-cn",
        "iam.us-gov.amazonaws.com" => "aws-us-gov",
        _ => Region::parse(signed_region?)?.partition(),
    };
    Region::parse(match partition {
        "aws-cn" => "cn-north-1",
        "aws-us-gov" => "us-gov-west-1",
        _ => "us-east-1",
    })
}
