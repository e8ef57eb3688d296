use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use subtle::ConstantTimeEq;

/// What ties a sign-in to the browser that began it: a random value that is in a cookie, and in what the
/// edge has sealed of the sign-in.
///
/// Who is led to the end of another's sign-in has another cookie, or none. `Debug` shows nothing of it; equality takes
/// the same time wherever two differ.
#[derive(Clone, Copy)]
pub struct Binding([u8; 16]);

impl Binding {
    /// Takes random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The one of a `Cookie` header, at an edge at `origin`. A browser that has one already keeps it, or
    /// else two sign-ins at a time would disturb each other.
    pub fn from_cookies(cookies: &str, origin: &str) -> Option<Self> {
        let value = cookies.split(';').find_map(|cookie| {
            let (name, value) = cookie.trim_start().split_once('=')?;
            (name == cookie_name(origin)).then_some(value)
        })?;
        let mut bytes = [0; 16];
        let decoded = Base64UrlUnpadded::decode(value, &mut bytes).ok()?;
        (decoded.len() == 16).then_some(Self(bytes))
    }

    /// The value of `Set-Cookie`, for an edge at `origin`. `Lax`, for the identity provider's page leads back.
    pub fn set_cookie(&self, origin: &str) -> String {
        let value = Base64UrlUnpadded::encode_string(&self.0);
        let name = cookie_name(origin);
        let secure = if name == SECURE_NAME { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{secure}")
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Binding([redacted])")
    }
}

impl Eq for Binding {}

impl PartialEq for Binding {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Over plain http, on loopback, a browser takes no cookie whose name asks for TLS.
fn cookie_name(origin: &str) -> &'static str {
    match origin.starts_with("https://") {
        true => SECURE_NAME,
        false => NAME,
    }
}

const NAME: &str = "codecommit-edge-login";
/// No other host of the domain can set it.
const SECURE_NAME: &str = "__Host-codecommit-edge-login";
/// Seconds: as long as a sign-in may take.
const MAX_AGE: u32 = 900;
