use std::fmt;

use super::HttpUrl;

/// A web origin: `{scheme}://{host}[:{port}]`, with the scheme `http` or `https`.
#[derive(Clone, Eq, PartialEq)]
pub struct Origin(String);

impl Origin {
    /// Parses an origin in the form that browsers send: lower case, no path, no slash at the end.
    pub fn parse(text: &str) -> Option<Self> {
        let url = HttpUrl::parse(text)?;
        let is_lower = !text.bytes().any(|b| b.is_ascii_uppercase());
        (url.rest().is_empty() && is_lower).then(|| Self(text.to_owned()))
    }

    /// The origin, in the form that browsers send.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `{host}[:{port}]`
    pub fn authority(&self) -> &str {
        HttpUrl::parse(&self.0).map_or("", |url| url.authority())
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
