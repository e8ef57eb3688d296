use super::Html;
use crate::util::HttpUrl;

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
    match href.strip_prefix('/') {
        // Browsers drop tabs and line breaks, and read `\` as `/`, so that the address checked here would differ from
        // the one they follow.
        Some(path) => {
            !path.starts_with('/') && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        }
        None => HttpUrl::parse(href).is_some_and(|url| url.is_private()),
    }
}
