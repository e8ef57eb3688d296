//! The sign-in behind a login token: the session that it opens, its renewal, and its description for the user.

use super::{ID, access, claims_subject, credentials_subject, login, portal_subject, registered};
use crate::support::{CANARY, NOW, SECRET, TOKEN, at, claims, config, now};
use edge_proxy::oauth::{LoginSubject, Scope};
use edge_proxy::session::SessionSubject;
use edge_proxy::util::Secret;
use serde_json::json;

#[test]
fn shows_the_access_and_profile_of_a_sign_in() {
    let mut reader = login(claims_subject());
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
    // STS accepted the token for one profile, whose rule is read-only.
    let credentialed = login(credentials_subject(None, false));
    assert_eq!(
        credentialed.access(),
        [("Access", "read only"), ("Profile", "web")]
    );
    let mut portal = login(portal_subject(NOW, false));
    portal.scope = Scope::default();
    assert_eq!(portal.access(), [("Access", "read and write")]);
}

#[test]
fn ends_a_session_with_its_credentials_and_with_the_sign_in() {
    let config = config(json!({ "SESSION_SECONDS": 3600 }));
    for (subject, until) in [
        (claims_subject(), NOW + 3600),
        (credentials_subject(None, true), NOW + 3600),
        (credentials_subject(Some(at(NOW + 900)), true), NOW + 900),
        (credentials_subject(Some(at(NOW + 7200)), true), NOW + 3600),
        (portal_subject(NOW + 900, true), NOW + 900),
        (portal_subject(NOW + 7200, true), NOW + 3600),
    ] {
        let mut login = login(subject);
        let session = login.session(&config, now());
        assert_eq!((session.id, session.expires_at), (ID, at(until)));
        // A session also ends with its sign-in.
        login.ends_at = at(NOW + 60);
        assert_eq!(login.session(&config, now()).expires_at, at(NOW + 60));
    }
}

#[test]
fn limits_a_session_to_the_profile_and_scope_of_the_sign_in() {
    let config = config(json!({}));
    for read_only in [false, true] {
        let with = |subject| {
            let mut login = login(subject);
            login.scope.read_only = read_only;
            login.session(&config, now())
        };
        let session = with(claims_subject());
        assert_eq!(session.profile.as_deref(), Some("pay"));
        assert_eq!(session.read_only, read_only);
        assert!(
            matches!(&session.subject, SessionSubject::Claims(claims) if claims.subject() == Some("user-1"))
        );

        let session = with(portal_subject(NOW + 900, false));
        assert_eq!(session.profile.as_deref(), Some("pay"));
        assert_eq!(session.read_only, read_only);
        assert_eq!(session.subject, SessionSubject::Portal(access()));

        // The credentials belong to the profile that opened them and are as narrow.
        let session = with(credentials_subject(None, false));
        assert_eq!(session.profile.as_deref(), Some("web"));
        assert!(session.read_only);
        assert!(matches!(&session.subject, SessionSubject::User(..)));
        assert_eq!(session.subject.principal(), Some("alice@example.com"));
    }
    let mut writing = login(credentials_subject(None, false));
    if let LoginSubject::Credentials { read_only, .. } = &mut writing.subject {
        *read_only = false;
    }
    assert!(!writing.session(&config, now()).read_only);
    writing.scope.read_only = true;
    assert!(writing.session(&config, now()).read_only);
}

#[test]
fn renews_while_the_provider_can_confirm_the_user() {
    for (subject, renewable) in [
        (claims_subject(), true),
        (credentials_subject(None, true), true),
        (credentials_subject(None, false), false),
        (portal_subject(NOW + 900, true), true),
        (portal_subject(NOW + 900, false), false),
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
fn names_the_user_by_email_then_subject_or_by_role_and_account() {
    assert_eq!(login(claims_subject()).name(), "alice@example.com");
    assert_eq!(
        login(credentials_subject(None, true)).name(),
        "alice@example.com"
    );
    assert_eq!(
        login(portal_subject(NOW, true)).name(),
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
fn debug_output_hides_secrets() {
    let shown = [
        format!("{:?}", claims_subject()),
        format!("{:?}", credentials_subject(None, true)),
        format!("{:?}", portal_subject(NOW, true)),
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
