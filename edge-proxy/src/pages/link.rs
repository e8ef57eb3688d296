use super::Html;
use crate::util::Origin;

impl Html {
    /// Appends a link, or only its text if the address is not safe: see [`is_safe`].
    pub(super) fn link(&mut self, class: &'static str, href: &str, label: &str) -> &mut Self {
        match is_safe(href) {
            true => self
                .raw("<a class=")
                .raw(class)
                .attribute("href", href)
                .raw(">")
                .text(label)
                .raw("</a>"),
            false => self.text(label),
        }
    }

    /// Appends a link to another site, in a new tab; if it is not safe, the address as text.
    pub(super) fn link_away(&mut self, class: &'static str, href: &str, label: &str) -> &mut Self {
        match is_safe(href) {
            true => self
                .raw("<a target=_blank rel=\"noopener noreferrer\" class=")
                .raw(class)
                .attribute("href", href)
                .raw(">")
                .text(label)
                .raw("</a>"),
            false => self.raw("<code>").text(href).raw("</code>"),
        }
    }
}

/// Whether an address is a path on this edge, an HTTPS URL, or an HTTP URL on loopback.
pub(super) fn is_safe(href: &str) -> bool {
    // Browsers drop tabs and line breaks, and read `\` as `/`, so that the address checked here would differ from the
    // one they follow.
    if !href.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') {
        return false;
    }
    if href.starts_with('/') {
        return !href.starts_with("//");
    }

    let authority = href.find("://").map_or(0, |at| at + 3);
    let end = href
        .bytes()
        .skip(authority)
        .position(|b| matches!(b, b'/' | b'?' | b'#'))
        .map_or(href.len(), |at| authority + at);
    let (origin, _) = href.split_at(end);
    Origin::parse(origin).is_some() && (origin.starts_with("https://") || is_loopback(origin))
}

fn is_loopback(origin: &str) -> bool {
    let hosts = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    hosts.iter().any(|host| {
        origin
            .strip_prefix(host)
            .is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}
