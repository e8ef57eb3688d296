//! Every value opens as it was sealed, and no other bytes open.

use super::{ID, NONCE, assert_same_identity_center_state, binding, browser_bound, keys};
use crate::support::{EDGE, NOW, at, claims, now};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::aws::identity_center::RegisteredClient;
use edge_proxy::oauth::{
    AuthorizationState, Binding, Challenge, ClientRequest, CodeBinding, Decision, DeviceRequest,
    IdentityCenterState, Login, LoginSubject, PortalStage, Purpose, RedirectUri, Scope, UserCode,
    Verifier,
};
use edge_proxy::session::PortalAccess;
use edge_proxy::util::Secret;
use proptest::prelude::*;
use serde_json::json;
use signer_wasm::{Credentials, Timestamp};
use zeroize::Zeroizing;

/// A value that proptest cannot print: it may hold secrets without `Debug`.
struct Hidden<T>(T);

impl<T> std::fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("hidden")
    }
}

fn scope() -> impl Strategy<Value = Scope> {
    (prop::option::of("[a-z0-9-]{1,64}"), any::<bool>())
        .prop_map(|(profile, read_only)| Scope { profile, read_only })
}

fn time() -> impl Strategy<Value = Timestamp> {
    (NOW..NOW + 10_000_000).prop_map(at)
}

/// Text of every kind; base64 among it, which the wire format stores shorter.
fn secret() -> impl Strategy<Value = Secret> {
    "([A-Za-z0-9+/]{4}){0,9}|[!-~]{0,40}|\\PC{0,9}".prop_map(|text| Secret::new(&text))
}

fn user_code() -> impl Strategy<Value = UserCode> {
    "[BCDFGHJKLMNPQRSTVWXZ]{10}"
        .prop_map(|text| UserCode::from_bytes(text.as_bytes().try_into().unwrap()).unwrap())
}

fn redirect_uri() -> impl Strategy<Value = RedirectUri> {
    "http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(:[1-9][0-9]{0,3})?(/[a-z0-9._~-]{0,9}){0,3}"
        .prop_map(|text| RedirectUri::parse(&text).unwrap())
}

fn purpose() -> impl Strategy<Value = Purpose> {
    let helper = (
        any::<String>(),
        prop::option::of(any::<String>()),
        redirect_uri(),
        any::<[u8; 32]>(),
        scope(),
    );
    let helper = helper.prop_map(|(client_id, state, redirect_uri, challenge, scope)| {
        Purpose::Helper(ClientRequest {
            client_id,
            state,
            redirect_uri,
            challenge: Challenge::from_bytes(challenge),
            scope,
        })
    });
    let device = (user_code(), any::<String>(), scope(), time());
    let device = device.prop_map(|(code, client_id, scope, asked_at)| {
        Purpose::Device(
            code,
            DeviceRequest {
                client_id,
                scope,
                asked_at,
            },
        )
    });
    prop_oneof![helper, device]
}

fn client() -> impl Strategy<Value = RegisteredClient> {
    (any::<String>(), secret(), time()).prop_map(|(id, secret, expires_at)| RegisteredClient {
        id,
        secret,
        expires_at,
    })
}

fn stage() -> impl Strategy<Value = Hidden<PortalStage>> {
    let waiting = (secret(), any::<String>(), any::<String>(), any::<u32>());
    let waiting = waiting.prop_map(|(device_code, user_code, verification_uri, interval)| {
        Hidden(PortalStage::Waiting {
            device_code,
            user_code,
            verification_uri,
            interval,
        })
    });
    let signed_in = (secret(), prop::option::of(secret()), time());
    let signed_in = signed_in.prop_map(|(token, refresh, ends_at)| {
        Hidden(PortalStage::SignedIn {
            token,
            refresh,
            ends_at,
        })
    });
    prop_oneof![waiting, signed_in]
}

