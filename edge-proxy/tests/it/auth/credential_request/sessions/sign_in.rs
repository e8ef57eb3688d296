//! Which claims a sign-in stores for its sessions.

use super::{granted, sealed, session, vars};
use crate::support::{AUDIENCE, EDGE, KEYS, NOW, at, claims, config, login, merged, now};
use edge_proxy::jwt::Claims;
use edge_proxy::oauth::{Login, LoginSubject, Scope, granted_subject};
use edge_proxy::session::{SealedSession, Session, SessionKeys, SessionSubject, SessionToken};
use edge_proxy::{Config, Error};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

/// The claims that are stored of a user who signs in.
fn signed_in(config: &Config, changes: Value, scope: &str) -> Result<Option<Claims>, Error> {
    granted_subject(config, &claims(changes), &Scope::parse(scope).unwrap())
}

#[test]
fn drops_an_unverified_email() {
    let config = config(vars());
    let changes = json!({ "groups": ["payments"], "email_verified": false });
    let kept = signed_in(&config, changes, "").unwrap().unwrap();
    assert_eq!(kept.text("email"), None);
    // Stored, so that a later error can give the reason.
    assert!(kept.has_unverified_email());
    let keys = SessionKeys::parse(KEYS).unwrap();
    let sealed = sealed(&session(SessionSubject::Claims(kept)));
    let opened = SessionToken::open(&keys, EDGE, &sealed, now()).unwrap();
    let SessionSubject::Claims(opened) = opened.subject else {
        panic!("no claims");
    };
    assert_eq!(opened.text("email"), None);
    assert!(opened.has_unverified_email());
}

#[test]
fn keeps_only_the_claims_that_the_configuration_uses() {
    let config = config(vars());
    let changes = json!({
        "groups": ["payments"], "team": "blue", "nonce": "n", "picture": "x".repeat(4000),
        "address": { "country": "AT" },
    });
    let kept = signed_in(&config, changes, "").unwrap().unwrap();
    let names: Vec<&str> = kept.members().map(|(name, _)| name).collect();
    assert_eq!(names, ["email", "groups", "iss", "sub", "team"]);
}

#[test]
fn rejects_a_sign_in_that_no_rule_allows() {
    let config = config(vars());
    for (groups, scope, expected) in [
        ("payments", "", Ok(true)),
        ("payments", "profile:pay", Ok(true)),
        ("payments", "profile:pay read", Ok(true)),
        ("payments", "profile:dev", Err("access_denied")),
        ("payments", "profile:gone", Err("access_denied")),
        ("others", "", Err("access_denied")),
        // STS is asked while the sign-in holds the token.
        ("pipelines", "", Ok(false)),
        ("pipelines", "profile:web", Ok(false)),
    ] {
        let granted = signed_in(&config, json!({ "groups": [groups] }), scope);
        let granted = granted
            .map(|claims| claims.is_some())
            .map_err(|error| error.code());
        assert_eq!(granted, expected, "{groups} {scope}");
    }
}

/// The session after a sign-in with these claims, sealed and opened again.
fn through_a_login(config: &Config, changes: Value) -> Session {
    let login = Login {
        id: [3; 16],
        client_id: "git".to_owned(),
        scope: Scope::default(),
        ends_at: at(NOW + 86_400),
        state_secret: Zeroizing::new([1; 32]),
        successor_salt: [2; 32],
        code: None,
        subject: LoginSubject::Claims {
            claims: signed_in(config, changes, "").unwrap().unwrap(),
            provider: "company".to_owned(),
            refresh: None,
        },
    };
    let keys = SessionKeys::parse(KEYS).unwrap();
    let login = Login::open(&keys, EDGE, &login.seal(&keys, [2; 12], EDGE)).unwrap();
    let token = sealed(&login.session(config, now()));
    SessionToken::open(&keys, EDGE, &token, now()).unwrap()
}

