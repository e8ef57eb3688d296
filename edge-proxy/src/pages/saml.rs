use super::Html;
use super::layout::Page;
use crate::http::EdgeResponse;

/// Posts an identity provider's response again, from the edge's own page, so that the browser sends the edge's cookies:
/// it sends none with a form that another site posts (`SameSite=Lax`). A script submits the form, or else the user does.
pub fn saml_continue(response: &str, relay_state: &str) -> EdgeResponse {
    let mut page = Page::new("Signing in");
    page.head
        .raw("<script src=/assets/continue.js defer></script>");
    page.main
        .raw("<p>Your identity provider has answered. If nothing happens, choose Continue.</p>");
    form(&mut page.main, response, relay_state);
    page.main.raw("<button>Continue</button></form>");
    page.response()
}

/// Asks with which profile to use git, if the identity provider offers several roles: each has a name and its role.
pub fn choose_profile(
    response: &str,
    relay_state: &str,
    profiles: &[(&str, &str)],
) -> EdgeResponse {
    let mut page = Page::new("Choose a role");
    page.main
        .raw("<p>Git gets the permissions of this role.</p>");
    form(&mut page.main, response, relay_state);
    page.main.raw("<ul class=choices>");
    for (profile, role) in profiles {
        page.main
            .raw("<li><button name=profile")
            .attribute("value", profile)
            .raw("><b>")
            .text(profile)
            .raw("</b><span>")
            .text(role)
            .raw("</span></button>");
    }
    page.main.raw("</ul></form>");
    page.response()
}

/// The start of a form that posts the response again.
fn form(html: &mut Html, response: &str, relay_state: &str) {
    html.raw("<form method=post action=/saml/sign-in><input type=hidden name=SAMLResponse")
        .attribute("value", response)
        .raw("><input type=hidden name=RelayState")
        .attribute("value", relay_state)
        .raw(">");
}
