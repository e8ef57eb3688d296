use super::layout::Page;
use crate::Answer;

/// Sends someone to AWS's page, and waits here for what comes of it: the page loads itself anew.
pub fn identity_center_wait(
    user_code: &str,
    verification_uri: &str,
    continue_href: &str,
    refresh_seconds: u32,
) -> Answer {
    let mut page = Page::new("Sign in with AWS");
    page.head
        .raw("<meta http-equiv=refresh")
        .attribute("content", &refresh_seconds.max(1).to_string())
        .raw(">");
    page.main
        .raw("<ol><li><p>Open AWS's page. Go on there only if it shows this code:</p><p class=code>")
        .text(user_code)
        .raw("</p><p>")
        .link_away("button", verification_uri, "Open AWS's page")
        .raw("</p><li><p>Come back when AWS says that the request is approved. This page checks by itself.</p><p>")
        .link("plain", continue_href, "Continue")
        .raw("</p></ol>");
    page.answer()
}