fn subject() -> impl Strategy<Value = LoginSubject> {
    let refresh = || prop::option::of(secret());
    let people = (
        any::<String>(),
        prop::collection::vec(any::<String>(), 0..4),
        any::<bool>(),
        any::<i64>(),
        any::<String>(),
        refresh(),
    );
    let people = people.prop_map(|(sub, groups, flag, number, provider, refresh)| {
        let claims = claims(json!({ "sub": sub, "groups": groups, "flag": flag, "n": number }));
        LoginSubject::Claims {
            claims,
            provider,
            refresh,
        }
    });
    let credentials = ("[A-Z0-9]{16,20}", "[!-~]{1,40}", prop::option::of(time())).prop_map(
        |(id, secret, until)| Credentials::new(&id, &secret, Some(&secret), until).unwrap(),
    );
    let texts = prop::array::uniform4(any::<String>());
    let credentials = (texts, any::<bool>(), credentials, refresh());
    let credentials = credentials.prop_map(|(texts, read_only, credentials, refresh)| {
        let [name, subject, profile, provider] = texts;
        LoginSubject::Credentials {
            name,
            subject,
            profile,
            read_only,
            credentials,
            provider,
            refresh,
        }
    });
    let portal = (
        secret(),
        "[0-9]{12}",
        any::<String>(),
        time(),
        client(),
        refresh(),
    );
    let portal = portal.prop_map(|(token, account_id, role_name, ends_at, client, refresh)| {
        LoginSubject::Portal {
            access: PortalAccess {
                token,
                account_id,
                role_name,
            },
            ends_at,
            client,
            refresh,
        }
    });
    prop_oneof![people, credentials, portal]
}

fn any_login() -> impl Strategy<Value = Hidden<Login>> {
    let code =
        (redirect_uri(), any::<[u8; 32]>()).prop_map(|(redirect_uri, challenge)| CodeBinding {
            redirect_uri,
            challenge: Challenge::from_bytes(challenge),
        });
    let head = (any::<[u8; 16]>(), any::<String>(), scope(), time());
    let random = (any::<[u8; 32]>(), any::<[u8; 32]>());
    (head, random, prop::option::of(code), subject()).prop_map(
        |((id, client_id, scope, ends_at), (state_secret, successor_salt), code, subject)| {
            Hidden(Login {
                id,
                client_id,
                scope,
                ends_at,
                state_secret: Zeroizing::new(state_secret),
                successor_salt,
                code,
                subject,
            })
        },
    )
}

