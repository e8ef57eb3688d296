use super::layout::Page;
use crate::http::{CODE_HEADER, EdgeResponse};

/// Says what is wrong, and what to do. If a program waits for the sign-in, `waiting` is the text and the address of a
/// link that tells it that the sign-in failed.
pub fn problem(
    status: u16,
    title: &str,
    message: &str,
    code: &'static str,
    request_id: &str,
    waiting: Option<(&str, &str)>,
) -> EdgeResponse {
    let mut page = Page::new(title);
    page.status = status;
    page.main.raw("<p role=alert>").message(message).raw("</p>");
    if let Some((text, href)) = waiting {
        page.main.raw("<p>").link("button", href, text).raw("</p>");
    }
    page.main
        .raw("<p class=note>Code: <code>")
        .raw(code)
        .raw("</code>");
    if !request_id.is_empty() {
        page.main
            .raw("<br>Request id: <code>")
            .text(request_id)
            .raw("</code>");
    }
    page.main.raw("</p>");

    let mut response = page.response();
    response.headers.push((CODE_HEADER, code.into()));
    response.code = Some(code);
    response
}
