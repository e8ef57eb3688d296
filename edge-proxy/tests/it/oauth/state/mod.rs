//! The values that the edge seals during a sign-in open unchanged, only for this edge and this browser, and only in time.

mod cookie;
mod identity_center;
mod login;
mod purpose;
mod round_trip;
mod saml;
mod sealing;

use crate::support::{ACCESS_KEY_ID, CANARY, EDGE, KEYS, NOW, SECRET, TOKEN, at, claims, now};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::Error;
use edge_proxy::aws::identity_center::RegisteredClient;
use edge_proxy::oauth::{
    AuthorizationState, Binding, Challenge, ClientRequest, Decision, DeviceRequest,
    IdentityCenterState, Login, LoginSubject, PortalStage, Purpose, RedirectUri, Scope, UserCode,
    Verifier,
};
use edge_proxy::session::{PortalAccess, SessionKeys};
use edge_proxy::util::Secret;
use serde_json::json;
use signer_wasm::{Credentials, Timestamp};
use zeroize::Zeroizing;

const ID: [u8; 16] = [3; 16];

const NONCE: [u8; 12] = [4; 12];

const BINDING: [u8; 16] = [5; 16];

fn keys() -> SessionKeys {
    SessionKeys::parse(KEYS).unwrap()
}

fn binding() -> Binding {
    Binding::new(BINDING)
}

fn helper() -> Purpose {
    Purpose::Helper(ClientRequest {
        client_id: "git".to_owned(),
        state: Some("state".to_owned()),
        redirect_uri: RedirectUri::parse("http://127.0.0.1:51000/").unwrap(),
        challenge: Challenge::from_bytes([6; 32]),
        scope: Scope::default(),
    })
}

fn authorization_state() -> AuthorizationState {
    AuthorizationState {
        purpose: helper(),
        provider: "company".to_owned(),
        verifier: Verifier::new([7; 32]),
        nonce: [8; 16],
        binding: binding(),
        expires_at: at(NOW + AuthorizationState::SECONDS),
    }
}

fn registered() -> RegisteredClient {
    RegisteredClient {
        id: "client".to_owned(),
        secret: Secret::new(CANARY),
        expires_at: at(NOW + 86_400),
    }
}

fn identity_center_state() -> IdentityCenterState {
    IdentityCenterState {
        id: ID,
        purpose: helper(),
        binding: binding(),
        client: registered(),
        stage: PortalStage::Waiting {
            device_code: Secret::new(CANARY),
            user_code: "WDJB-MJHT".to_owned(),
            verification_uri: "https://device.sso.eu-west-1.amazonaws.com/?user_code=WDJB-MJHT"
                .to_owned(),
            interval: 5,
        },
        expires_at: at(NOW + AuthorizationState::SECONDS),
    }
}

fn login(subject: LoginSubject) -> Login {
    Login {
        id: ID,
        client_id: "git".to_owned(),
        scope: Scope {
            profile: Some("pay".to_owned()),
            read_only: false,
        },
        ends_at: at(NOW + 14 * 86_400),
        state_secret: Zeroizing::new([9; 32]),
        successor_salt: [8; 32],
        code: None,
        subject,
    }
}

fn claims_subject() -> LoginSubject {
    LoginSubject::Claims {
        claims: claims(json!({})).only(&["iss", "sub", "email"]),
        provider: "company".to_owned(),
        refresh: Some(Secret::new(CANARY)),
    }
}

fn credentials_subject(expiration: Option<Timestamp>, refresh: bool) -> LoginSubject {
    LoginSubject::Credentials {
        name: "alice@example.com".to_owned(),
        subject: "user-1".to_owned(),
        profile: "web".to_owned(),
        read_only: true,
        credentials: Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), expiration).unwrap(),
        provider: "company".to_owned(),
        refresh: refresh.then(|| Secret::new(CANARY)),
    }
}

fn access() -> PortalAccess {
    PortalAccess {
        token: Secret::new(CANARY),
        account_id: "123456789012".to_owned(),
        role_name: "Developer".to_owned(),
    }
}

fn portal_subject(ends_at: u64, refresh: bool) -> LoginSubject {
    LoginSubject::Portal {
        access: access(),
        ends_at: at(ends_at),
        client: registered(),
        refresh: refresh.then(|| Secret::new(CANARY)),
    }
}

fn decision() -> Decision {
    Decision {
        purpose: Purpose::Device(
            UserCode::from_bytes(b"WDJBMJHTBC").unwrap(),
            device_request(),
        ),
        binding: binding(),
        expires_at: at(NOW + AuthorizationState::SECONDS),
        login: login(claims_subject()),
    }
}

fn device_request() -> DeviceRequest {
    DeviceRequest {
        client_id: "git".to_owned(),
        scope: Scope::default(),
        asked_at: now(),
    }
}

/// Opens a sealed value for an edge, a browser and a time.
type Opens = fn(&SessionKeys, &str, &[u8], Option<&Binding>, Timestamp) -> Result<(), Error>;

/// The three values that are bound to a browser, each sealed, with the function that opens it.
fn browser_bound() -> [(Vec<u8>, Opens); 3] {
    let bytes = |text: String| Base64UrlUnpadded::decode_vec(&text).unwrap();
    [
        (
            bytes(authorization_state().seal(&keys(), &ID, NONCE, EDGE)),
            |keys, edge, bytes, binding, now| {
                let text = Base64UrlUnpadded::encode_string(bytes);
                AuthorizationState::open(keys, edge, &text, binding, now).map(drop)
            },
        ),
        (
            identity_center_state().seal(&keys(), NONCE, EDGE),
            |keys, edge, bytes, binding, now| {
                IdentityCenterState::open(keys, edge, bytes, binding, now).map(drop)
            },
        ),
        (
            bytes(decision().seal(&keys(), NONCE, EDGE)),
            |keys, edge, bytes, binding, now| {
                let text = Base64UrlUnpadded::encode_string(bytes);
                Decision::open(keys, edge, &text, binding, now).map(drop)
            },
        ),
    ]
}

#[track_caller]
fn assert_same_identity_center_state(one: &IdentityCenterState, other: &IdentityCenterState) {
    assert_eq!(one.id, other.id);
    assert_eq!(one.purpose, other.purpose);
    assert_eq!(one.binding, other.binding);
    assert_eq!(one.client, other.client);
    assert_eq!(one.expires_at, other.expires_at);
    match (&one.stage, &other.stage) {
        (
            PortalStage::Waiting {
                device_code,
                user_code,
                verification_uri,
                interval,
            },
            PortalStage::Waiting {
                device_code: device_code2,
                user_code: user_code2,
                verification_uri: verification_uri2,
                interval: interval2,
            },
        ) => {
            assert_eq!(device_code.reveal(), device_code2.reveal());
            assert_eq!(
                (user_code, verification_uri, interval),
                (user_code2, verification_uri2, interval2)
            );
        }
        (
            PortalStage::SignedIn {
                token,
                refresh,
                ends_at,
            },
            PortalStage::SignedIn {
                token: token2,
                refresh: refresh2,
                ends_at: ends_at2,
            },
        ) => {
            assert_eq!((token, refresh, ends_at), (token2, refresh2, ends_at2));
        }
        _ => panic!("another stage"),
    }
}
