use crate::util::query::with_query;

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
        let rest = text.strip_prefix("http://")?;
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let port = ["127.0.0.1", "[::1]", "localhost"]
            .iter()
            .find_map(|host| authority.strip_prefix(host))?;
        let is_port = match port.strip_prefix(':') {
            // The number parser would accept a sign.
            Some(port) => {
                port.bytes().all(|b| b.is_ascii_digit())
                    && port.parse::<u16>().is_ok_and(|port| port != 0)
            }
            None => port.is_empty(),
        };
        let is_path = path
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'_' | b'~'));
        (is_port && is_path && text.len() <= MAX_LEN).then(|| Self(text.to_owned()))
    }

    /// Parses exactly `{own_origin}/`.
    pub(super) fn of_page(text: &str, own_origin: &str) -> Option<Self> {
        (text.strip_suffix('/') == Some(own_origin)).then(|| Self(text.to_owned()))
    }

    /// The text, as received.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its source in a Content-Security-Policy: the origin, or `http:` for `[::1]`, for which the policy's grammar
    /// has no expression.
    pub fn csp_source(&self) -> &str {
        let authority = self.0.find("://").map_or(0, |at| at + 3);
        let (_, rest) = self.0.split_at(authority);
        if rest.starts_with('[') {
            return "http:";
        }
        let end = rest.find('/').map_or(self.0.len(), |at| authority + at);
        self.0.split_at(end).0
    }

    /// The URI with parameters appended; those without a value are left out.
    pub fn with(&self, parameters: &[(&str, Option<&str>)]) -> String {
        with_query(&self.0, parameters)
    }
}

const MAX_LEN: usize = 256;
