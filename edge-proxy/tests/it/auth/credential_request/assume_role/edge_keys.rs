//! Roles that the edge assumes with its own keys for a verified user.

use super::{APP, alice, pay, refused, vouched};
use crate::support::{
    assume_role, assumed, bearer, config, discovery, needing_credentials, token, vouching,
};
use edge_proxy::auth::credential_request::CredentialSource;
use serde_json::json;
use std::collections::BTreeMap;

#[test]
fn sends_the_external_id_source_identity_and_tags_of_the_profile() {
    let config = config(vouching(json!({
        "external_id": "7c2f9a",
        "source_identity": "email",
        "session_tags": { "Team": "team", "Level": "level", "Staff": "staff", "Absent": "absent" },
    })));
    let text = token(json!({ "team": "pay +.:/=@-_", "level": 3, "staff": true }));
    let assume_role = assume_role(&config, APP, &text);
    let tags = BTreeMap::from([("Team", "pay +.:/=@-_"), ("Level", "3"), ("Staff", "true")]);
    let (external_id, source_identity, vouched_tags) = vouched(&assume_role);
    assert_eq!(external_id.as_deref(), Some("7c2f9a"));
    assert_eq!(source_identity.as_deref(), Some("alice@example.com"));
    assert_eq!(
        vouched_tags
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect::<BTreeMap<_, _>>(),
        tags
    );
    assert_eq!(vouched_tags.len(), 3);
}

#[test]
fn requires_a_source_identity_and_replaces_invalid_characters() {
    let config = config(vouching(json!({ "source_identity": "upn" })));
    for upn in [json!(null), json!(1), json!(["a"])] {
        let text = token(json!({ "upn": upn }));
        let credential_request = needing_credentials(discovery(&config, APP, &bearer(&text)));
        let error = refused(&credential_request, &config);
        assert_eq!(error.code(), "access_denied", "{upn}");
        assert!(error.public_message().contains("`upn`"));
    }
    let text = token(json!({ "upn": "DOMAIN\\alice" }));
    let (_, source_identity, _) = vouched(&assume_role(&config, APP, &text));
    assert_eq!(source_identity.as_deref(), Some("DOMAIN-alice"));
}

#[test]
fn does_not_use_an_unverified_email() {
    let unverified = token(json!({ "email_verified": false }));
    let named = config(vouching(json!({ "source_identity": "email" })));
    let credential_request = needing_credentials(discovery(&named, APP, &bearer(&unverified)));
    let error = refused(&credential_request, &named);
    assert_eq!(error.code(), "access_denied");
    assert!(error.public_message().contains("(email_verified)"));

    let tagged = config(vouching(json!({ "session_tags": { "Mail": "email" } })));
    let (_, _, tags) = vouched(&assume_role(&tagged, APP, &unverified));
    assert_eq!(tags, []);
    let (_, _, tags) = vouched(&assume_role(&tagged, APP, &token(json!({}))));
    assert_eq!(tags.len(), 1);
}

#[test]
fn rejects_tag_values_that_sts_would_reject() {
    let config = config(vouching(json!({ "session_tags": { "Team": "team" } })));
    for (team, fits) in [
        (json!("Zürich 東京"), true),
        (json!(""), true),
        (json!("a".repeat(256)), true),
        (json!("ü".repeat(256)), true),
        (json!(-7), true),
        (json!(false), true),
        (json!("a".repeat(257)), false),
        (json!("a;b"), false),
        (json!("a\nb"), false),
        (json!("a*"), false),
        (json!(1.5), false),
        (json!(["pay"]), false),
        (json!({ "a": 1 }), false),
    ] {
        let text = token(json!({ "team": team }));
        let credential_request = needing_credentials(discovery(&config, APP, &bearer(&text)));
        match fits {
            true => {
                let (_, _, tags) = vouched(&assumed(&credential_request, &config));
                let text = team.as_str().map_or(team.to_string(), str::to_owned);
                assert_eq!(tags, [("Team".to_owned(), text)]);
            }
            false => {
                let error = refused(&credential_request, &config);
                assert_eq!(error.code(), "access_denied", "{team}");
                assert!(error.public_message().contains("`team`"));
            }
        }
    }
}

#[test]
fn keeps_the_verified_identity_for_a_session() {
    let config = config(vouching(
        json!({ "source_identity": "email", "session_tags": { "Team": "team" } }),
    ));
    let text = token(json!({ "team": "pay" }));
    let credential_request = needing_credentials(discovery(&config, APP, &bearer(&text)));
    let Ok(CredentialSource::Sts {
        identity, grant, ..
    }) = credential_request.source(&config)
    else {
        panic!("needs no role");
    };
    assert_eq!(grant.name, "pay");
    assert_eq!(identity, Some(alice()));

    let web = pay(json!({}));
    let credential_request = needing_credentials(discovery(&web, APP, &bearer(&text)));
    assert!(matches!(
        credential_request.source(&web),
        Ok(CredentialSource::Sts { identity: None, .. })
    ));
}
