use crate::Error;
use crate::http::EdgeResponse;
use crate::oauth::Purpose;
use crate::pages;

/// A refusal, as a page; `waiting` is the program that waits for the sign-in, if it can be told.
#[inline(never)]
pub fn problem(
    error: &Error,
    request_id: &str,
    waiting: Option<&Purpose>,
    origin: &str,
) -> EdgeResponse {
    let title = match error.status() {
        500.. => "The sign-in failed",
        403 => "The sign-in was denied",
        404 => "Not found",
        _ => "This sign-in cannot continue",
    };
    let href = waiting.and_then(|purpose| purpose.refusal_url(origin));
    let text = match waiting.is_some_and(Purpose::is_page) {
        true => "Back to the git client",
        false => "Tell git to stop waiting",
    };
    pages::problem(
        error.status(),
        title,
        &error.public_message(),
        error.code(),
        request_id,
        href.as_deref().map(|href| (text, href)),
    )
}
