//! What the edge seals of a sign-in: it opens as it was, for this edge and this browser alone, in its time.

use crate::support::{ACCESS_KEY_ID, EDGE, KEYS, NOW, SECRET, TOKEN, at, claims, config, now};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::Error;
use edge_proxy::aws::identity_center::{PortalToken, RegisteredClient};
use edge_proxy::oauth::{
    AuthorizationState, Binding, Challenge, ClientRequest, CodeBinding, Decision, DeviceRequest,
    IdentityCenterState, Login, LoginSubject, PortalStage, Purpose, RedirectUri, Scope, UserCode,
    Verifier,
};
use edge_proxy::session::{Envelope, PortalAccess, SessionKeys, SessionSubject, SessionToken};
use edge_proxy::util::Secret;
use proptest::prelude::*;
use serde_json::json;
use signer_wasm::{Credentials, Timestamp};
use zeroize::Zeroizing;

const ID: [u8; 16] = [3; 16];
const NONCE: [u8; 12] = [4; 12];
const BINDING: [u8; 16] = [5; 16];
const CANARY: &str = "Zq7Xk9VwJ3";
const OTHER_EDGES: [&str; 4] = [
    "https://edge.example.net",
    "http://edge.example.com",
    "https://edge.example.com:8443",
    "",
];

fn keys() -> SessionKeys {
    SessionKeys::parse(KEYS).unwrap()
}

