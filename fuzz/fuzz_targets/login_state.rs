//! The sealed state of a sign-in: it opens to what was sealed, only for the same browser, edge and
//! type.
//!
//! The input is sealed bytes, and also the bytes inside.

#![no_main]

use std::sync::LazyLock;

use base64ct::{Base64UrlUnpadded, Encoding};
use codecommit_edge_fuzz::now;
use edge_proxy::Error;
use edge_proxy::oauth::{
    Authenticator, AuthorizationState, Binding, Decision, DeviceRequest, IdentityCenterState,
    Login, SamlState, relayed_id,
};
use edge_proxy::session::{Envelope, SessionKeys};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A tag of 128 bits cannot be guessed.
    assert!(open_flow(AUDIENCE, *BINDING, bytes).is_err());
    assert!(open_portal_flow(AUDIENCE, *BINDING, bytes).is_err());
    assert!(open_decision(AUDIENCE, *BINDING, bytes).is_err());
    assert!(open_saml_flow(AUDIENCE, *BINDING, bytes).is_err());
    assert!(Login::open(&KEYS, AUDIENCE, bytes).is_none());
    assert!(DeviceRequest::open(&KEYS, AUDIENCE, &ID, bytes).is_none());
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(AuthorizationState::open(&KEYS, AUDIENCE, text, Some(&*BINDING), now()).is_err());
        assert!(Decision::open(&KEYS, AUDIENCE, text, Some(&*BINDING), now()).is_err());
        let authenticator = Authenticator {
            keys: &KEYS,
            audience: AUDIENCE,
        };
        assert!(relayed_id(Some(text), Some(authenticator)).is_err());
    }

    // Sealed first, so that opening reaches the decoder.
    check_in_a_browser(b"codecommit-edge sign-in", open_flow, bytes);
    check_in_a_browser(b"codecommit-edge portal sign-in", open_portal_flow, bytes);
    check_in_a_browser(b"codecommit-edge saml sign-in", open_saml_flow, bytes);
    check_in_a_browser(b"codecommit-edge decision", open_decision, bytes);
    check_login(bytes);
    check_device_request(bytes);
});

/// Opens the state for an edge and a browser, and seals it again.
type Opens = fn(&str, Binding, &[u8]) -> Result<Vec<u8>, Error>;

fn open_flow(audience: &str, binding: Binding, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let text = Base64UrlUnpadded::encode_string(sealed);
    let state = AuthorizationState::open(&KEYS, audience, &text, Some(&binding), now())?;
    assert!(state.binding == binding && state.expires_at > now());
    Ok(decoded(&state.seal(&KEYS, &ID, NONCE, AUDIENCE)))
}

fn open_portal_flow(audience: &str, binding: Binding, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let state = IdentityCenterState::open(&KEYS, audience, sealed, Some(&binding), now())?;
    assert!(state.binding == binding && state.expires_at > now());
    assert_eq!(state.id, ID);
    Ok(state.seal(&KEYS, NONCE, AUDIENCE))
}

fn open_saml_flow(audience: &str, binding: Binding, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let text = Base64UrlUnpadded::encode_string(sealed);
    let cookies = ["", text.as_str()];
    let state = SamlState::open(&KEYS, audience, &ID, cookies, Some(&binding), now())?;
    assert!(state.binding == binding && state.expires_at > now());
    assert_eq!(state.id, ID);
    Ok(decoded(&state.seal(&KEYS, NONCE, AUDIENCE)))
}

fn open_decision(audience: &str, binding: Binding, sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let text = Base64UrlUnpadded::encode_string(sealed);
    let decision = Decision::open(&KEYS, audience, &text, Some(&binding), now())?;
    assert!(decision.binding == binding && decision.expires_at > now());
    assert_eq!(decision.login.id, ID);
    Ok(decoded(&decision.seal(&KEYS, NONCE, AUDIENCE)))
}

