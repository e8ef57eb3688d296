use std::net::{Ipv4Addr, Ipv6Addr};

/// An absolute `http` or `https` URL that every parser splits in the same way.
///
/// A text in which another parser could find another host is rejected: one with a user name before the host, a
/// backslash, white space, a character outside ASCII, an escape in the host, or a number that is another way to write
/// an IPv4 address. Nothing is decoded or normalised.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct HttpUrl<'a> {
    scheme: Scheme,
    origin: &'a str,
    host: &'a str,
    rest: &'a str,
}

/// The scheme of an [`HttpUrl`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// `http`: in the clear.
    Http,
    /// `https`: over TLS.
    Https,
}

impl Scheme {
    /// The scheme at the start of a URL, in lower case.
    pub fn of(url: &str) -> Option<Self> {
        [Self::Http, Self::Https]
            .into_iter()
            .find(|scheme| url.starts_with(scheme.prefix()))
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Http => "http://",
            Self::Https => "https://",
        }
    }
}

impl<'a> HttpUrl<'a> {
    /// Parses a URL with a lower-case scheme, and a host in any case.
    pub fn parse(text: &'a str) -> Option<Self> {
        if !text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
            return None;
        }
        let scheme = Scheme::of(text)?;
        let (origin, rest) = split_origin(text);
        let authority = origin.strip_prefix(scheme.prefix())?;
        let host = match authority.rsplit_once(':') {
            // An IPv6 address ends in a bracket, and has colons of its own.
            Some((host, port)) if !port.ends_with(']') => is_port(port).then_some(host)?,
            _ => authority,
        };

        let is_whole = rest.is_empty() || rest.starts_with(['/', '?', '#']);
        (is_whole && (is_name(host) || is_ipv6(host))).then_some(Self {
            scheme,
            origin,
            host,
            rest,
        })
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// `{scheme}://{host}[:{port}]`
    pub fn origin(&self) -> &'a str {
        self.origin
    }

    /// `{host}[:{port}]`
    pub fn authority(&self) -> &'a str {
        self.origin
            .strip_prefix(self.scheme.prefix())
            .unwrap_or_default()
    }

    /// The host; an IPv6 address is in brackets.
    pub fn host(&self) -> &'a str {
        self.host
    }

    /// The text after the origin: path, query and fragment, each with its leading character.
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    /// Whether the host is the client's own machine.
    pub fn is_loopback(&self) -> bool {
        matches!(self.host, "127.0.0.1" | "localhost" | "[::1]")
    }

    /// Whether no third party can read the requests: they use TLS, or stay on the client's own machine.
    pub fn is_private(&self) -> bool {
        self.scheme == Scheme::Https || self.is_loopback()
    }
}

/// Splits any URL into its origin and the rest. `\` and `*` end the origin too: runtimes read the first as a slash, and
/// append the second for `OPTIONS *`.
pub(crate) fn split_origin(url: &str) -> (&str, &str) {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url
        .bytes()
        .skip(start)
        .position(|b| matches!(b, b'/' | b'?' | b'#' | b'\\' | b'*'))
        .map_or(url.len(), |at| start + at);
    url.split_at(end)
}

/// Digits only, because `u16::from_str` also accepts a `+`.
fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port != 0)
}

fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        !label.is_empty() && label.bytes().all(allowed)
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    // Browsers read `0x7f.1` and `2130706433` as addresses (WHATWG URL, "ends in a number checker").
    let is_number = last.bytes().all(|b| b.is_ascii_digit())
        || last
            .strip_prefix("0x")
            .or_else(|| last.strip_prefix("0X"))
            .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    host.split('.').all(is_label) && (!is_number || host.parse::<Ipv4Addr>().is_ok())
}

fn is_ipv6(host: &str) -> bool {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .is_some_and(|host| host.parse::<Ipv6Addr>().is_ok())
}
