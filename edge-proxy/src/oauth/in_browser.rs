use signer_wasm::Timestamp;

use super::Binding;
use crate::Error;
use crate::session::{Sealed, SessionKeys};

/// A sign-in in progress that returns to the edge through the browser that began it.
pub(super) trait InBrowser: Sealed {
    /// The binding of the browser that began the sign-in.
    fn binding(&self) -> &Binding;

    /// When the sign-in expires.
    fn expires_at(&self) -> Timestamp;

    /// The error for bytes that this edge did not seal.
    fn foreign() -> Error;

    /// Opens the value for the browser with this cookie. `bytes` is `None` if the text was not even base64.
    ///
    /// # Errors
    ///
    /// [`InBrowser::foreign`]; [`Error::BadRequest`] if it belongs to another browser; [`Error::CredentialsExpired`] if
    /// it has expired.
    fn open_in_browser(
        keys: &SessionKeys,
        audience: &str,
        bytes: Option<&[u8]>,
        cookie: Option<&Binding>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let opened = bytes.and_then(|bytes| Self::open_with_id(keys, audience, bytes).ok());
        let (_, value) = opened.ok_or_else(Self::foreign)?;
        if cookie != Some(value.binding()) {
            return Err(Error::BadRequest(
                "This sign-in was started in another browser, or this browser stores no cookies. Run the git command again, and use one browser."
                    .into(),
            ));
        }
        match value.expires_at() <= now {
            true => Err(too_late()),
            false => Ok(value),
        }
    }
}

/// Implements [`InBrowser`] for a type with the fields `binding` and `expires_at`. With `as text`, the type is opened
/// from base64url.
macro_rules! in_browser {
    ($type:ty, foreign: $foreign:expr) => {
        impl $crate::oauth::in_browser::InBrowser for $type {
            fn binding(&self) -> &$crate::oauth::Binding {
                &self.binding
            }

            fn expires_at(&self) -> signer_wasm::Timestamp {
                self.expires_at
            }

            fn foreign() -> $crate::Error {
                $foreign
            }
        }
    };
    ($type:ty as text, foreign: $foreign:expr) => {
        $crate::oauth::in_browser::in_browser!($type, foreign: $foreign);

        impl $type {
            /// Opens it, for the browser with this binding.
            ///
            /// # Errors
            ///
            /// [`Error::BadRequest`](crate::Error::BadRequest) if this edge did not issue it, or it belongs to another
            /// browser; [`Error::CredentialsExpired`](crate::Error::CredentialsExpired) if it has expired.
            pub fn open(
                keys: &$crate::session::SessionKeys,
                audience: &str,
                text: &str,
                binding: Option<&$crate::oauth::Binding>,
                now: signer_wasm::Timestamp,
            ) -> Result<Self, $crate::Error> {
                use base64::Engine;
                let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok();
                <Self as $crate::oauth::in_browser::InBrowser>::open_in_browser(
                    keys,
                    audience,
                    bytes.as_deref(),
                    binding,
                    now,
                )
            }
        }
    };
}

pub(super) use in_browser;

pub(super) fn too_late() -> Error {
    Error::CredentialsExpired(
        "This sign-in has expired or was finished already. Run the git command again.".into(),
    )
}
