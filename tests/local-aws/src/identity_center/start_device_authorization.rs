use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Value, json};

use super::clients::GrantType;
use super::device_grants::LIFETIME;
use super::oidc_error::{OidcError, read};
use super::page;
use crate::region::Region;
use crate::service::AwsCall;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    client_id: String,
    client_secret: String,
    start_url: String,
}

pub(super) fn result(
    call: &AwsCall<'_>,
    region: Option<&Region>,
    body: &[u8],
    now: SystemTime,
) -> Result<Value, OidcError> {
    let Request {
        client_id,
        client_secret,
        start_url,
    } = read(body)?;
    let center = &call.cloud.identity_center;
    let client = center
        .clients
        .authenticate(&client_id, &client_secret, now)
        .ok_or(OidcError::InvalidClient)?;
    if !client.may_use(GrantType::DeviceCode) {
        return Err(OidcError::UnauthorizedClient);
    }
    let instance = center
        .instances
        .find(&start_url)
        .filter(|it| it.is_in(region))
        .ok_or(OidcError::InvalidRequest("Invalid start url provided"))?;
    call.exchange.is_in(&instance.region);

    let interval = instance.interval_seconds;
    let codes = center.grants.start(client, instance, now);
    let page = page::url(call.listener);
    Ok(json!({
        "deviceCode": codes.device,
        "userCode": codes.user,
        "verificationUri": page,
        "verificationUriComplete": format!("{page}?user_code={}", codes.user),
        "expiresIn": LIFETIME.as_secs(),
        "interval": interval,
    }))
}
