use super::layout::{Page, details};
use crate::http::EdgeResponse;

/// Asks the signed-in user whether a program on their machine may act for them. The form's response redirects to
/// `csp_source`, which browsers check as well (Content Security Policy Level 3, 6.4.1).
pub fn helper_decision(
    sealed: &str,
    user: &str,
    about: &[(&str, &str)],
    csp_source: &str,
) -> EdgeResponse {
    let title = ["Let git on this computer act as ", user, "?"].concat();
    let mut page = Page::new(&title);
    page.form_target = csp_source;
    details(&mut page.main, about);
    page.main
        .raw(concat!(
            "<p class=warning><strong>Allow it only if you have just started this yourself</strong>, by a git ",
            "command on this computer. If you did not, choose Deny: another program or a web page has asked.</p>",
            "<form method=post action=/oauth/decision><input type=hidden name=flow",
        ))
        .attribute("value", sealed)
        .raw(concat!(
            "><button name=decision value=allow autofocus>Allow</button>",
            "<button class=plain name=decision value=deny>Deny</button></form>",
        ));
    page.response()
}
