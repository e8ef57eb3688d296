//! The device authorization (RFC 8628).

use super::request::{authenticator, session_keys};
use crate::Error;
use crate::http::EdgeResponse;
use crate::oauth::{
    AuthorizationState, DeviceAuthorizationResponse, DeviceRequest, LoginToken, OAuthError, Scope,
    UserCode, device_client_id_of, device_id, device_object, json_response,
};
use crate::pages;
use crate::plan::oauth::unknown_device;
use crate::util::Parameters;
use crate::worker::durable_object::milliseconds;
use crate::worker::request_context::RequestContext;
use crate::worker::{Result, body, environment, login_store};

/// Issues codes to a device.
pub(super) async fn authorize(context: &RequestContext<'_>) -> Result<EdgeResponse, OAuthError> {
    let form = body::read_form(context.request).await?;
    let parameters = Parameters::parse(&form)?;
    let authorization = context.head.header("authorization");
    let client_id = device_client_id_of(&parameters, authorization, context.config)?;
    let scope = Scope::parse(parameters.value("scope").unwrap_or_default()).ok_or_else(|| {
        OAuthError::new(
            "invalid_scope",
            "This edge supports the scopes read, write and profile:{name}.",
        )
    })?;
    let now = context.clock.now()?;
    let request = DeviceRequest {
        client_id,
        scope,
        asked_at: now,
    };
    let origin = context.head.own_origin();
    let keys = session_keys(context)?;
    let authenticator = authenticator(context)?;

    // There are far more codes than waiting devices, but two may get the same one.
    for _ in 0..ATTEMPTS {
        let Some(code) = UserCode::from_random(&environment::random()?, authenticator) else {
            continue;
        };
        let token = LoginToken::for_device(&code, environment::random()?);
        let sealed = request.seal(keys, &device_id(&code), environment::random()?, origin);
        let opened = login_store::open(
            &token.object(),
            Some(&token.hash()),
            &sealed,
            milliseconds(now.saturating_add(AuthorizationState::SECONDS)),
            INTERVAL_SECONDS * 1000,
        )
        .await?;
        if opened {
            let shown = code.to_string();
            return Ok(json_response(
                200,
                &DeviceAuthorizationResponse {
                    device_code: &token.text(authenticator),
                    user_code: &shown,
                    verification_uri: &[origin, "/device"].concat(),
                    verification_uri_complete: &[origin, "/device?user_code=", &shown].concat(),
                    expires_in: AuthorizationState::SECONDS,
                    interval: INTERVAL_SECONDS,
                },
                context.cors,
            ));
        }
    }
    Err(Error::Misconfigured("every user code is taken".into()).into())
}

/// The request of the device with this code, if it is pending.
pub(super) async fn find(
    code: &UserCode,
    context: &RequestContext<'_>,
) -> Result<Option<DeviceRequest>> {
    let origin = context.head.own_origin();
    let keys = session_keys(context)?;
    Ok(login_store::peek(&device_object(code))
        .await?
        .and_then(|sealed| DeviceRequest::open(keys, origin, &device_id(code), &sealed)))
}

/// The page for a code that belongs to no device.
pub(super) fn unknown(code: &UserCode) -> EdgeResponse {
    unknown_device(&code.to_string())
}

/// Shows the user what the device requests.
pub(super) async fn show(code: UserCode, context: &RequestContext<'_>) -> Result<EdgeResponse> {
    let Some(request) = find(&code, context).await? else {
        return Ok(unknown(&code));
    };
    let seconds = context.clock.now()?.seconds_since(request.asked_at);
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
