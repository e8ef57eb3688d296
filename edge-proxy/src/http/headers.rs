//! The headers that the edge reads and forwards. All others are dropped.
//!
//! They cross between JavaScript and wasm as one text with a value per line, because each string that crosses has a
//! cost. Neither HTTP nor the runtime allows a line break in a value.

use std::borrow::Cow;

/// A header that the edge sets: its lower-case name and its value.
pub type ResponseHeader = (&'static str, Cow<'static, str>);

/// The permissions policy of the edge's pages: they may only write to the clipboard.
pub(crate) const PERMISSIONS_POLICY: (&str, &str) = (
    "permissions-policy",
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), web-share=(), xr-spatial-tracking=()",
);

/// Headers as one text: a line with the name, a line with the value, and so on.
pub fn to_lines<'a>(
    headers: impl IntoIterator<Item = (&'a str, &'a str), IntoIter: Clone>,
) -> String {
    let headers = headers.into_iter();
    // Exact, because growing would leave copies of credentials behind.
    let length = headers
        .clone()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum();
    let mut lines = String::with_capacity(length);
    for (name, value) in headers {
        for part in [name, "\n", value, "\n"] {
            lines.push_str(part);
        }
    }
    lines
}

/// Stops browsers from guessing the content type. Sent with every response.
pub const NO_SNIFFING: (&str, &str) = ("x-content-type-options", "nosniff");

/// The request headers that the edge reads, in this order; the first ones are [`REQUEST`].
pub const READ: [&str; 16] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-encoding",
    "content-type",
    "git-protocol",
    "pragma",
    "user-agent",
    "authorization",
    "content-length",
    "origin",
    "cf-ray",
    "cf-access-jwt-assertion",
    "sec-fetch-dest",
    "sec-purpose",
];

/// The request headers that are forwarded to CodeCommit.
///
/// `Content-Length` is missing because the runtime sets it from the body's length. The edge itself answers `Expect`.
pub const REQUEST: &[&str] = READ.split_at(9).0;

/// The headers of CodeCommit's response that are forwarded to the client.
pub const RESPONSE: [&str; 8] = [
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "expires",
    "pragma",
    "retry-after",
    "x-amzn-requestid",
];

/// The request headers of a call to AWS's API that are forwarded. `Content-Length` and `Host` are the runtime's.
pub const RELAYED: [&str; 7] = [
    "accept",
    "authorization",
    "content-type",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-target",
];

/// The headers of AWS's response to a call that are forwarded to the client.
pub const RELAYED_RESPONSE: [&str; 3] = ["content-type", "retry-after", "x-amzn-requestid"];
