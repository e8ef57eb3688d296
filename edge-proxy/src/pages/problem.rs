use super::layout::Page;
use crate::Answer;

/// Says what is wrong, and what to do. Where git waits for an answer, `git_href` tells it that there will be
/// none.
pub fn problem(
    status: u16,
    title: &str,
    message: &str,
    code: &'static str,
    request_id: &str,
    git_href: Option<&str>,
) -> Answer {
    let mut page = Page::new(title);
    page.status = status;
    page.main.raw("<p role=alert>").text(message).raw("</p>");
    if let Some(href) = git_href {
        page.main
            .raw("<p>")
            .link("button", href, "Tell git to stop waiting")
            .raw("</p>");
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

    let mut answer = page.answer();
    answer.headers.push(("x-codecommit-edge-code", code.into()));
    answer.code = Some(code);
    answer
}