#[test]
fn keeps_the_claims_that_rules_need() {
    for (rule, claims) in [
        (
            json!({ "claim": "org", "equals": "octo" }),
            json!({ "org": "octo" }),
        ),
        (
            json!({ "claim": "org", "matches": "oc*" }),
            json!({ "org": "octo" }),
        ),
        (
            json!({ "claim": "org", "equals": "true" }),
            json!({ "org": true }),
        ),
        (
            json!({ "claim": "org", "equals": "-7" }),
            json!({ "org": -7 }),
        ),
        (
            json!({ "claim": "org", "contains": "a" }),
            json!({ "org": ["b", "a"] }),
        ),
        (
            json!({ "claim": "https://example.com/org", "equals": "" }),
            json!({ "https://example.com/org": "" }),
        ),
        (
            json!({ "claim": "aud", "contains": AUDIENCE }),
            json!({ "aud": ["other", AUDIENCE] }),
        ),
    ] {
        assert_opens_after_sign_in(rule, claims);
    }
}

#[test]
fn keeps_the_strings_of_a_mixed_list() {
    let claims = json!({ "org": [1, "a", null, { "b": "c" }, ["d"]] });
    assert_opens_after_sign_in(json!({ "claim": "org", "contains": "a" }), claims);
}

#[track_caller]
fn assert_opens_after_sign_in(rule: Value, claims: Value) {
    let mut vars = login(json!({}));
    vars["IDENTITY_PROVIDERS"]["company"]["rules"] =
        json!([merged(json!({ "profile": "pay" }), rule)]);
    let config = config(vars);
    let session = through_a_login(&config, claims);
    assert_eq!(
        granted(&config, &session, "/eu-west-1/app"),
        Ok(("pay".to_owned(), false))
    );
}

/// Claims of the types that are stored.
fn kept_claims() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::collection::vec(any::<String>(), 0..5).prop_map(Value::from),
    ];
    prop::collection::btree_map("[a-z:/._]{0,9}", value, 0..6)
        .prop_map(|claims| claims.into_iter().collect())
}

proptest! {
    #[test]
    fn opens_any_claims_as_they_were_sealed(members in kept_claims()) {
        let registered = ["iss", "sub", "aud", "exp", "nbf", "iat"];
        let members: Map<String, Value> = members
            .into_iter()
            .filter(|(name, _)| !registered.contains(&name.as_str()))
            .collect();
        let subject = SessionSubject::Claims(claims(Value::Object(members)));
        let session = session(subject);
        let keys = SessionKeys::parse(KEYS).unwrap();
        match SealedSession::seal(&keys, [1; 12], &[2; 32], EDGE, &session) {
            SealedSession::Inline(token) => {
                prop_assert_eq!(SessionToken::open(&keys, EDGE, token.as_str(), now()), Ok(session));
            }
            SealedSession::Stored { token, id, state } => {
                let reference = SessionToken::open(&keys, EDGE, token.as_str(), now()).unwrap();
                let SessionSubject::Reference(secret) = reference.subject else {
                    return Err(TestCaseError::fail("no reference"));
                };
                prop_assert_eq!(secret.open(id, EDGE, &state), Ok(session));
            }
        }
    }
}

#[test]
fn drops_claims_that_rules_cannot_compare() {
    let changes = json!({
        "object": { "a": "b" }, "nothing": [], "float": 1.5, "large": u64::MAX, "flag": false,
    });
    let keys = SessionKeys::parse(KEYS).unwrap();
    let session = session(SessionSubject::Claims(claims(changes)));
    let opened = SessionToken::open(&keys, EDGE, &sealed(&session), now()).unwrap();
    let SessionSubject::Claims(claims) = opened.subject else {
        panic!("no claims");
    };
    for (name, value) in [
        ("object", None),
        ("float", None),
        ("large", None),
        ("nothing", Some(json!([]))),
        ("flag", Some(json!(false))),
    ] {
        assert_eq!(claims.claim(name), value.as_ref(), "{name}");
    }
}
