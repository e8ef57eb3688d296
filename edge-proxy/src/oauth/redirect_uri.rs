use crate::util::form::with_query;
use crate::util::{HttpUrl, Scheme};

/// Where a program on the user's own machine listens for the code: plain `http` on the loopback interface, on any
/// port (RFC 8252, 7.3). For the edge's own page it is the edge's root.
///
/// No other address is valid, so that no code can be sent anywhere else. The text is kept as received, because the
/// program must repeat it exactly.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Parses `http://{127.0.0.1, [::1] or localhost}[:{port}][/{path}]`.
    pub fn parse(text: &str) -> Option<Self> {
        let url = HttpUrl::parse(text)?;
        // A path only: neither a query nor a fragment passes.
        let is_path = url
            .rest()
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'_' | b'~'));
        let is_redirect = url.scheme() == Scheme::Http && url.is_loopback() && is_path;
        (is_redirect && text.len() <= MAX_LEN).then(|| Self(text.to_owned()))
    }

    /// Parses exactly `{own_origin}/`.
    pub(super) fn for_page(text: &str, own_origin: &str) -> Option<Self> {
        (text.strip_suffix('/') == Some(own_origin)).then(|| Self(text.to_owned()))
    }

    /// The URI exactly as received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its source in a Content-Security-Policy: the origin, or `http:` for `[::1]`, for which the policy's grammar
    /// has no expression.
    pub fn csp_source(&self) -> &str {
        match HttpUrl::parse(&self.0) {
            Some(url) if !url.host().starts_with('[') => url.origin(),
            _ => "http:",
        }
    }

    /// The URI with parameters appended; those without a value are left out.
    pub fn with(&self, parameters: &[(&str, Option<&str>)]) -> String {
        with_query(&self.0, parameters.iter().copied())
    }
}

const MAX_LEN: usize = 256;
