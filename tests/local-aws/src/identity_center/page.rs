//! The page on which a user approves, without a password: each user is a button.

use std::net::SocketAddr;

use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode};

use super::device_grants::{Decision, DeviceGrant};
use super::parameters::Parameters;
use crate::answer;
use crate::body::Body;
use crate::service::AwsCall;

pub(super) const PATH: &str = "/identity-center/device";

const POLICY: &str = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";

/// The page's address on the listener that a client has reached.
pub(super) fn url(listener: SocketAddr) -> String {
    format!("http://{listener}{PATH}")
}

pub(super) fn answer(call: &AwsCall<'_>, parts: &Parts, body: &[u8]) -> Response<Body> {
    let (status, title, content) = match parts.method {
        Method::GET => {
            let query = parts.uri.query().unwrap_or_default();
            show(call, &Parameters::parse(query.as_bytes()))
        }
        Method::POST => decide(call, &Parameters::parse(body)),
        _ => (
            StatusCode::METHOD_NOT_ALLOWED,
            "Method not allowed",
            String::new(),
        ),
    };
    document(status, title, &content)
}

type Content = (StatusCode, &'static str, String);

fn show(call: &AwsCall<'_>, form: &Parameters) -> Content {
    let grants = &call.cloud.identity_center.grants;
    match user_code(form) {
        None => (StatusCode::OK, "Authorize a device", code_form()),
        Some(code) => match grants.pending(&code, call.cloud.now()) {
            Some(grant) => (
                StatusCode::OK,
                "Authorization requested",
                decision_form(&code, &grant),
            ),
            None => invalid_code(),
        },
    }
}

fn decide(call: &AwsCall<'_>, form: &Parameters) -> Content {
    let grants = &call.cloud.identity_center.grants;
    let now = call.cloud.now();
    let code = user_code(form).unwrap_or_default();
    let Some(grant) = grants.pending(&code, now) else {
        return invalid_code();
    };
    let (decision, title) = match form.get("allow") {
        Some(user) if grant.instance.user(user).is_some() => {
            (Decision::Allow(user.to_owned()), "Request approved")
        }
        None if form.get("deny").is_some() => (Decision::Deny, "Request denied"),
        _ => return (StatusCode::BAD_REQUEST, "No such user", String::new()),
    };
    if !grants.decide(&code, decision, now) {
        return invalid_code();
    }
    let content = "<p>You can close this window.</p>\n".to_owned();
    (StatusCode::OK, title, content)
}

fn invalid_code() -> Content {
    (
        StatusCode::BAD_REQUEST,
        "This code is not valid",
        format!(
            "<p>It is wrong, has expired, or has already been approved or denied.</p>\n{}",
            code_form()
        ),
    )
}

fn code_form() -> String {
    format!(
        "<form method=\"get\" action=\"{PATH}\">\n\
         <p><label>Code <input name=\"user_code\" placeholder=\"ABCD-EFGH\" required \
         autocomplete=\"off\"></label></p>\n<p><button>Next</button></p>\n</form>\n"
    )
}

fn decision_form(code: &str, grant: &DeviceGrant) -> String {
    let code = escape(code);
    let buttons: String = grant
        .instance
        .users
        .iter()
        .map(|user| {
            let name = escape(&user.name);
            format!("<p><button name=\"allow\" value=\"{name}\">Allow as {name}</button></p>\n")
        })
        .collect();
    format!(
        "<p>Does your device show the code <strong>{code}</strong>?</p>\n\
         <p><strong>{}</strong> asks for access to your accounts at {}.</p>\n\
         <form method=\"post\" action=\"{PATH}\">\n\
         <input type=\"hidden\" name=\"user_code\" value=\"{code}\">\n{buttons}\
         <p><button name=\"deny\" value=\"yes\">Deny</button></p>\n</form>\n",
        escape(&grant.client_name),
        escape(&grant.instance.start_url),
    )
}

fn document(status: StatusCode, title: &str, content: &str) -> Response<Body> {
    let mut response = answer::html(
        status,
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <h1>{title}</h1>\n{content}</html>\n"
        ),
    );
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Escapes text, also for a quoted attribute.
fn escape(text: &str) -> String {
    answer::escape(text).replace('"', "&quot;")
}

/// Normalises a typed code to the form in which it was shown.
fn user_code(form: &Parameters) -> Option<String> {
    form.get("user_code")
        .map(|it| it.trim().to_ascii_uppercase())
        .filter(|it| !it.is_empty())
}
