//! Requests with a session.

use super::{APP, alice, refused, vouched, with_sessions};
use crate::support::{
    ACCESS_KEY_ID, EDGE, KEYS, NOW, ROLE, SECRET, TOKEN, assumed, at, bearer, discovery, federated,
    merged, needing_credentials, vouching,
};
use edge_proxy::Config;
use edge_proxy::auth::credential_request::{CredentialRequest, CredentialSource};
use edge_proxy::session::{Session, SessionKeys, SessionSubject, SessionToken, StateSecret};
use serde_json::json;
use signer_wasm::Credentials;

/// A git request with a session.
fn in_session(
    config: &Config,
    address: &str,
    profile: Option<&str>,
    read_only: bool,
    subject: SessionSubject,
) -> CredentialRequest {
    let session = Session {
        id: [3; 16],
        profile: profile.map(str::to_owned),
        read_only,
        expires_at: at(NOW + 3600),
        subject,
    };
    let keys = SessionKeys::parse(KEYS).unwrap();
    let token = SessionToken::seal(&keys, [1; 12], EDGE, &session);
    needing_credentials(discovery(config, address, &bearer(token.as_str())))
}

fn keys() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), Some(at(NOW + 900))).unwrap()
}

#[test]
fn assumes_the_role_again_for_a_verified_identity() {
    let config = with_sessions(vouching(json!({ "external_id": "7c2f9a" })));
    for address in [APP, "/eu-west-1/app"] {
        let credential_request = in_session(
            &config,
            address,
            Some("pay"),
            true,
            SessionSubject::Identity(alice()),
        );
        let assume_role = assumed(&credential_request, &config);
        assert_eq!(assume_role.session_name, "alice@example.com");
        assert_eq!(
            vouched(&assume_role),
            (
                Some("7c2f9a".to_owned()),
                Some("alice@example.com".to_owned()),
                vec![("Team".to_owned(), "pay".to_owned())],
            )
        );
        assert!(!assume_role.policy.unwrap().contains("GitPush"));
    }
}

#[test]
fn rejects_profiles_other_than_the_sessions() {
    let vars = vouching(json!({}));
    let pay = vars["PROFILES"]["pay"].clone();
    let config = with_sessions(merged(
        vars,
        json!({ "PROFILES": { "pay": pay, "admin": { "role_arn": ROLE } } }),
    ));
    for subject in [
        SessionSubject::Identity(alice()),
        SessionSubject::Credentials(keys()),
    ] {
        let credential_request = in_session(
            &config,
            "/admin/eu-west-1/app",
            Some("pay"),
            false,
            subject.clone(),
        );
        assert_eq!(
            refused(&credential_request, &config).code(),
            "access_denied"
        );
        let credential_request = in_session(&config, APP, Some("gone"), false, subject);
        assert_eq!(
            refused(&credential_request, &config).code(),
            "access_denied"
        );
    }
}

#[test]
fn expires_a_session_whose_profile_now_needs_tokens() {
    let config = with_sessions(federated(json!({})));
    let credential_request = in_session(
        &config,
        APP,
        Some("pay"),
        false,
        SessionSubject::Identity(alice()),
    );
    assert_eq!(
        refused(&credential_request, &config).code(),
        "credentials_expired"
    );
}

#[test]
fn rejects_a_session_whose_state_was_not_loaded() {
    let config = with_sessions(vouching(json!({})));
    let reference = SessionSubject::Reference(StateSecret::new(&[5; 32]));
    let credential_request = in_session(&config, APP, Some("pay"), false, reference);
    assert_eq!(refused(&credential_request, &config).status(), 502);
}

#[test]
fn limits_credentials_in_a_session_to_its_profile() {
    let config = with_sessions(federated(json!({ "PROFILES": {
        "pay": { "role_arn": ROLE, "repositories": ["pay-*"] },
        "read": { "role_arn": ROLE, "access": "read" },
        "open": { "repositories": ["app"] },
    } })));
    let needed = |address: &str, profile: Option<&str>, read_only: bool| {
        let subject = SessionSubject::Credentials(keys());
        let credential_request = in_session(&config, address, profile, read_only, subject);
        match credential_request.source(&config) {
            Ok(CredentialSource::Session {
                credentials,
                profile,
                read_only,
            }) => {
                assert_eq!(credentials, keys());
                Ok((profile.map(str::to_owned), read_only))
            }
            Ok(CredentialSource::IdentityCenter { .. } | CredentialSource::Sts { .. }) => {
                panic!("needs a role")
            }
            Err(error) => Err(error.code()),
        }
    };
    let pay = Some("pay".to_owned());
    let read = Some("read".to_owned());
    assert_eq!(
        needed("/eu-west-1/pay-api", Some("pay"), false),
        Ok((pay.clone(), false))
    );
    assert_eq!(
        needed("/eu-west-1/pay-api", Some("pay"), true),
        Ok((pay, true))
    );
    assert_eq!(
        needed("/eu-west-1/app", Some("pay"), false),
        Err("repository_not_allowed")
    );
    assert_eq!(
        needed("/eu-west-1/app", Some("read"), false),
        Ok((read, true))
    );
    // A profile without a role accepts a session that holds credentials.
    let open = Some("open".to_owned());
    assert_eq!(
        needed("/eu-west-1/app", Some("open"), false),
        Ok((open, false))
    );
    assert_eq!(
        needed("/eu-west-1/pay-api", Some("open"), false),
        Err("repository_not_allowed")
    );
    assert_eq!(
        needed("/eu-west-1/app", Some("gone"), false),
        Err("access_denied")
    );
    assert_eq!(needed("/eu-west-1/app", None, false), Ok((None, false)));
    assert_eq!(needed("/eu-west-1/app", None, true), Ok((None, true)));
    // The profile in the address applies, as it does to access keys.
    assert_eq!(needed("/read/eu-west-1/app", None, false), Ok((None, true)));
}
