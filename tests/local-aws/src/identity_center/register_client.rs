use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Value, json};

use super::clients::{ACCOUNT_ACCESS, Client, GrantType};
use super::oidc_error::{OidcError, read};
use crate::service::AwsCall;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    client_name: String,
    client_type: String,
    #[serde(default)]
    scopes: Vec<String>,
    grant_types: Option<Vec<String>>,
}

pub(super) fn result(call: &AwsCall<'_>, body: &[u8], now: SystemTime) -> Result<Value, OidcError> {
    let Request {
        client_name,
        client_type,
        scopes,
        grant_types,
    } = read(body)?;
    if client_name.is_empty() {
        return Err(OidcError::InvalidClientMetadata("clientName is empty"));
    }
    if client_type != "public" {
        return Err(OidcError::InvalidClientMetadata(
            "clientType must be public",
        ));
    }
    if scopes.iter().any(|it| it != ACCOUNT_ACCESS) {
        return Err(OidcError::InvalidScope);
    }
    let grant_types = grant_types
        .map(|names| names.iter().map(|it| GrantType::parse(it)).collect())
        .map(|all: Option<Vec<_>>| all.ok_or(OidcError::UnsupportedGrantType))
        .transpose()?;

    let client = Client::new(client_name, scopes, grant_types, now);
    let answer = json!({
        "clientId": client.id,
        "clientSecret": client.secret.expose(),
        "clientIdIssuedAt": seconds(now),
        "clientSecretExpiresAt": seconds(client.expires_at),
    });
    call.cloud.identity_center.clients.add(client);
    Ok(answer)
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
