//! Device authorization (RFC 8628): the pages for the user.

use super::navigation::require_navigation;
use super::{LoginStep, Plan, bad_request, sign_in_at};
use crate::http::{EdgeResponse, RequestHead};
use crate::oauth::UserCode;
use crate::pages;
use crate::util::Parameters;
use crate::{Config, Error};

/// Asks for the user code, or shows the request of the device with that code.
pub(super) fn decide(
    parameters: &Parameters,
    config: &Config,
    origin: &str,
) -> Result<Plan, Error> {
    Ok(match parameters.value("user_code") {
        None => Plan::Respond(pages::device_code_form(None, "")),
        Some(typed) => match user_code(typed, config, origin) {
            None => Plan::Respond(unknown_device(typed)),
            Some(code) => Plan::Login(LoginStep::ShowDevice(code)),
        },
    })
}

/// Begins a sign-in for a device.
pub(super) fn sign_in(
    query: &str,
    config: &Config,
    request: &RequestHead<'_>,
) -> Result<Plan, Error> {
    require_navigation(request)?;
    let origin = request.own_origin();
    let parameters = Parameters::parse(query)?;
    let code = parameters
        .value("user_code")
        .and_then(|typed| user_code(typed, config, origin))
        .ok_or_else(|| bad_request("The device's code is missing. Enter it at /device."))?;
    let wanted = parameters.value("provider");
    sign_in_at::begin(wanted, &parameters, config, request, |at| {
        LoginStep::BeginForDevice { code, at }
    })
}

fn user_code(typed: &str, config: &Config, origin: &str) -> Option<UserCode> {
    UserCode::parse(typed, config.authenticator(origin)?)
}

/// The page for a user code that belongs to no device.
pub fn unknown_device(typed: &str) -> EdgeResponse {
    pages::device_code_form(
        Some(
            "No device is waiting with this code. Compare it with what the device shows; a code is valid for ten minutes.",
        ),
        typed,
    )
}
