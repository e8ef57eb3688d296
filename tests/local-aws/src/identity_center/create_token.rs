use std::sync::Arc;
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Value, json};

use super::clients::GrantType;
use super::oidc_error::{OidcError, read};
use super::tokens::{SignIn, TokenPair};
use crate::region::Region;
use crate::service::AwsCall;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    client_id: String,
    client_secret: String,
    grant_type: String,
    device_code: Option<String>,
    refresh_token: Option<String>,
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
        grant_type,
        device_code,
        refresh_token,
    } = read(body)?;
    let center = &call.cloud.identity_center;
    let client = center
        .clients
        .authenticate(&client_id, &client_secret, now)
        .ok_or(OidcError::InvalidClient)?;
    let grant_type = GrantType::parse(&grant_type).ok_or(OidcError::UnsupportedGrantType)?;
    if !client.may_use(grant_type) {
        return Err(OidcError::UnauthorizedClient);
    }

    let sign_in = match grant_type {
        GrantType::AuthorizationCode => return Err(OidcError::UnsupportedGrantType),
        GrantType::DeviceCode => {
            let code = device_code.ok_or(OidcError::InvalidRequest("deviceCode is missing"))?;
            let (instance, user) = center.grants.redeem(&code, &client, region, now)?;
            Arc::new(SignIn { instance, user })
        }
        GrantType::RefreshToken => {
            let token =
                refresh_token.ok_or(OidcError::InvalidRequest("refreshToken is missing"))?;
            center
                .tokens
                .take_back(&token, &client, region)
                .ok_or(OidcError::InvalidGrant)?
        }
    };
    call.exchange.is_in(&sign_in.instance.region);

    let TokenPair {
        access,
        expires_in,
        refresh,
    } = center.tokens.issue(sign_in, &client, now);
    let mut answer = json!({
        "accessToken": access,
        "tokenType": "Bearer",
        "expiresIn": expires_in,
    });
    if let Some(refresh) = refresh {
        answer["refreshToken"] = refresh.into();
    }
    Ok(answer)
}
