use super::Html;
use crate::http::headers::PERMISSIONS_POLICY;
use crate::http::{EdgeResponse, ResponseHeader};

/// A page in the making.
pub(super) struct Page<'a> {
    /// The status; 200 at first.
    pub(super) status: u16,
    /// The title, which is the page's one heading of the first order, too.
    pub(super) title: &'a str,
    /// What goes into the head besides.
    pub(super) head: Html,
    /// Where else than to this edge a form may lead: a source of a Content-Security-Policy.
    pub(super) form_target: &'a str,
    /// What stands below the heading.
    pub(super) main: Html,
}

impl<'a> Page<'a> {
    /// A page with nothing on it yet.
    pub(super) fn new(title: &'a str) -> Self {
        Self {
            status: 200,
            title,
            head: Html::default(),
            form_target: "",
            main: Html::default(),
        }
    }

    /// The whole document.
    pub(super) fn answer(self) -> EdgeResponse {
        let mut document = Html::default();
        document
            .raw(concat!(
                "<!doctype html><html lang=en><meta charset=utf-8>",
                "<meta name=viewport content=\"width=device-width,initial-scale=1\">",
                "<meta name=robots content=noindex>",
                // Else browsers ask for an icon that there is not.
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

/// Names and what they stand for.
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
/// What keeps a page to itself: it loads nothing of others, is in no frame, and leaves no trace.
const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    // Without any at all a browser would not say either whose form it is that it posts.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-store"),
    ("x-frame-options", "DENY"),
    PERMISSIONS_POLICY,
];
