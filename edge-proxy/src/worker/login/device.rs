//! The device flow (RFC 8628): what a device asks for.

use super::{authenticator, refuse_unknown, session_keys, store};
use crate::Error;
use crate::http::Answer;
use crate::oauth::{
    DeviceAnswer, DeviceRequest, Flow, OAuthError, OneTimeToken, Parameters, Scope, UserCode,
    device_client_id_of, device_id, device_object, json_answer,
};
use crate::pages;
use crate::plan::login::unknown_device;
use crate::worker::exchange::Exchange;
use crate::worker::sessions::milliseconds;
use crate::worker::{Result, body, environment};

/// Gives a device its codes.
pub(super) async fn authorize(exchange: &Exchange<'_>) -> Result<Answer, OAuthError> {
    let form = body::read_form(exchange.request).await?;
    let parameters = Parameters::parse(&form).ok_or_else(refuse_unknown)?;
    let authorization = exchange.head.header("authorization");
    let client_id = device_client_id_of(&parameters, authorization, exchange.config)?;
    let scope = Scope::parse(parameters.value("scope").unwrap_or_default()).ok_or_else(|| {
        OAuthError::new(
            "invalid_scope",
            "This edge knows the scopes read, write and profile:{name}.",
        )
    })?;
    let now = exchange.clock.now()?;
    let request = DeviceRequest {
        client_id,
        scope,
        asked_at: now,
    };
    let origin = exchange.head.own_origin();
    let keys = session_keys(exchange)?;
    let authenticator = authenticator(exchange)?;

    // There are far more codes than devices that wait; but two may get the same.
    for _ in 0..ATTEMPTS {
        let Some(code) = UserCode::of_random(&environment::random()?, authenticator) else {
            continue;
        };
        let token = OneTimeToken::of_device(&code, environment::random()?);
        let sealed = request.seal(keys, &device_id(&code), environment::random()?, origin);
        let opened = store::open(
            &token.object(),
            Some(&token.hash()),
            &sealed,
            milliseconds(now.saturating_add(Flow::SECONDS)),
            INTERVAL_SECONDS * 1000,
        )
        .await?;
        if opened {
            let shown = code.to_string();
            return Ok(json_answer(
                200,
                &DeviceAnswer {
                    device_code: &token.text(authenticator),
                    user_code: &shown,
                    verification_uri: &[origin, "/device"].concat(),
                    verification_uri_complete: &[origin, "/device?user_code=", &shown].concat(),
                    expires_in: Flow::SECONDS,
                    interval: INTERVAL_SECONDS,
                },
                exchange.cors,
            ));
        }
    }
    Err(Error::Misconfigured("every user code is taken".into()).into())
}

/// What the device of a code asks for, if one waits.
pub(super) async fn find(
    code: &UserCode,
    exchange: &Exchange<'_>,
) -> Result<Option<DeviceRequest>> {
    let origin = exchange.head.own_origin();
    let keys = session_keys(exchange)?;
    Ok(store::peek(&device_object(code))
        .await?
        .and_then(|sealed| DeviceRequest::open(keys, origin, &device_id(code), &sealed)))
}

/// What a person reads whose code leads to no device.
pub(super) fn unknown(code: &UserCode) -> Answer {
    unknown_device(&code.to_string())
}

/// Shows the person what the device asks for.
pub(super) async fn show(code: UserCode, exchange: &Exchange<'_>) -> Result<Answer> {
    let Some(request) = find(&code, exchange).await? else {
        return Ok(unknown(&code));
    };
    let seconds = exchange.clock.now()?.seconds_since(request.asked_at);
    let asked = match seconds / 60 {
        0 => "less than a minute ago".to_owned(),
        1 => "a minute ago".to_owned(),
        minutes => format!("{minutes} minutes ago"),
    };
    let (shown, scope) = (code.to_string(), request.scope.text());
    Ok(pages::device_request(
        &shown,
        &[("Asked", asked.as_str()), ("For", scope.as_str())],
        &["/device/sign-in?user_code=", &shown].concat(),
    ))
}

const ATTEMPTS: u32 = 8;
const INTERVAL_SECONDS: u32 = 5;
