use super::layout::{Page, details as list};
use crate::http::EdgeResponse;

/// Asks for the code that a device shows, and says what was wrong with the previous input.
pub fn device_code_form(message: Option<&str>, code: &str) -> EdgeResponse {
    let mut page = Page::new("Sign in a device");
    page.main
        .raw("<p>Git on another device shows a code. Enter it here.</p>");
    if let Some(message) = message {
        page.status = 400;
        page.main
            .raw("<p role=alert id=message>")
            .message(message)
            .raw("</p>");
    }
    page.main
        .raw(concat!(
            "<form action=/device><label for=user_code>Code</label>",
            "<input id=user_code name=user_code required autofocus autocomplete=off ",
            "autocapitalize=characters spellcheck=false maxlength=32",
        ))
        .attribute("value", code);
    if message.is_some() {
        page.main.raw(" aria-invalid=true aria-describedby=message");
    }
    page.main
        .raw("><div><button>Continue</button></div></form>");
    page.response()
}

/// Shows what a device requests, before sign-in.
pub fn device_request(
    user_code: &str,
    details: &[(&str, &str)],
    continue_href: &str,
) -> EdgeResponse {
    let mut page = Page::new("A device asks to use git as you");
    page.main
        .raw("<p>The device must show this code:</p><p class=code>")
        .text(user_code)
        .raw("</p>");
    list(&mut page.main, details);
    page.main
        .raw(concat!(
            "<p class=warning><strong>Continue only if you started this yourself</strong>, just now, on a ",
            "device of yours. If someone else gave you the code or the link, they would get your access.</p><p>",
        ))
        .link("button", continue_href, "Sign in to continue")
        .raw("</p>");
    page.response()
}

/// Asks the signed-in user whether the device may act for them.
pub fn device_decision(sealed: &str, user: &str, details: &[(&str, &str)]) -> EdgeResponse {
    let title = ["Allow git on that device to act as ", user, "?"].concat();
    let mut page = Page::new(&title);
    page.head
        .raw("<script src=/assets/allow.js defer></script>");
    list(&mut page.main, details);
    page.main
        .raw(concat!(
            "<p class=warning><strong>Allow it only if you started this yourself.</strong> ",
            "The device can then read and write everything that you can.</p>",
            "<form method=post action=/oauth/decision><input type=hidden name=flow",
        ))
        .attribute("value", sealed)
        .raw(concat!(
            "><button name=decision value=allow>Allow</button>",
            "<button class=plain name=decision value=deny>Deny</button></form>",
        ));
    page.response()
}

/// Confirms the decision.
pub fn device_done(allowed: bool) -> EdgeResponse {
    let (title, text) = match allowed {
        true => (
            "The device is signed in",
            "<p>Git continues there by itself. You can close this page.</p>",
        ),
        false => (
            "The device is not signed in",
            "<p>You denied the request. If you did not start it, tell your administrators. You can close this page.</p>",
        ),
    };
    let mut page = Page::new(title);
    page.main.raw(text);
    page.response()
}
