//! The envelope of each sealed value: it opens only with its key, edge, purpose and id, and only unchanged.

use super::{
    ID, NONCE, binding, browser_bound, claims_subject, credentials_subject, device_request, keys,
    login, portal_subject,
};
use crate::support::{EDGE, KEYS, NOW, at, config, now};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::oauth::{AuthorizationState, Binding, Decision, DeviceRequest, Login, SamlState};
use edge_proxy::session::{Envelope, SessionKeys, SessionToken};
use serde_json::json;
use sha2::{Digest, Sha256};

const OTHER_EDGES: [&str; 4] = [
    "https://edge.example.net",
    "http://edge.example.com",
    "https://edge.example.com:8443",
    "",
];

fn other_keys() -> SessionKeys {
    SessionKeys::parse(&KEYS.replace("one:", "two:")).unwrap()
}

#[test]
fn opens_only_in_the_browser_that_began_the_sign_in() {
    for (sealed, open) in browser_bound() {
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
fn rejects_a_sign_in_after_ten_minutes() {
    for (sealed, open) in browser_bound() {
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
fn rejects_a_changed_missing_or_added_byte_anywhere() {
    for (sealed, open) in browser_bound() {
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
fn rejects_values_that_another_edge_sealed() {
    for (sealed, open) in browser_bound() {
        for other in OTHER_EDGES {
            assert!(
                open(&keys(), other, &sealed, Some(&binding()), now()).is_err(),
                "{other}"
            );
        }
    }
    let sealed = login(claims_subject()).seal(&keys(), NONCE, EDGE);
    let device = device_request().seal(&keys(), &ID, NONCE, EDGE);
    for other in OTHER_EDGES {
        assert!(Login::open(&keys(), other, &sealed).is_none());
        assert!(DeviceRequest::open(&keys(), other, &ID, &device).is_none());
    }
}

#[test]
fn opens_with_the_previous_key_after_rotation() {
    let rotated = format!("two:{},{KEYS}", "IiIi".repeat(10) + "IiI=");
    let rotated = SessionKeys::parse(&rotated).unwrap();
    let same_name = SessionKeys::parse(&KEYS.replace("ER", "RE")).unwrap();
    for (sealed, open) in browser_bound() {
        let with = |keys: &SessionKeys| open(keys, EDGE, &sealed, Some(&binding()), now());
        assert_eq!(with(&rotated), Ok(()));
        assert!(with(&other_keys()).is_err());
        assert!(with(&same_name).is_err());
    }
    let sealed = login(claims_subject()).seal(&keys(), NONCE, EDGE);
    assert!(Login::open(&rotated, EDGE, &sealed).is_some());
    assert!(Login::open(&other_keys(), EDGE, &sealed).is_none());
    let device = device_request().seal(&keys(), &ID, NONCE, EDGE);
    assert!(DeviceRequest::open(&rotated, EDGE, &ID, &device).is_some());
    assert!(DeviceRequest::open(&other_keys(), EDGE, &ID, &device).is_none());
}

#[test]
fn opens_a_device_request_only_under_its_own_id() {
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

/// Otherwise a value sealed for one purpose could be used for another.
#[test]
fn rejects_values_that_were_sealed_as_another_type() {
    let browser = browser_bound();
    let login_bytes = login(claims_subject()).seal(&keys(), NONCE, EDGE);
    let device_bytes = device_request().seal(&keys(), &ID, NONCE, EDGE);
    let session = login(claims_subject()).session(&config(json!({})), now());
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

/// The purpose string of each sealed value, as on the wire.
const PURPOSES: [&[u8]; 5] = [
    b"codecommit-edge sign-in",
    b"codecommit-edge portal sign-in",
    b"codecommit-edge decision",
    b"codecommit-edge login",
    b"codecommit-edge device",
];

fn one_of_each() -> [Vec<u8>; 5] {
    let [(state, _), (portal_flow, _), (decision, _)] = browser_bound();
    let login = login(claims_subject()).seal(&keys(), NONCE, EDGE);
    let device = device_request().seal(&keys(), &ID, NONCE, EDGE);
    [state, portal_flow, decision, login, device]
}

#[test]
fn derives_a_separate_key_for_each_purpose() {
    for (index, sealed) in one_of_each().iter().enumerate() {
        for (other, purpose) in PURPOSES.into_iter().enumerate() {
            let opened = Envelope::new(purpose).open(&keys(), EDGE, sealed);
            assert_eq!(opened.is_ok(), index == other, "{index} {other}");
        }
    }
}

#[test]
fn rejects_payloads_that_are_truncated_or_have_trailing_bytes() {
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
            let (_, open) = &browser_bound()[index];
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

/// Sign-ins and sessions outlive an upgrade: what an earlier version has sealed must open.
#[test]
fn seals_the_same_bytes_as_version_1() {
    let credentials = login(credentials_subject(Some(at(NOW + 60)), true));
    let portal = login(portal_subject(NOW + 60, false));
    let mut all = one_of_each().to_vec();
    all.extend([credentials, portal].map(|login| login.seal(&keys(), NONCE, EDGE)));
    let hashes: Vec<String> = all
        .iter()
        .map(|sealed| Base64UrlUnpadded::encode_string(&Sha256::digest(sealed)[..9]))
        .collect();
    assert_eq!(
        hashes,
        [
            "mFh_GKNFS0AH",
            "SUu2uSlj45eV",
            "B6VrtJ42kZyV",
            "QwyXWdHbmL0K",
            "xqEagSrHTWZH",
            "jiXGs-7eHvyd",
            "O4lQgJTRMi1M"
        ]
    );
}

/// Otherwise the fuzz target `login_state` would start from bytes that nothing reads.
#[test]
fn opens_every_seed_of_the_fuzz_target() {
    let (browser, now) = (Binding::new([3; 16]), at(1_795_413_600));
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/login_state");
    let mut seeds = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let payload = std::fs::read(&path).unwrap();
        let sealed = |purpose| Envelope::new(purpose).seal(&keys(), NONCE, EDGE, &ID, &payload);
        let in_a_browser = browser_bound()
            .iter()
            .zip(PURPOSES)
            .any(|((_, open), purpose)| {
                open(&keys(), EDGE, &sealed(purpose), Some(&browser), now).is_ok()
            });
        let saml = Base64UrlUnpadded::encode_string(&sealed(b"codecommit-edge saml sign-in"));
        let opens = in_a_browser
            || SamlState::open(&keys(), EDGE, &ID, [&*saml], Some(&browser), now).is_ok()
            || Login::open(&keys(), EDGE, &sealed(PURPOSES[3])).is_some()
            || DeviceRequest::open(&keys(), EDGE, &ID, &sealed(PURPOSES[4])).is_some();
        assert!(opens, "{}", path.display());
        seeds += 1;
    }
    assert!(seeds >= 10, "{seeds}");
}

#[test]
fn opens_no_login_with_a_changed_byte() {
    let sealed = login(claims_subject()).seal(&keys(), NONCE, EDGE);
    assert!(Login::open(&keys(), EDGE, &sealed).is_some());
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(Login::open(&keys(), EDGE, &changed).is_none(), "{at}");
    }
    assert!(Login::open(&keys(), EDGE, &[]).is_none());
}

#[test]
fn rejects_text_that_is_not_a_sealed_sign_in() {
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
