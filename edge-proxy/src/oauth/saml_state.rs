use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use signer_wasm::Timestamp;

use super::authenticator::MARK;
use super::in_browser::{InBrowser, in_browser};
use super::{Authenticator, Binding, Purpose};
use crate::Error;
use crate::saml::RequestId;
use crate::session::wire::wire_struct;
use crate::session::{Envelope, Sealed, SessionKeys};
use crate::util::base64::decode_array;

/// A sign-in in progress at a SAML identity provider, sealed in a cookie of the browser that began it.
///
/// `RelayState`, which goes to the identity provider and back, has only its id: it may have 80 bytes (SAML Bindings
/// 2.0, 3.4.3). So a sign-in that is only begun takes no storage.
#[derive(Clone)]
pub struct SamlState {
    /// The id of the request to the identity provider, which names the sign-in.
    pub id: [u8; 16],
    /// The program that waits for the sign-in.
    pub purpose: Purpose,
    /// The identity provider's name in the configuration.
    pub provider: String,
    /// Binds the sign-in to the browser that began it.
    pub binding: Binding,
    /// When the sign-in expires.
    pub expires_at: Timestamp,
}

impl SamlState {
    /// The request to the identity provider.
    pub fn request(&self) -> RequestId {
        RequestId::new(self.id)
    }

    /// Seals it as text. No nonce may be used twice for one id.
    pub fn seal(&self, keys: &SessionKeys, nonce: [u8; 12], audience: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.seal_with_id(keys, &self.id, nonce, audience))
    }

    /// Opens the one with this id among the values of the browser's cookies.
    ///
    /// # Errors
    ///
    /// [`Error::AssertionRejected`] without a state, or with another browser's; [`Error::CredentialsExpired`] if it
    /// has expired.
    pub fn open<'a>(
        keys: &SessionKeys,
        audience: &str,
        id: &[u8; 16],
        cookies: impl IntoIterator<Item = &'a str>,
        binding: Option<&Binding>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        cookies
            .into_iter()
            .find(|text| Self::is_sealed_in(keys, audience, id, text))
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
            .ok_or_else(Self::foreign)
            .and_then(|bytes| Self::open_in_browser(keys, audience, Some(&bytes), binding, now))
    }

    /// Whether a cookie's value is the sign-in with this id.
    pub fn is_sealed_in(keys: &SessionKeys, audience: &str, id: &[u8; 16], text: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| Self::open_with_id(keys, audience, &bytes).ok())
            .is_some_and(|(sealed, _)| sealed == *id)
    }
}

wire_struct!(SamlState { purpose, provider, binding, expires_at } except id);

impl Sealed for SamlState {
    const ENVELOPE: Envelope = Envelope::new(b"codecommit-edge saml sign-in");
}

in_browser!(SamlState, foreign: Error::AssertionRejected(
    "This sign-in was started in another browser, has expired or was finished already, or this browser stores no cookies. Run the git command again, and use one browser."
        .into(),
));

/// The value of `RelayState` for a sign-in: its id, with a mark by which the edge recognises its own.
pub fn relay_state(id: &[u8; 16], authenticator: Authenticator<'_>) -> String {
    let mark = authenticator.mark(KIND, id);
    URL_SAFE_NO_PAD.encode([&id[..], &mark].concat())
}

/// The id in `RelayState`.
///
/// # Errors
///
/// [`Error::AssertionRejected`] if this edge did not issue it: the identity provider started the sign-in.
pub fn relayed_id(
    text: Option<&str>,
    authenticator: Option<Authenticator<'_>>,
) -> Result<[u8; 16], Error> {
    let parse = || {
        let bytes: [u8; 16 + MARK] = decode_array(&URL_SAFE_NO_PAD, text?)?;
        let (id, mark) = bytes.split_last_chunk::<MARK>()?;
        authenticator?
            .is_mark(KIND, id, mark)
            .then_some(id.try_into().ok()?)
    };
    parse().ok_or_else(|| {
        Error::AssertionRejected(
            "This edge did not ask for this sign-in. Start at git or at this edge's page: a sign-in that starts in the company's application portal, or at the identity provider, is not accepted."
                .into(),
        )
    })
}

const KIND: &str = "saml sign-in";
