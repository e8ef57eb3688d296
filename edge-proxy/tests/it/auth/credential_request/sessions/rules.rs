//! Rules apply to the claims of a session.

use super::{credential_request, granted, refused, request, session_of_groups, vars};
use crate::support::{ISSUER, answer, assumed, config};
use edge_proxy::auth::credential_request::CredentialSource;
use edge_proxy::aws::sts::Evidence;
use edge_proxy::session::Session;
use serde_json::json;

#[test]
fn grants_the_profile_that_the_rules_give_the_claims() {
    let config = config(vars());
    for (groups, address, expected) in [
        (&["payments"][..], "/eu-west-1/pay-api", ("pay", false)),
        (
            &["payments", "developers"],
            "/eu-west-1/pay-api",
            ("pay", false),
        ),
        (
            &["payments", "developers"],
            "/eu-west-1/app",
            ("dev", false),
        ),
        (&["developers"], "/dev/eu-west-1/app", ("dev", false)),
        (&["readers"], "/eu-west-1/app", ("dev", true)),
        (&["writers"], "/eu-west-1/app", ("docs", true)),
        (
            &["developers", "writers"],
            "/docs/eu-west-1/app",
            ("docs", true),
        ),
    ] {
        let (name, read_only) = granted(&config, &session_of_groups(groups), address).unwrap();
        assert_eq!((name.as_str(), read_only), expected, "{groups:?} {address}");
    }
}

#[test]
fn denies_what_no_rule_allows() {
    let config = config(vars());
    for (groups, address) in [
        (&[][..], "/eu-west-1/app"),
        (&["others"], "/eu-west-1/app"),
        (&["payments"], "/eu-west-1/app"),
        (&["payments"], "/dev/eu-west-1/pay-api"),
    ] {
        refused(
            &config,
            &session_of_groups(groups),
            address,
            "access_denied",
            "No rule",
        );
    }
    // The planner itself checks an address against its profile.
    let refusal = answer(request(
        &config,
        &session_of_groups(&["payments"]),
        "/pay/eu-west-1/app",
        "git-upload-pack",
    ));
    assert_eq!(refusal.code, Some("repository_not_allowed"));
}

#[test]
fn applies_the_current_rules() {
    let developer = session_of_groups(&["developers"]);
    assert!(granted(&config(vars()), &developer, "/eu-west-1/app").is_ok());

    let mut changed = vars();
    changed["IDENTITY_PROVIDERS"]["company"]["rules"][1] =
        json!({ "profile": "dev", "claim": "sub", "equals": "user-2" });
    let changed = config(changed);
    refused(
        &changed,
        &developer,
        "/eu-west-1/app",
        "access_denied",
        "No rule",
    );

    // A removed provider denies everyone.
    let mut gone = vars();
    gone["IDENTITY_PROVIDERS"]["company"]["issuer"] = json!("https://new.example.com");
    let error = granted(&config(gone), &developer, "/dev/eu-west-1/app").unwrap_err();
    assert_eq!(error.code(), "access_denied");
}

#[test]
fn rejects_profiles_other_than_the_sessions() {
    let config = config(vars());
    let bound = Session {
        profile: Some("dev".to_owned()),
        ..session_of_groups(&["payments", "developers"])
    };
    for address in ["/eu-west-1/pay-api", "/dev/eu-west-1/pay-api"] {
        let opened = granted(&config, &bound, address);
        assert_eq!(opened, Ok(("dev".to_owned(), false)), "{address}");
    }
    let address = "/pay/eu-west-1/pay-api";
    refused(
        &config,
        &bound,
        address,
        "access_denied",
        "for the profile dev",
    );

    let gone = Session {
        profile: Some("gone".to_owned()),
        ..session_of_groups(&["developers"])
    };
    let address = "/eu-west-1/app";
    refused(&config, &gone, address, "access_denied", "no longer has");
}

#[test]
fn narrows_the_role_of_a_read_only_session() {
    let config = config(vars());
    let address = "/eu-west-1/app";
    for read_only in [false, true] {
        let session = Session {
            read_only,
            ..session_of_groups(&["developers"])
        };
        assert_eq!(
            granted(&config, &session, address),
            Ok(("dev".to_owned(), read_only))
        );
        let assume_role = assumed(&credential_request(&config, &session, address), &config);
        let policy = assume_role.policy.unwrap();
        assert!(policy.contains("codecommit:GitPull"));
        assert_eq!(policy.contains("codecommit:GitPush"), !read_only);
        assert!(policy.contains(":app\""), "{policy}");
    }
}

#[test]
fn names_the_scope_for_a_profile_that_needs_tokens() {
    let config = config(vars());
    for session in [
        session_of_groups(&["pipelines"]),
        Session {
            profile: Some("web".to_owned()),
            ..session_of_groups(&["pipelines"])
        },
    ] {
        for address in ["/eu-west-1/app", "/web/eu-west-1/app"] {
            let said = "with the scope profile:web.";
            refused(&config, &session, address, "access_denied", said);
        }
    }
}

#[test]
fn assumes_the_role_for_the_user_in_the_claims() {
    let config = config(vars());
    let credential_request = credential_request(
        &config,
        &session_of_groups(&["payments"]),
        "/eu-west-1/pay-api",
    );
    let Ok(CredentialSource::Sts {
        assume_role,
        identity: Some(identity),
        ..
    }) = credential_request.source(&config)
    else {
        panic!("no role");
    };
    assert_eq!(assume_role.session_name, "alice@example.com");
    assert_eq!(
        (identity.issuer.as_str(), identity.subject.as_str()),
        (ISSUER, "user-1")
    );
    match &assume_role.evidence {
        Evidence::EdgeKeys {
            source_identity,
            tags,
            ..
        } => {
            assert_eq!(source_identity.as_deref(), Some("user-1"));
            assert_eq!(tags, &[("team".to_owned(), "blue".to_owned())]);
        }
        Evidence::Saml { .. } | Evidence::WebIdentity { .. } => panic!("no keys of the edge"),
    }
}
