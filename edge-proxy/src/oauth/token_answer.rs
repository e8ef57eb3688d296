use serde::Serialize;

use crate::http::{Cors, EdgeResponse};

/// An access token, and what gets the next (RFC 6749, 5.1).
#[derive(Serialize)]
pub struct TokenAnswer<'a> {
    /// The token: a session of the edge's.
    pub access_token: &'a str,
    /// `Bearer`; it is good as a password, too.
    pub token_type: &'a str,
    /// Seconds that it is good for.
    pub expires_in: u32,
    /// What gets the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<&'a str>,
    /// What it is for.
    pub scope: &'a str,
}

/// What a device shows, and asks with (RFC 8628, 3.2).
#[derive(Serialize)]
pub struct DeviceAnswer<'a> {
    /// What it asks with.
    pub device_code: &'a str,
    /// What it shows.
    pub user_code: &'a str,
    /// Where that is to be typed.
    pub verification_uri: &'a str,
    /// The same with the code in it.
    pub verification_uri_complete: &'a str,
    /// Seconds that it is good for.
    pub expires_in: u64,
    /// Seconds between two questions.
    pub interval: u32,
}

/// JSON that nothing on the way may keep.
pub fn json_answer(status: u16, body: &impl Serialize, cors: &Cors) -> EdgeResponse {
    let mut headers = cors.headers();
    headers.push(("content-type", "application/json".into()));
    headers.push(("cache-control", "no-store".into()));
    headers.push(("x-content-type-options", "nosniff".into()));
    EdgeResponse {
        status,
        headers,
        // Texts and whole numbers alone are written here, which cannot fail.
        body: serde_json::to_vec(body).unwrap_or_default(),
        code: None,
    }
}
