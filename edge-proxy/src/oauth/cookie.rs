use std::fmt;

use crate::util::base64::decode_array;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::util::Scheme;

/// Binds a sign-in to the browser that began it: a random value in a cookie and in the sealed sign-in.
///
/// A browser that is lured into finishing another user's sign-in has another cookie, or none. `Debug` shows nothing;
/// equality takes constant time.
#[derive(Clone, Copy)]
pub struct Binding([u8; 16]);

impl Binding {
    /// A binding of 16 random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The binding in a `Cookie` header, for an edge at `origin`. A browser keeps the binding it has, so that two
    /// sign-ins at the same time do not disturb each other.
    pub fn from_cookies(cookies: &str, origin: &str) -> Option<Self> {
        let value = value_of(cookies, cookie_name(origin))?;
        decode_array(&URL_SAFE_NO_PAD, value).map(Self)
    }

    /// The value of `Set-Cookie`, for an edge at `origin`. `Lax`, because the identity provider redirects back.
    pub fn set_cookie(&self, origin: &str) -> String {
        let value = URL_SAFE_NO_PAD.encode(self.0);
        let name = cookie_name(origin);
        let secure = if is_secure(origin) { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Max-Age={MAX_AGE}; HttpOnly; SameSite=Lax{secure}")
    }

    /// The 16 random bytes.
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

/// The value of a cookie in a `Cookie` header.
pub(super) fn value_of<'a>(cookies: &'a str, wanted: &str) -> Option<&'a str> {
    cookies.split(';').find_map(|cookie| {
        let (name, value) = cookie.trim_start().split_once('=')?;
        (name == wanted).then_some(value)
    })
}

/// Whether cookies of an edge at `origin` can be `Secure`, and have names with `__Host-`: browsers reject both over
/// plain HTTP, which loopback may use.
pub(super) fn is_secure(origin: &str) -> bool {
    Scheme::of(origin) == Some(Scheme::Https)
}

fn cookie_name(origin: &str) -> &'static str {
    match is_secure(origin) {
        true => SECURE_NAME,
        false => NAME,
    }
}

const NAME: &str = "codecommit-edge-login";
/// With this prefix, no other host of the domain can set the cookie.
const SECURE_NAME: &str = "__Host-codecommit-edge-login";
/// Seconds: longer than a sign-in may take.
const MAX_AGE: u32 = 900;