fn check_in_a_browser(purpose: &'static [u8], open: Opens, bytes: &[u8]) {
    let envelope = Envelope::new(purpose);
    let sealed = envelope.seal(&KEYS, NONCE, AUDIENCE, &ID, bytes);
    match open(AUDIENCE, *BINDING, &sealed) {
        Ok(again) => {
            assert!(again.len() <= sealed.len());
            assert_eq!(open(AUDIENCE, *BINDING, &again).as_ref(), Ok(&again));
            let other = open(AUDIENCE, Binding::new([0; 16]), &again);
            assert_eq!(other.map_err(|error| error.code()), Err("bad_request"));
            assert!(open(ELSEWHERE, *BINDING, &again).is_err());
            assert!(open(AUDIENCE, *BINDING, &changed(&again, bytes)).is_err());
            assert!(Login::open(&KEYS, AUDIENCE, &again).is_none());
        }
        Err(error) => assert!(matches!(error.status(), 400 | 401 | 403)),
    }
}

fn check_login(bytes: &[u8]) {
    let envelope = Envelope::new(b"codecommit-edge login");
    let sealed = envelope.seal(&KEYS, NONCE, AUDIENCE, &ID, bytes);
    let Some(login) = Login::open(&KEYS, AUDIENCE, &sealed) else {
        return;
    };
    assert_eq!(login.id, ID);
    let again = login.seal(&KEYS, NONCE, AUDIENCE);
    assert!(again.len() <= sealed.len());
    let reopened = Login::open(&KEYS, AUDIENCE, &again).expect("what was sealed");
    assert_eq!(reopened.seal(&KEYS, NONCE, AUDIENCE), again);
    assert!(Login::open(&KEYS, ELSEWHERE, &again).is_none());
    assert!(Login::open(&KEYS, AUDIENCE, &changed(&again, bytes)).is_none());
    assert!(open_flow(AUDIENCE, *BINDING, &again).is_err());
}

fn check_device_request(bytes: &[u8]) {
    let envelope = Envelope::new(b"codecommit-edge device");
    let sealed = envelope.seal(&KEYS, NONCE, AUDIENCE, &ID, bytes);
    let Some(request) = DeviceRequest::open(&KEYS, AUDIENCE, &ID, &sealed) else {
        return;
    };
    let again = request.seal(&KEYS, &ID, NONCE, AUDIENCE);
    assert!(again.len() <= sealed.len());
    let open = |audience, id, bytes: &[u8]| DeviceRequest::open(&KEYS, audience, id, bytes);
    assert_eq!(open(AUDIENCE, &ID, &again), Some(request));
    assert!(open(AUDIENCE, &[0; 16], &again).is_none());
    assert!(open(ELSEWHERE, &ID, &again).is_none());
    assert!(open(AUDIENCE, &ID, &changed(&again, bytes)).is_none());
}

fn decoded(text: &str) -> Vec<u8> {
    Base64UrlUnpadded::decode_vec(text).expect("base64url")
}

/// The sealed bytes with one changed, at an offset from the input.
fn changed(sealed: &[u8], bytes: &[u8]) -> Vec<u8> {
    let place = bytes.iter().fold(0_usize, |place, b| {
        place.wrapping_mul(31).wrapping_add((*b).into())
    });
    let mut changed = sealed.to_vec();
    let place = place % changed.len();
    changed[place] ^= 1;
    changed
}

static KEYS: LazyLock<SessionKeys> = LazyLock::new(|| {
    SessionKeys::parse("one:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").expect("keys")
});
const AUDIENCE: &str = "https://edge.example.com";
const ELSEWHERE: &str = "https://edge.example.org";
const ID: [u8; 16] = [1; 16];
const NONCE: [u8; 12] = [2; 12];
/// The seeds have it, because mutation would not find it.
static BINDING: LazyLock<Binding> = LazyLock::new(|| Binding::new([3; 16]));
