use serde::Serialize;

use crate::http::{Cors, EdgeResponse};

/// A token response (RFC 6749, 5.1).
#[derive(Serialize)]
pub struct TokenResponse<'a> {
    /// The access token: a sealed session.
    pub access_token: &'a str,
    /// `Bearer`; the token also works as a password.
    pub token_type: &'a str,
    /// The access token's lifetime in seconds.
    pub expires_in: u32,
    /// The refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<&'a str>,
    /// The granted scope.
    pub scope: &'a str,
}

/// A device authorization response (RFC 8628, 3.2).
#[derive(Serialize)]
pub struct DeviceAuthorizationResponse<'a> {
    /// The code with which the device polls.
    pub device_code: &'a str,
    /// The code that the device shows.
    pub user_code: &'a str,
    /// The address where the user enters it.
    pub verification_uri: &'a str,
    /// The same address with the code filled in.
    pub verification_uri_complete: &'a str,
    /// The codes' lifetime in seconds.
    pub expires_in: u64,
    /// Seconds between two polls.
    pub interval: u32,
}

/// A JSON response that no cache may store.
pub fn json_response(status: u16, body: &impl Serialize, cors: &Cors) -> EdgeResponse {
    let mut headers = cors.headers();
    headers.push(("content-type", "application/json".into()));
    headers.push(("cache-control", "no-store".into()));
    headers.push(("x-content-type-options", "nosniff".into()));
    EdgeResponse {
        status,
        headers,
        // Serialising strings and whole numbers cannot fail.
        body: serde_json::to_vec(body).unwrap_or_default(),
        code: None,
    }
}
