//! Requests to IAM Identity Center and its answers, as in AWS's API models.

mod device;
mod malformed;
mod portal;
mod request;

use crate::support::{ACCESS_KEY_ID, CANARY, KEYS, NOW, SECRET, TOKEN, at, config, merged};
use edge_proxy::Config;
use edge_proxy::aws::identity_center::RegisteredClient;
use edge_proxy::config::IdentityCenter;
use edge_proxy::session::PortalAccess;
use edge_proxy::util::Secret;
use serde_json::{Value, json};
use signer_wasm::Region;

const START_URL: &str = "https://d-1234567890.awsapps.com/start";

fn center(region: &str) -> IdentityCenter {
    IdentityCenter {
        start_url: START_URL.to_owned(),
        region: Region::parse(region).unwrap(),
    }
}

fn edge() -> Config {
    config(json!({ "SESSION_KEYS": KEYS }))
}

fn client() -> RegisteredClient {
    RegisteredClient {
        id: "client-id".to_owned(),
        secret: Secret::new("client-secret"),
        expires_at: at(NOW + 86_400),
    }
}

fn access(role_name: &str) -> PortalAccess {
    PortalAccess {
        token: Secret::new("portal-token"),
        account_id: "123456789012".to_owned(),
        role_name: role_name.to_owned(),
    }
}

fn bytes(value: Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn registration(changes: Value) -> Vec<u8> {
    let good = json!({
        "clientId": "id", "clientSecret": CANARY, "clientSecretExpiresAt": NOW + 7_776_000,
        "clientIdIssuedAt": NOW,
    });
    bytes(merged(good, changes))
}

fn device(changes: Value) -> Vec<u8> {
    let good = json!({
        "deviceCode": CANARY, "userCode": "WDJB-MJHT", "expiresIn": 600, "interval": 1,
        "verificationUri": "https://device.sso.eu-west-1.amazonaws.com/",
        "verificationUriComplete": "https://device.sso.eu-west-1.amazonaws.com/?user_code=WDJB-MJHT",
    });
    bytes(merged(good, changes))
}

fn portal_token(changes: Value) -> Vec<u8> {
    let good = json!({
        "accessToken": CANARY, "refreshToken": "refresh", "expiresIn": 28_800, "tokenType": "Bearer",
    });
    bytes(merged(good, changes))
}

fn credentials(changes: Value) -> Vec<u8> {
    let good = json!({
        "accessKeyId": ACCESS_KEY_ID, "secretAccessKey": SECRET, "sessionToken": TOKEN,
        "expiration": (NOW + 3600) * 1000 + 999,
    });
    bytes(json!({ "roleCredentials": merged(good, changes) }))
}
