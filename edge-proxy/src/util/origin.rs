use std::fmt;

/// A web origin: `{scheme}://{host}[:{port}]`, with the scheme `http` or `https`.
#[derive(Clone, Eq, PartialEq)]
pub struct Origin(String);

impl Origin {
    /// Parses an origin in the form that browsers send: lower case, no path, no slash at the end.
    pub fn parse(text: &str) -> Option<Self> {
        let authority = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))?;
        let (host, port) = match authority.rsplit_once(':') {
            // An IPv6 address ends in a bracket, and contains colons of its own.
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };

        let is_name = |host: &str| {
            host.split('.').all(|label| {
                !label.is_empty()
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            })
        };
        let is_ipv6 = |host: &str| {
            // Only the characters are checked: the host is later compared, or parsed by the runtime.
            host.strip_prefix('[')
                .and_then(|host| host.strip_suffix(']'))
                .is_some_and(|host| {
                    host.contains(':')
                        && host
                            .bytes()
                            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b':' | b'.'))
                })
        };

        ((is_name(host) || is_ipv6(host))
            && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port != 0)))
        .then(|| Self(text.to_owned()))
    }

    /// The origin's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
