//! The headers that the edge reads and passes on. What is not here, does not pass.
//!
//! They cross between JavaScript and wasm as one text, a value a line, because each crossing of a
//! text has its price. No value can hold a line break: neither HTTP nor the runtime lets one in.

use std::borrow::Cow;

/// A header that the edge sets: its name in lower case, and its value.
pub type ResponseHeader = (&'static str, Cow<'static, str>);

/// What pages of the edge may ask a browser for: nothing of what it guards, but to write to the clipboard.
pub(crate) const PERMISSIONS_POLICY: (&str, &str) = (
    "permissions-policy",
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), web-share=(), xr-spatial-tracking=()",
);

/// Headers as one text: a line with the name, a line with the value, and so on.
pub fn to_lines<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut lines = String::with_capacity(512);
    for (name, value) in headers {
        for part in [name, "\n", value, "\n"] {
            lines.push_str(part);
        }
    }
    lines
}

/// Keeps browsers from taking an answer for anything but what its type says: on every answer.
pub const NO_SNIFFING: (&str, &str) = ("x-content-type-options", "nosniff");

/// The headers of a request that are read, and in which order; the first ones are [`REQUEST`].
pub const READ: [&str; 14] = [
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
];

/// Headers of a request that CodeCommit gets to see.
///
/// `Content-Length` is not among them because it belongs to the body, which the runtime sends with
/// the length that it came with. `Expect` is answered by the edge itself.
pub const REQUEST: &[&str] = READ.split_at(9).0;

/// Headers of CodeCommit's answer that the client gets to see.
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
