//! Grants of a session.

use super::ruled;
use crate::support::{ISSUER, at};
use edge_proxy::auth::Grant;
use edge_proxy::session::{Session, SessionSubject, VerifiedIdentity};
use serde_json::json;

#[test]
fn limits_a_session_to_its_profile() {
    let config = ruled(json!([{ "profile": "write" }]));
    for (asked, open) in [
        (None, true),
        (Some("write"), true),
        (Some("read"), false),
        (Some("unknown"), false),
    ] {
        let session = session(Some("write"));
        let granted = Grant::for_session(&config, &session, asked);
        match granted {
            Ok(grant) => assert!(open && grant.name == "write"),
            Err(error) => {
                assert!(!open);
                assert_eq!(error.code(), "access_denied");
                assert!(error.public_message().contains("write"));
            }
        }
    }
}

#[test]
fn a_session_is_read_only_when_it_or_its_profile_is() {
    let config = ruled(json!([{ "profile": "write" }]));
    for (profile, read_only, expected) in [
        ("write", false, false),
        ("write", true, true),
        ("read", false, true),
    ] {
        let session = Session {
            read_only,
            ..session(Some(profile))
        };
        let grant = Grant::for_session(&config, &session, None).unwrap();
        assert_eq!(grant.read_only, expected, "{profile} {read_only}");
    }
}

#[test]
fn rejects_a_session_of_a_removed_profile() {
    let config = ruled(json!([{ "profile": "write" }]));
    for profile in [Some("gone"), None] {
        let session = session(profile);
        let refusal = Grant::for_session(&config, &session, None).unwrap_err();
        assert_eq!(refusal.code(), "access_denied");
    }
}

fn session(profile: Option<&str>) -> Session {
    Session {
        id: [1; 16],
        profile: profile.map(str::to_owned),
        read_only: false,
        expires_at: at(crate::support::NOW + 3600),
        subject: SessionSubject::Identity(VerifiedIdentity {
            issuer: ISSUER.to_owned(),
            subject: "user-1".to_owned(),
            session_name: "alice@example.com".to_owned(),
            source_identity: None,
            tags: Vec::new(),
        }),
    }
}
