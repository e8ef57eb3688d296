use super::layout::Page;
use super::link::is_safe;
use crate::http::EdgeResponse;

/// Links to AWS's sign-in page, and waits for the result: the page loads `continue_href` by itself.
pub fn identity_center_wait(
    user_code: &str,
    verification_uri: &str,
    continue_href: &str,
    refresh_seconds: u32,
) -> EdgeResponse {
    let mut page = Page::new("Sign in with AWS");
    let mut refresh = refresh_seconds.max(1).to_string();
    // Without it, the page reloads its own address.
    if is_safe(continue_href) {
        refresh.extend([";url=", continue_href]);
    }
    page.head
        .raw("<meta http-equiv=refresh")
        .attribute("content", &refresh)
        .raw(">");
    page.main
        .raw("<ol><li><p>Open AWS's page. Continue there only if it shows this code:</p><p class=code>")
        .text(user_code)
        .raw("</p><p>")
        .link_away("button", verification_uri, "Open AWS's page")
        .raw("</p><li><p>Come back when AWS says that the request is approved. This page checks by itself.</p><p>")
        .link("plain", continue_href, "Continue")
        .raw("</p></ol>");
    page.response()
}