proptest! {
    #[test]
    fn opens_any_authorization_state_as_it_was_sealed(
        purpose in purpose(),
        provider: String,
        verifier: [u8; 32],
        nonce: [u8; 16],
        browser: [u8; 16],
        expires_at in time(),
    ) {
        let browser = Binding::new(browser);
        let state = AuthorizationState { purpose, provider, verifier: Verifier::new(verifier), nonce, binding: browser, expires_at };
        let text = state.seal(&keys(), &ID, NONCE, EDGE);
        prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        let opened = AuthorizationState::open(&keys(), EDGE, &text, Some(&browser), at(NOW - 1)).unwrap();
        prop_assert_eq!(&opened.purpose, &state.purpose);
        prop_assert_eq!(&opened.provider, &state.provider);
        prop_assert_eq!(opened.verifier.text(), state.verifier.text());
        prop_assert_eq!(opened.nonce_text(), Base64UrlUnpadded::encode_string(&nonce));
        prop_assert_eq!((opened.binding, opened.expires_at), (state.binding, state.expires_at));
        prop_assert_eq!(opened.purpose.scope(), state.purpose.scope());
        prop_assert_eq!(opened.purpose.client_id(), state.purpose.client_id());
    }

    #[test]
    fn opens_any_identity_center_state_as_it_was_sealed(
        purpose in purpose(),
        client in client(),
        Hidden(stage) in stage(),
        id: [u8; 16],
        expires_at in time(),
    ) {
        let state = IdentityCenterState { id, purpose, binding: binding(), client, stage, expires_at };
        let sealed = state.seal(&keys(), NONCE, EDGE);
        let opened = IdentityCenterState::open(&keys(), EDGE, &sealed, Some(&binding()), at(NOW - 1)).unwrap();
        assert_same_identity_center_state(&opened, &state);
    }

    #[test]
    fn opens_any_login_as_it_was_sealed(Hidden(login) in any_login()) {
        let sealed = login.seal(&keys(), NONCE, EDGE);
        assert_same_login(&Login::open(&keys(), EDGE, &sealed).unwrap(), &login);
    }

    #[test]
    fn opens_any_decision_as_it_was_sealed(purpose in purpose(), Hidden(login) in any_login(), expires_at in time()) {
        let decision = Decision { purpose, binding: binding(), expires_at, login };
        let text = decision.seal(&keys(), NONCE, EDGE);
        let opened = Decision::open(&keys(), EDGE, &text, Some(&binding()), at(NOW - 1)).unwrap();
        prop_assert_eq!((&opened.purpose, opened.expires_at), (&decision.purpose, expires_at));
        prop_assert_eq!(opened.binding, binding());
        assert_same_login(&opened.login, &decision.login);
    }

    #[test]
    fn opens_any_device_request_as_it_was_sealed(client_id: String, scope in scope(), asked_at in time()) {
        let request = DeviceRequest { client_id, scope, asked_at };
        let sealed = request.seal(&keys(), &ID, NONCE, EDGE);
        prop_assert_eq!(DeviceRequest::open(&keys(), EDGE, &ID, &sealed), Some(request));
    }

    #[test]
    fn rejects_arbitrary_bytes_and_text(bytes: Vec<u8>, text: String) {
        for (_, open) in browser_bound() {
            prop_assert!(open(&keys(), EDGE, &bytes, Some(&binding()), now()).is_err());
        }
        prop_assert!(AuthorizationState::open(&keys(), EDGE, &text, Some(&binding()), now()).is_err());
        prop_assert!(Login::open(&keys(), EDGE, &bytes).is_none());
        prop_assert!(DeviceRequest::open(&keys(), EDGE, &ID, &bytes).is_none());
    }
}

#[track_caller]
fn assert_same_login(one: &Login, other: &Login) {
    assert_eq!((one.id, &one.client_id), (other.id, &other.client_id));
    assert_eq!((&one.scope, one.ends_at), (&other.scope, other.ends_at));
    assert_eq!(one.state_secret, other.state_secret);
    assert_eq!(one.successor_salt, other.successor_salt);
    assert_eq!(one.code, other.code);
    match (&one.subject, &other.subject) {
        (
            LoginSubject::Claims {
                claims,
                provider,
                refresh,
            },
            LoginSubject::Claims {
                claims: claims2,
                provider: provider2,
                refresh: refresh2,
            },
        ) => assert_eq!((claims, provider, refresh), (claims2, provider2, refresh2)),
        (
            LoginSubject::Credentials {
                name,
                subject,
                profile,
                read_only,
                credentials,
                provider,
                refresh,
            },
            LoginSubject::Credentials {
                name: name2,
                subject: subject2,
                profile: profile2,
                read_only: read_only2,
                credentials: credentials2,
                provider: provider2,
                refresh: refresh2,
            },
        ) => {
            assert_eq!((name, subject, profile), (name2, subject2, profile2));
            assert_eq!((read_only, credentials), (read_only2, credentials2));
            assert_eq!((provider, refresh), (provider2, refresh2));
        }
        (
            LoginSubject::Portal {
                access,
                ends_at,
                client,
                refresh,
            },
            LoginSubject::Portal {
                access: access2,
                ends_at: ends_at2,
                client: client2,
                refresh: refresh2,
            },
        ) => {
            assert_eq!((access, ends_at), (access2, ends_at2));
            assert_eq!((client, refresh), (client2, refresh2));
        }
        _ => panic!("another subject"),
    }
}
