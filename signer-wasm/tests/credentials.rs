//! Credentials: parsing and equality.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

mod support;

use signer_wasm::Credentials;
use support::{ACCESS_KEY_ID, NOW, SECRET_ACCESS_KEY, SESSION_TOKEN, at};

#[test]
fn keeps_the_parts() {
    let credentials = support::credentials(Some(SESSION_TOKEN), Some(NOW));
    assert_eq!(credentials.access_key_id(), ACCESS_KEY_ID);
    assert_eq!(credentials.secret_access_key(), SECRET_ACCESS_KEY);
    assert_eq!(credentials.session_token(), Some(SESSION_TOKEN));
    assert_eq!(credentials.expiration(), Some(at(NOW)));
}

#[test]
fn treats_an_empty_token_as_absent() {
    let credentials = support::credentials(Some(""), None);
    assert_eq!(credentials.session_token(), None);
    assert_eq!(credentials, support::credentials(None, None));
}

#[test]
fn accepts_a_long_token() {
    let token = "x".repeat(100_000);
    let credentials = support::credentials(Some(&token), None);
    assert_eq!(credentials.session_token(), Some(&*token));
}

#[test]
fn rejects_malformed_parts() {
    let long_id = "A".repeat(129);
    for (id, secret, token) in [
        ("", SECRET_ACCESS_KEY, None),
        (&*long_id, SECRET_ACCESS_KEY, None),
        ("AKID%TOKEN", SECRET_ACCESS_KEY, None),
        ("AKID:", SECRET_ACCESS_KEY, None),
        ("AKID\n", SECRET_ACCESS_KEY, None),
        ("AKID ", SECRET_ACCESS_KEY, None),
        ("ÄKID", SECRET_ACCESS_KEY, None),
        (ACCESS_KEY_ID, "", None),
        (ACCESS_KEY_ID, "secret ", None),
        (ACCESS_KEY_ID, "sec ret", None),
        (ACCESS_KEY_ID, "secret\n", None),
        (ACCESS_KEY_ID, "secret\0", None),
        (ACCESS_KEY_ID, "sécret", None),
        (ACCESS_KEY_ID, SECRET_ACCESS_KEY, Some("token\r\n")),
        (ACCESS_KEY_ID, SECRET_ACCESS_KEY, Some(" ")),
        (ACCESS_KEY_ID, SECRET_ACCESS_KEY, Some("tökèn")),
    ] {
        let error = Credentials::new(id, secret, token, None).unwrap_err();
        assert_eq!(
            error.code(),
            "invalid_credentials",
            "{id:?} {secret:?} {token:?}"
        );
    }
}

#[test]
fn compares_every_part() {
    let make = |id, secret, token, expiration: Option<u64>| {
        Credentials::new(id, secret, token, expiration.map(at)).unwrap()
    };
    let one = make("AKID", "secret", Some("token"), Some(NOW));
    assert_eq!(one, make("AKID", "secret", Some("token"), Some(NOW)));
    assert_eq!(one, one.clone());

    for other in [
        make("AKIE", "secret", Some("token"), Some(NOW)),
        make("AKID", "secreT", Some("token"), Some(NOW)),
        make("AKID", "secret1", Some("token"), Some(NOW)),
        make("AKID", "secre", Some("token"), Some(NOW)),
        make("AKID", "secret", Some("tokeN"), Some(NOW)),
        make("AKID", "secret", Some("token1"), Some(NOW)),
        make("AKID", "secret", None, Some(NOW)),
        make("AKID", "secret", Some("token"), Some(NOW + 1)),
        make("AKID", "secret", Some("token"), None),
    ] {
        assert_ne!(one, other);
        assert_ne!(other, one);
    }

    let without_token = make("AKID", "secret", None, None);
    assert_eq!(without_token, make("AKID", "secret", None, None));
}