fn other_keys() -> SessionKeys {
    SessionKeys::parse(&KEYS.replace("one:", "two:")).unwrap()
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

fn flow() -> AuthorizationState {
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

fn portal_flow() -> IdentityCenterState {
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

fn somebody() -> LoginSubject {
    LoginSubject::Claims {
        claims: claims(json!({})).only(&["iss", "sub", "email"]),
        provider: "company".to_owned(),
        refresh: Some(Secret::new(CANARY)),
    }
}

fn credentialed(expiration: Option<Timestamp>, refresh: bool) -> LoginSubject {
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

fn at_portal(ends_at: u64, refresh: bool) -> LoginSubject {
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
        login: login(somebody()),
    }
}

fn device_request() -> DeviceRequest {
    DeviceRequest {
        client_id: "git".to_owned(),
        scope: Scope::default(),
        asked_at: now(),
    }
}

/// What is opened and refused alike: by a name, what was sealed, and what opens it for an edge, a browser and a time.
type Opens = fn(&SessionKeys, &str, &[u8], Option<&Binding>, Timestamp) -> Result<(), Error>;

fn in_a_browser() -> [(Vec<u8>, Opens); 3] {
    let bytes = |text: String| Base64UrlUnpadded::decode_vec(&text).unwrap();
    [
        (
            bytes(flow().seal(&keys(), &ID, NONCE, EDGE)),
            |keys, edge, bytes, binding, now| {
                let text = Base64UrlUnpadded::encode_string(bytes);
                AuthorizationState::open(keys, edge, &text, binding, now).map(drop)
            },
        ),
        (
            portal_flow().seal(&keys(), NONCE, EDGE),
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

#[test]
fn a_sign_in_goes_on_in_the_browser_that_began_it() {
    for (sealed, open) in in_a_browser() {
        let in_browser =
            |binding: Option<&Binding>| open(&keys(), EDGE, &sealed, binding, at(NOW + 599));
        assert_eq!(in_browser(Some(&binding())), Ok(()));
        for other in [
            None,
            Some(Binding::new([0; 16])),
            Some(Binding::new([
                5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4,
            ])),
        ] {
            let error = in_browser(other.as_ref()).unwrap_err();
            assert_eq!(error.code(), "bad_request");
            assert!(error.public_message().contains("another browser"));
        }
    }
}

#[test]
fn a_sign_in_is_given_up_after_ten_minutes() {
    for (sealed, open) in in_a_browser() {
        let open = |now| open(&keys(), EDGE, &sealed, Some(&binding()), at(now));
        assert_eq!(open(NOW), Ok(()));
        for late in [NOW + 600, NOW + 601, NOW + 86_400] {
            let error = open(late).unwrap_err();
            assert_eq!(error.code(), "credentials_expired");
            assert!(error.public_message().contains("Run the git command again"));
        }
    }
}

#[test]
fn a_changed_byte_anywhere_keeps_a_sign_in_closed() {
    for (sealed, open) in in_a_browser() {
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(
                open(&keys(), EDGE, &changed, Some(&binding()), now()).is_err(),
                "{at}"
            );
        }
        for cut in 0..sealed.len() {
            let cut = &sealed[..cut];
            assert!(open(&keys(), EDGE, cut, Some(&binding()), now()).is_err());
        }
        let longer = [&sealed[..], &[0]].concat();
        assert!(open(&keys(), EDGE, &longer, Some(&binding()), now()).is_err());
    }
}

#[test]
fn what_one_edge_seals_another_does_not_open() {
    for (sealed, open) in in_a_browser() {
        for other in OTHER_EDGES {
            assert!(
                open(&keys(), other, &sealed, Some(&binding()), now()).is_err(),
                "{other}"
            );
        }
    }
    let sealed = login(somebody()).seal(&keys(), NONCE, EDGE);
    let device = device_request().seal(&keys(), &ID, NONCE, EDGE);
    for other in OTHER_EDGES {
        assert!(Login::open(&keys(), other, &sealed).is_none());
        assert!(DeviceRequest::open(&keys(), other, &ID, &device).is_none());
    }
}

#[test]
fn keys_rotate_without_ending_a_sign_in() {
    let rotated = format!("two:{},{KEYS}", "IiIi".repeat(10) + "IiI=");
    let rotated = SessionKeys::parse(&rotated).unwrap();
    let same_name = SessionKeys::parse(&KEYS.replace("ER", "RE")).unwrap();
    for (sealed, open) in in_a_browser() {
        let with = |keys: &SessionKeys| open(keys, EDGE, &sealed, Some(&binding()), now());
        assert_eq!(with(&rotated), Ok(()));
        assert!(with(&other_keys()).is_err());
        assert!(with(&same_name).is_err());
    }
    let sealed = login(somebody()).seal(&keys(), NONCE, EDGE);
    assert!(Login::open(&rotated, EDGE, &sealed).is_some());
    assert!(Login::open(&other_keys(), EDGE, &sealed).is_none());
    let device = device_request().seal(&keys(), &ID, NONCE, EDGE);
    assert!(DeviceRequest::open(&rotated, EDGE, &ID, &device).is_some());
    assert!(DeviceRequest::open(&other_keys(), EDGE, &ID, &device).is_none());
}

#[test]
fn what_is_kept_under_one_id_is_of_no_other() {
    let sealed = device_request().seal(&keys(), &ID, NONCE, EDGE);
    let open = |id| DeviceRequest::open(&keys(), EDGE, &id, &sealed);
    assert_eq!(open(ID), Some(device_request()));
    assert_eq!(open([2; 16]), None);
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 0x80;
        assert_eq!(DeviceRequest::open(&keys(), EDGE, &ID, &changed), None);
    }
}

/// Else what is sealed for one purpose could be had where another is asked for.
#[test]
fn what_is_sealed_as_one_thing_opens_as_no_other() {
    let browser = in_a_browser();
    let login_bytes = login(somebody()).seal(&keys(), NONCE, EDGE);
    let device_bytes = device_request().seal(&keys(), &ID, NONCE, EDGE);
    let session = login(somebody()).session(&config(json!({})), now());
    let token = SessionToken::seal(&keys(), NONCE, EDGE, &session);
    let session_bytes = Base64UrlUnpadded::decode_vec(&token.as_str()[5..]).unwrap();
    let all = [
        &browser[0].0,
        &browser[1].0,
        &browser[2].0,
        &login_bytes,
        &device_bytes,
        &session_bytes,
    ];
    for (index, sealed) in all.into_iter().enumerate() {
        for (as_which, (_, open)) in browser.iter().enumerate() {
            let opened = open(&keys(), EDGE, sealed, Some(&binding()), now());
            assert_eq!(opened.is_ok(), index == as_which, "{index} {as_which}");
        }
        assert_eq!(Login::open(&keys(), EDGE, sealed).is_some(), index == 3);
        let device = DeviceRequest::open(&keys(), EDGE, &ID, sealed);
        assert_eq!(device.is_some(), index == 4);
        let token = format!("cces_{}", Base64UrlUnpadded::encode_string(sealed));
        let session = SessionToken::open(&keys(), EDGE, &token, now());
        assert_eq!(session.is_ok(), index == 5);
    }
}

#[test]
fn a_page_may_lead_to_the_address_that_a_program_listens_at() {
    for (uri, source) in [
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.0.0.1:51000/", "http://127.0.0.1:51000"),
        ("http://localhost:1/a/b", "http://localhost:1"),
        ("http://[::1]:51000/", "http:"),
    ] {
        assert_eq!(RedirectUri::parse(uri).unwrap().csp_source(), source);
    }
}

#[test]
fn a_sign_in_says_what_it_gives_access_to() {
    let mut reader = login(somebody());
    reader.scope.read_only = true;
    assert_eq!(
        reader.access(),
        [("Access", "read only"), ("Profile", "pay")]
    );
    reader.scope = Scope::default();
    assert_eq!(
        reader.access(),
        [
            ("Access", "read and write"),
            ("Profile", "every profile that you may use")
        ]
    );
    // STS has taken the token for one profile, and its rule is for reading.
    let credentialed = login(credentialed(None, false));
    assert_eq!(
        credentialed.access(),
        [("Access", "read only"), ("Profile", "web")]
    );
    let mut portal = login(at_portal(NOW, false));
    portal.scope = Scope::default();
    assert_eq!(portal.access(), [("Access", "read and write")]);
}

#[test]
fn a_helper_can_be_told_that_nobody_has_signed_in() {
    let device = Purpose::Device(
        UserCode::from_bytes(b"WDJBMJHTBC").unwrap(),
        device_request(),
    );
    assert_eq!(device.refusal_url(EDGE), None);
    assert_eq!(
        helper().refusal_url(EDGE).as_deref(),
        Some(
            "http://127.0.0.1:51000/?error=access_denied&state=state&iss=https%3A%2F%2Fedge.example.com"
        )
    );
}

/// What each thing is sealed for, as on the wire.
const PURPOSES: [&[u8]; 5] = [
    b"codecommit-edge sign-in",
    b"codecommit-edge portal sign-in",
    b"codecommit-edge decision",
    b"codecommit-edge login",
    b"codecommit-edge device",
];

fn one_of_each() -> [Vec<u8>; 5] {
    let [(flow, _), (portal_flow, _), (decision, _)] = in_a_browser();
    let login = login(somebody()).seal(&keys(), NONCE, EDGE);
    let device = device_request().seal(&keys(), &ID, NONCE, EDGE);
    [flow, portal_flow, decision, login, device]
}

#[test]
fn each_purpose_has_a_key_of_its_own() {
    for (index, sealed) in one_of_each().iter().enumerate() {
        for (other, purpose) in PURPOSES.into_iter().enumerate() {
            let opened = Envelope::new(purpose).open(&keys(), EDGE, sealed);
            assert_eq!(opened.is_ok(), index == other, "{index} {other}");
        }
    }
}

#[test]
fn what_is_sealed_ends_where_it_was_said_to() {
    let all = one_of_each();
    let resealed = |index: usize, change: fn(&mut Vec<u8>)| {
        let envelope = Envelope::new(PURPOSES[index]);
        let (id, payload) = envelope.open(&keys(), EDGE, &all[index]).unwrap();
        let mut payload = payload.to_vec();
        change(&mut payload);
        envelope.seal(&keys(), NONCE, EDGE, &id, &payload)
    };
    let opens = |index: usize, sealed: &[u8]| match index {
        3 => Login::open(&keys(), EDGE, sealed).is_some(),
        4 => DeviceRequest::open(&keys(), EDGE, &ID, sealed).is_some(),
        _ => {
            let (_, open) = &in_a_browser()[index];
            open(&keys(), EDGE, sealed, Some(&binding()), now()).is_ok()
        }
    };
    for index in 0..PURPOSES.len() {
        assert!(opens(index, &resealed(index, |_| {})), "{index}");
        assert!(!opens(index, &resealed(index, |it| it.push(0))), "{index}");
        assert!(
            !opens(index, &resealed(index, |it| it.truncate(it.len() - 1))),
            "{index}"
        );
        assert!(!opens(index, &resealed(index, Vec::clear)), "{index}");
    }
}

/// Otherwise the fuzz target `login_state` would begin with bytes that nothing reads.
#[test]
fn every_seed_of_the_fuzz_target_opens() {
    let (browser, now) = (Binding::new([3; 16]), at(1_795_413_600));
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/login_state");
    let mut seeds = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let payload = std::fs::read(&path).unwrap();
        let sealed = |purpose| Envelope::new(purpose).seal(&keys(), NONCE, EDGE, &ID, &payload);
        let in_a_browser = in_a_browser()
            .iter()
            .zip(PURPOSES)
            .any(|((_, open), purpose)| {
                open(&keys(), EDGE, &sealed(purpose), Some(&browser), now).is_ok()
            });
        let opens = in_a_browser
            || Login::open(&keys(), EDGE, &sealed(PURPOSES[3])).is_some()
            || DeviceRequest::open(&keys(), EDGE, &ID, &sealed(PURPOSES[4])).is_some();
        assert!(opens, "{}", path.display());
        seeds += 1;
    }
    assert!(seeds >= 9, "{seeds}");
}

#[test]
fn a_changed_login_is_none() {
    let sealed = login(somebody()).seal(&keys(), NONCE, EDGE);
    assert!(Login::open(&keys(), EDGE, &sealed).is_some());
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(Login::open(&keys(), EDGE, &changed).is_none(), "{at}");
    }
    assert!(Login::open(&keys(), EDGE, &[]).is_none());
}

#[test]
fn what_is_no_text_of_a_sign_in_is_refused_as_such() {
    for text in ["", "=", "AQ", "a b", "ä", &"A".repeat(10_000)] {
        let browser = binding();
        let opened = [
            AuthorizationState::open(&keys(), EDGE, text, Some(&browser), now()).map(drop),
            Decision::open(&keys(), EDGE, text, Some(&browser), now()).map(drop),
        ];
        for refused in opened {
            let error = refused.unwrap_err();
            assert_eq!(error.code(), "bad_request");
            assert!(
                error
                    .public_message()
                    .contains("did not come from this edge")
            );
        }
    }
}

#[test]
fn the_providers_token_takes_the_place_of_the_wait() {
    let mut flow = portal_flow();
    flow.sign_in(
        PortalToken {
            access: Secret::new("access"),
            refresh: Some(Secret::new("refresh")),
            seconds: 28_800,
        },
        now(),
    );
    match &flow.stage {
        PortalStage::SignedIn {
            token,
            refresh: Some(refresh),
            ends_at,
        } => {
            assert_eq!((token.reveal(), refresh.reveal()), ("access", "refresh"));
            assert_eq!(*ends_at, at(NOW + 28_800));
        }
        _ => panic!("has not signed in"),
    }
    flow.sign_in(
        PortalToken {
            access: Secret::new("access"),
            refresh: None,
            seconds: u64::MAX,
        },
        now(),
    );
    let sealed = flow.seal(&keys(), NONCE, EDGE);
    let opened =
        IdentityCenterState::open(&keys(), EDGE, &sealed, Some(&binding()), now()).unwrap();
    assert_same_portal_flow(&opened, &flow);
}

#[test]
fn a_sign_in_that_asks_too_often_asks_less_often() {
    let mut flow = portal_flow();
    let interval = |flow: &IdentityCenterState| match &flow.stage {
        PortalStage::Waiting { interval, .. } => *interval,
        PortalStage::SignedIn { .. } => panic!("has signed in"),
    };
    for expected in [10, 15, 20] {
        flow.slow_down();
        assert_eq!(interval(&flow), expected);
    }
    for _ in 0..20 {
        flow.slow_down();
    }
    assert_eq!(interval(&flow), 60);
}

#[test]
fn a_session_lasts_no_longer_than_what_is_in_it() {
    let config = config(json!({ "SESSION_SECONDS": 3600 }));
    for (subject, until) in [
        (somebody(), NOW + 3600),
        (credentialed(None, true), NOW + 3600),
        (credentialed(Some(at(NOW + 900)), true), NOW + 900),
        (credentialed(Some(at(NOW + 7200)), true), NOW + 3600),
        (at_portal(NOW + 900, true), NOW + 900),
        (at_portal(NOW + 7200, true), NOW + 3600),
    ] {
        let mut login = login(subject);
        let session = login.session(&config, now());
        assert_eq!((session.id, session.expires_at), (ID, at(until)));
        // Nor longer than the sign-in.
        login.ends_at = at(NOW + 60);
        assert_eq!(login.session(&config, now()).expires_at, at(NOW + 60));
    }
}

#[test]
fn a_session_is_for_what_was_signed_in_for() {
    let config = config(json!({}));
    for read_only in [false, true] {
        let with = |subject| {
            let mut login = login(subject);
            login.scope.read_only = read_only;
            login.session(&config, now())
        };
        let session = with(somebody());
        assert_eq!(session.profile.as_deref(), Some("pay"));
        assert_eq!(session.read_only, read_only);
        assert!(
            matches!(&session.subject, SessionSubject::Claims(claims) if claims.subject() == Some("user-1"))
        );

        let session = with(at_portal(NOW + 900, false));
        assert_eq!(session.profile.as_deref(), Some("pay"));
        assert_eq!(session.read_only, read_only);
        assert_eq!(session.subject, SessionSubject::Portal(access()));

        // The credentials are of the profile that opened them, and as narrow as that was.
        let session = with(credentialed(None, false));
        assert_eq!(session.profile.as_deref(), Some("web"));
        assert!(session.read_only);
        assert!(matches!(session.subject, SessionSubject::Credentials(_)));
    }
    let mut writing = login(credentialed(None, false));
    if let LoginSubject::Credentials { read_only, .. } = &mut writing.subject {
        *read_only = false;
    }
    assert!(!writing.session(&config, now()).read_only);
    writing.scope.read_only = true;
    assert!(writing.session(&config, now()).read_only);
}

#[test]
fn another_session_follows_where_somebody_can_still_say_who_it_is() {
    for (subject, renewable) in [
        (somebody(), true),
        (credentialed(None, true), true),
        (credentialed(None, false), false),
        (at_portal(NOW + 900, true), true),
        (at_portal(NOW + 900, false), false),
    ] {
        let login = login(subject);
        let ends_at = NOW + 14 * 86_400;
        assert_eq!(login.is_renewable(at(NOW + 900)), renewable);
        assert_eq!(login.is_renewable(at(ends_at - 1)), renewable);
        assert!(!login.is_renewable(at(ends_at)));
        assert!(!login.is_renewable(at(ends_at + 1)));
    }
}

#[test]
fn people_are_named_as_they_know_themselves() {
    assert_eq!(login(somebody()).name(), "alice@example.com");
    assert_eq!(login(credentialed(None, true)).name(), "alice@example.com");
    assert_eq!(
        login(at_portal(NOW, true)).name(),
        "Developer in 123456789012"
    );
    for (changes, name) in [
        (json!({ "email": null }), "user-1"),
        (json!({ "email": 1 }), "user-1"),
        (json!({ "email": null, "sub": null }), ""),
    ] {
        let subject = LoginSubject::Claims {
            claims: claims(changes),
            provider: String::new(),
            refresh: None,
        };
        assert_eq!(login(subject).name(), name);
    }
}

#[test]
fn no_secret_of_a_sign_in_is_shown() {
    let shown = [
        format!("{:?}", somebody()),
        format!("{:?}", credentialed(None, true)),
        format!("{:?}", at_portal(NOW, true)),
        format!("{:?} {:#?}", access(), access()),
        format!("{:?}", registered()),
        format!("{:?}", Secret::new(CANARY)),
    ];
    for shown in shown {
        for secret in [CANARY, SECRET, TOKEN] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn the_cookie_that_ties_a_browser_is_not_shown() {
    let shown = format!("{:?}", binding());
    assert!(!shown.contains('5'), "{shown}");
}

#[test]
fn secrets_are_equal_where_their_texts_are() {
    assert_eq!(Secret::new(CANARY), Secret::new(CANARY));
    for other in ["", "Zq7Xk9VwJ", "Zq7Xk9VwJ4", "Zq7Xk9VwJ33"] {
        assert_ne!(Secret::new(other), Secret::new(CANARY));
    }
}

#[test]
fn a_browser_is_known_again_by_its_cookie() {
    let value = "BQUFBQUFBQUFBQUFBQUFBQ";
    for (origin, name, secure) in [
        (EDGE, "__Host-codecommit-edge-login", "; Secure"),
        ("http://127.0.0.1:8787", "codecommit-edge-login", ""),
    ] {
        assert_eq!(
            binding().set_cookie(origin),
            format!("{name}={value}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax{secure}")
        );
        for cookies in [
            format!("{name}={value}"),
            format!("a=b; {name}={value}"),
            format!("a;{name}={value};c=d"),
            format!("a=b;  {name}={value}"),
            // The first is that of the longest path, and there are none longer than `/`.
            format!("{name}={value}; {name}=other"),
        ] {
            let known = Binding::from_cookies(&cookies, origin);
            assert_eq!(known, Some(binding()), "{cookies}");
        }
        for cookies in [
            String::new(),
            name.to_owned(),
            format!("{name}="),
            format!("{name}={value}="),
            format!("{name}={value}A"),
            format!("{name}={}", &value[1..]),
            format!("{name}=\"{value}\""),
            format!("{name} ={value}"),
            format!("x{name}={value}"),
            format!("{}={value}", name.to_uppercase()),
            format!("a=\"{name}={value}\""),
        ] {
            assert_eq!(Binding::from_cookies(&cookies, origin), None, "{cookies}");
        }
    }
    // One that any host of the domain can set does not do over TLS.
    let plain = format!("codecommit-edge-login={value}");
    assert_eq!(Binding::from_cookies(&plain, EDGE), None);
}

/// What proptest could show, if it were to be shown.
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

/// Texts of every kind; some of them are base64, which is kept shorter.
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
    fn any_flow_opens_as_it_was_sealed(
        purpose in purpose(),
        provider: String,
        verifier: [u8; 32],
        nonce: [u8; 16],
        browser: [u8; 16],
        expires_at in time(),
    ) {
        let browser = Binding::new(browser);
        let flow = AuthorizationState { purpose, provider, verifier: Verifier::new(verifier), nonce, binding: browser, expires_at };
        let text = flow.seal(&keys(), &ID, NONCE, EDGE);
        prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        let opened = AuthorizationState::open(&keys(), EDGE, &text, Some(&browser), at(NOW - 1)).unwrap();
        prop_assert_eq!(&opened.purpose, &flow.purpose);
        prop_assert_eq!(&opened.provider, &flow.provider);
        prop_assert_eq!(opened.verifier.text(), flow.verifier.text());
        prop_assert_eq!(opened.nonce_text(), Base64UrlUnpadded::encode_string(&nonce));
        prop_assert_eq!((opened.binding, opened.expires_at), (flow.binding, flow.expires_at));
        prop_assert_eq!(opened.purpose.scope(), flow.purpose.scope());
        prop_assert_eq!(opened.purpose.client_id(), flow.purpose.client_id());
    }

    #[test]
    fn any_sign_in_at_the_portal_opens_as_it_was_sealed(
        purpose in purpose(),
        client in client(),
        Hidden(stage) in stage(),
        id: [u8; 16],
        expires_at in time(),
    ) {
        let flow = IdentityCenterState { id, purpose, binding: binding(), client, stage, expires_at };
        let sealed = flow.seal(&keys(), NONCE, EDGE);
        let opened = IdentityCenterState::open(&keys(), EDGE, &sealed, Some(&binding()), at(NOW - 1)).unwrap();
        assert_same_portal_flow(&opened, &flow);
    }

    #[test]
    fn any_login_opens_as_it_was_sealed(Hidden(login) in any_login()) {
        let sealed = login.seal(&keys(), NONCE, EDGE);
        assert_same_login(&Login::open(&keys(), EDGE, &sealed).unwrap(), &login);
    }

    #[test]
    fn any_decision_opens_as_it_was_sealed(purpose in purpose(), Hidden(login) in any_login(), expires_at in time()) {
        let decision = Decision { purpose, binding: binding(), expires_at, login };
        let text = decision.seal(&keys(), NONCE, EDGE);
        let opened = Decision::open(&keys(), EDGE, &text, Some(&binding()), at(NOW - 1)).unwrap();
        prop_assert_eq!((&opened.purpose, opened.expires_at), (&decision.purpose, expires_at));
        prop_assert_eq!(opened.binding, binding());
        assert_same_login(&opened.login, &decision.login);
    }

    #[test]
    fn any_request_of_a_device_opens_as_it_was_sealed(client_id: String, scope in scope(), asked_at in time()) {
        let request = DeviceRequest { client_id, scope, asked_at };
        let sealed = request.seal(&keys(), &ID, NONCE, EDGE);
        prop_assert_eq!(DeviceRequest::open(&keys(), EDGE, &ID, &sealed), Some(request));
    }

    #[test]
    fn any_binding_comes_back_in_its_cookie(random: [u8; 16], before in "([a-z]{1,4}=[a-z]{0,4}; ){0,3}") {
        let binding = Binding::new(random);
        for origin in [EDGE, "http://localhost:8787"] {
            let set = binding.set_cookie(origin);
            let sent = format!("{before}{}", set.split(';').next().unwrap());
            prop_assert_eq!(Binding::from_cookies(&sent, origin), Some(binding));
        }
    }

    #[test]
    fn no_bytes_are_taken_for_a_sign_in(bytes: Vec<u8>, text: String) {
        for (_, open) in in_a_browser() {
            prop_assert!(open(&keys(), EDGE, &bytes, Some(&binding()), now()).is_err());
        }
        prop_assert!(AuthorizationState::open(&keys(), EDGE, &text, Some(&binding()), now()).is_err());
        prop_assert!(Login::open(&keys(), EDGE, &bytes).is_none());
        prop_assert!(DeviceRequest::open(&keys(), EDGE, &ID, &bytes).is_none());
    }
}

#[track_caller]
fn assert_same_portal_flow(one: &IdentityCenterState, other: &IdentityCenterState) {
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
