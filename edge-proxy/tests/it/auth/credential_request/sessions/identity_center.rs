//! Sessions of users who signed in at IAM Identity Center.

use super::{
    PORTAL_TOKEN, credential_request, granted, portal_session, refused, sealed, session, vars,
};
use crate::support::{EDGE, KEYS, config, merged, now};
use edge_proxy::auth::credential_request::CredentialSource;
use edge_proxy::session::{PortalAccess, Session, SessionKeys, SessionSubject, SessionToken};
use edge_proxy::util::Secret;
use proptest::prelude::*;
use serde_json::json;

#[test]
fn uses_the_role_chosen_at_identity_center() {
    let config = config(vars());
    let session = portal_session();
    let credential_request = credential_request(&config, &session, "/eu-west-1/app");
    let Ok(CredentialSource::IdentityCenter {
        center,
        access,
        profile,
        read_only,
    }) = credential_request.source(&config)
    else {
        panic!("no role of the portal");
    };
    assert_eq!(Some(center), config.identity_center.as_ref());
    assert_eq!((profile, read_only), (None, false));
    assert_eq!(session.subject, SessionSubject::Portal(access));
}

#[test]
fn narrows_a_session_by_the_profiles_policy() {
    let config = config(vars());
    let with = |profile: Option<&str>, read_only| Session {
        profile: profile.map(str::to_owned),
        read_only,
        ..portal_session()
    };
    for (session, address, expected) in [
        (with(None, false), "/eu-west-1/app", ("none", false)),
        (with(None, true), "/eu-west-1/app", ("none", true)),
        (with(None, false), "/docs/eu-west-1/app", ("none", true)),
        (with(Some("docs"), false), "/eu-west-1/app", ("docs", true)),
        (with(Some("dev"), true), "/dev/eu-west-1/app", ("dev", true)),
        (
            with(Some("pay"), false),
            "/eu-west-1/pay-api",
            ("pay", false),
        ),
        (with(Some("web"), false), "/eu-west-1/app", ("web", false)),
    ] {
        let (profile, read_only) = granted(&config, &session, address).unwrap();
        assert_eq!((profile.as_str(), read_only), expected, "{address}");
    }
    for (profile, address, code) in [
        ("pay", "/eu-west-1/app", "repository_not_allowed"),
        ("pay", "/dev/eu-west-1/pay-api", "access_denied"),
        ("gone", "/eu-west-1/app", "access_denied"),
    ] {
        let error = granted(&config, &with(Some(profile), false), address).unwrap_err();
        assert_eq!(error.code(), code, "{profile} {address}");
    }
}

#[test]
fn rejects_sessions_when_identity_center_is_no_longer_configured() {
    let config = config(merged(vars(), json!({ "IDENTITY_CENTER": null })));
    let address = "/eu-west-1/app";
    let said = "no longer configured";
    refused(&config, &portal_session(), address, "access_denied", said);
}

#[test]
fn separates_cached_credentials_by_portal_access() {
    let access = |token: &str, account_id: &str, role_name: &str| PortalAccess {
        token: Secret::new(token),
        account_id: account_id.to_owned(),
        role_name: role_name.to_owned(),
    };
    let all = [
        access("a", "123456789012", "Developer"),
        access("b", "123456789012", "Developer"),
        access("a", "123456789013", "Developer"),
        access("a", "123456789012", "Admin"),
        access("a", "12345678901", "2Developer"),
        access("", "123456789012", "Developer"),
    ];
    for (index, one) in all.iter().enumerate() {
        assert_eq!(one.id(), one.clone().id());
        let sealed = one.sealing_key().seal([1; 12], b"", b"credentials");
        for (other_index, other) in all.iter().enumerate() {
            let is_same = index == other_index;
            assert_eq!(one.id() == other.id(), is_same);
            assert_eq!(other.sealing_key().open(b"", &sealed).is_some(), is_same);
        }
    }
    let shown = format!(
        "{:?} {:?}",
        access(PORTAL_TOKEN, "1", "r"),
        all[0].sealing_key()
    );
    assert!(!shown.contains(PORTAL_TOKEN), "{shown}");
}

proptest! {
    #[test]
    fn opens_any_portal_access_as_it_was_sealed(token in "[!-~]{1,400}", account_id in "[0-9]{12}", role_name: String) {
        let session = session(SessionSubject::Portal(PortalAccess { token: Secret::new(&token), account_id, role_name }));
        let keys = SessionKeys::parse(KEYS).unwrap();
        prop_assert_eq!(SessionToken::open(&keys, EDGE, &sealed(&session), now()), Ok(session));
    }
}
