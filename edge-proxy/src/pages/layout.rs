use super::Html;
use crate::http::headers::PERMISSIONS_POLICY;
use crate::http::{EdgeResponse, ResponseHeader};

/// A page under construction.
pub(super) struct Page<'a> {
    /// The status; 200 by default.
    pub(super) status: u16,
    /// The title, which is also the top heading.
    pub(super) title: &'a str,
    /// Additional elements for the head.
    pub(super) head: Html,
    /// Another address to which a form may lead: a source of a Content-Security-Policy.
    pub(super) form_target: &'a str,
    /// The content below the heading.
    pub(super) main: Html,
}

impl<'a> Page<'a> {
    /// An empty page.
    pub(super) fn new(title: &'a str) -> Self {
        Self {
            status: 200,
            title,
            head: Html::default(),
            form_target: "",
            main: Html::default(),
        }
    }

    /// The response with the whole document.
    pub(super) fn response(self) -> EdgeResponse {
        let mut document = Html::default();
        document
            .raw(concat!(
                "<!doctype html><html lang=en><meta charset=utf-8>",
                "<meta name=viewport content=\"width=device-width,initial-scale=1\">",
                "<meta name=robots content=noindex>",
                // Stops browsers from requesting a favicon.
                "<link rel=icon href=data:,><link rel=stylesheet href=/assets/edge.css><title>",
            ))
            .text(self.title)
            .raw("</title>")
            .html(&self.head)
            .raw("<main><h1>")
            .text(self.title)
            .raw("</h1>")
            .html(&self.main)
            .raw("</main></html>\n");

        let mut headers: Vec<ResponseHeader> =
            vec![("content-type", "text/html; charset=utf-8".into())];
        let policy = match self.form_target {
            "" => POLICY.to_owned(),
            target => POLICY.replace(FORM_ACTION, &[FORM_ACTION, " ", target].concat()),
        };
        headers.push(("content-security-policy", policy.into()));
        headers.extend(HEADERS.map(|(name, value)| (name, value.into())));
        EdgeResponse {
            status: self.status,
            headers,
            body: document.into_bytes(),
            code: None,
        }
    }
}

/// Appends a list of names and their values.
pub(super) fn details(html: &mut Html, details: &[(&str, &str)]) {
    if details.is_empty() {
        return;
    }
    html.raw("<dl>");
    for (name, value) in details {
        html.raw("<dt>").text(name).raw("<dd>").text(value);
    }
    html.raw("</dl>");
}

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const FORM_ACTION: &str = "form-action 'self'";
/// These headers isolate a page: it loads nothing from other sites, cannot be framed, and is not cached.
const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    // Without any referrer a browser would send no usable `Origin` with a form.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-store"),
    ("x-frame-options", "DENY"),
    PERMISSIONS_POLICY,
];
