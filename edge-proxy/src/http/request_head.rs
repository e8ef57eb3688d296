use crate::http::headers::READ;
use crate::util::http_url::split_origin;

/// The parts of a request's head that decisions are based on.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestHead<'a> {
    /// The method as received; methods are case-sensitive.
    pub method: &'a str,
    /// The whole URL as received.
    pub url: &'a str,
    /// The request's id in the log.
    pub request_id: &'a str,
    /// The values of the headers [`READ`], in this order.
    pub headers: [Option<&'a str>; READ.len()],
}

impl<'a> RequestHead<'a> {
    /// Parses the lines that the shell writes: the method, the URL, and the value of each of the headers [`READ`],
    /// empty if absent.
    pub fn from_lines(lines: &'a str) -> Self {
        let mut lines = lines.split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty());
        Self {
            method: line().unwrap_or_default(),
            url: line().unwrap_or_default(),
            request_id: "",
            headers: READ.map(|_| line()),
        }
    }

    /// The same head with a header added, if it is one of [`READ`].
    #[must_use]
    pub fn with(mut self, name: &str, value: &'a str) -> Self {
        for (known, slot) in READ.iter().zip(&mut self.headers) {
            if *known == name {
                *slot = Some(value);
            }
        }
        self
    }

    /// The same head without a header.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        for (known, slot) in READ.iter().zip(&mut self.headers) {
            if *known == name {
                *slot = None;
            }
        }
        self
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        READ.iter()
            .zip(self.headers)
            .find(|(known, _)| **known == name)
            .and_then(|(_, value)| value)
    }

    /// `Content-Length`, in bytes.
    pub fn content_length(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }

    /// Cloudflare's id of the request. Outside Cloudflare anyone can send the header, so its format is checked.
    pub fn ray_id(&self) -> Option<&'a str> {
        self.header("cf-ray").filter(|ray| {
            ray.len() <= 64 && ray.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
    }

    /// The edge's origin, as the caller addresses it.
    pub fn own_origin(&self) -> &'a str {
        split_origin(self.url).0
    }

    /// The path and the query, without its `?`.
    pub fn path_and_query(&self) -> (&'a str, Option<&'a str>) {
        let (_, rest) = split_origin(self.url);
        match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        }
    }
}
