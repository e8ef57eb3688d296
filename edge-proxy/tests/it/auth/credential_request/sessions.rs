//! Sessions of people who have signed in: what they open is decided anew each time.

use crate::support::{
    AUDIENCE, EDGE, ISSUER, KEYS, NOW, ROLE, answer, assumed, at, basic, bearer, center, claims,
    config, head, login, merged, now, obtained, text,
};
use edge_proxy::auth::credential_request::{CredentialRequest, CredentialSource, TokenValidity};
use edge_proxy::aws::sts::Evidence;
use edge_proxy::http::EdgeResponse;
use edge_proxy::jwt::Claims;
use edge_proxy::oauth::{Login, LoginSubject, Scope, granted_subject};
use edge_proxy::session::{
    PortalAccess, SealedSession, Session, SessionKeys, SessionSubject, SessionToken,
};
use edge_proxy::util::Secret;
use edge_proxy::{Config, Error, Planned, plan};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

const PORTAL_TOKEN: &str = "aoaAAAAAGdPortalTokenZq7Xk9VwJ3";

/// Profiles of each kind, and a rule for each group.
fn vars() -> Value {
    login(json!({
        "PROFILES": {
            "pay": { "role_arn": ROLE, "assume_with": "edge_keys", "repositories": ["pay-*"],
                     "session_tags": { "team": "team" }, "source_identity": "sub" },
            "dev": { "role_arn": ROLE, "assume_with": "edge_keys" },
            "docs": { "role_arn": ROLE, "assume_with": "edge_keys", "access": "read" },
            "web": { "role_arn": ROLE },
        },
        "IDENTITY_PROVIDERS": { "company": {
            "issuer": ISSUER, "client_id": AUDIENCE,
            "rules": [
                { "claim": "groups", "contains": "payments", "profile": "pay" },
                { "claim": "groups", "contains": "developers", "profile": "dev" },
                { "claim": "groups", "contains": "readers", "profile": "dev", "access": "read" },
                { "claim": "groups", "contains": "writers", "profile": "docs" },
                { "claim": "groups", "contains": "pipelines", "profile": "web" },
            ],
        } },
        "IDENTITY_CENTER": center(),
    }))
}

fn session(subject: SessionSubject) -> Session {
    Session {
        id: [3; 16],
        profile: None,
        read_only: false,
        expires_at: at(NOW + 3600),
        subject,
    }
}

fn of(groups: &[&str]) -> Session {
    let claims = claims(json!({ "groups": groups, "team": "blue" }));
    session(SessionSubject::Claims(claims))
}

fn at_portal() -> Session {
    session(SessionSubject::Portal(PortalAccess {
        token: Secret::new(PORTAL_TOKEN),
        account_id: "123456789012".to_owned(),
        role_name: "Developer".to_owned(),
    }))
}

fn sealed(session: &Session) -> String {
    let keys = SessionKeys::parse(KEYS).unwrap();
    SessionToken::seal(&keys, [1; 12], EDGE, session)
        .as_str()
        .to_owned()
}

fn asked(config: &Config, session: &Session, address: &str, service: &str) -> Planned {
    let url = format!("{EDGE}{address}/info/refs?service={service}");
    let authorization = basic("oauth2", &sealed(session));
    plan(
        config,
        &head("GET", &url).with("authorization", &authorization),
        now(),
    )
}

fn obtain(config: &Config, session: &Session, address: &str) -> CredentialRequest {
    obtained(asked(config, session, address, "git-upload-pack"))
}

/// The profile, and whether for reading alone; or why not.
fn opened(config: &Config, session: &Session, address: &str) -> Result<(String, bool), Error> {
    let obtain = obtain(config, session, address);
    assert_eq!(
        obtain.token_validity(config, now()),
        Ok(TokenValidity::Valid)
    );
    match obtain.source(config)? {
        CredentialSource::Sts { grant, .. } => Ok((grant.name.to_owned(), grant.read_only)),
        CredentialSource::IdentityCenter {
            profile, read_only, ..
        } => Ok((profile.unwrap_or("none").to_owned(), read_only)),
        CredentialSource::Session { .. } => panic!("needs nothing"),
    }
}

#[track_caller]
fn refused(config: &Config, session: &Session, address: &str, code: &str, said: &str) {
    let error = opened(config, session, address).unwrap_err();
    assert_eq!(error.code(), code);
    let message = error.public_message();
    assert!(message.contains(said), "{message}");
}

#[test]
fn the_claims_of_a_session_open_what_the_rules_say() {
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
        let (name, read_only) = opened(&config, &of(groups), address).unwrap();
        assert_eq!((name.as_str(), read_only), expected, "{groups:?} {address}");
    }
}

#[test]
fn what_no_rule_opens_stays_closed() {
    let config = config(vars());
    for (groups, address) in [
        (&[][..], "/eu-west-1/app"),
        (&["others"], "/eu-west-1/app"),
        (&["payments"], "/eu-west-1/app"),
        (&["payments"], "/dev/eu-west-1/pay-api"),
    ] {
        refused(&config, &of(groups), address, "access_denied", "No rule");
    }
    // Plan itself holds an address against its profile.
    let refusal = answer(asked(
        &config,
        &of(&["payments"]),
        "/pay/eu-west-1/app",
        "git-upload-pack",
    ));
    assert_eq!(refusal.code, Some("repository_not_allowed"));
}

#[test]
fn the_rules_of_today_decide_and_not_those_of_the_sign_in() {
    let somebody = of(&["developers"]);
    assert!(opened(&config(vars()), &somebody, "/eu-west-1/app").is_ok());

    let mut changed = vars();
    changed["IDENTITY_PROVIDERS"]["company"]["rules"][1] =
        json!({ "profile": "dev", "claim": "sub", "equals": "user-2" });
    let changed = config(changed);
    refused(
        &changed,
        &somebody,
        "/eu-west-1/app",
        "access_denied",
        "No rule",
    );

    // Nor does a provider that is no more let anyone in.
    let mut gone = vars();
    gone["IDENTITY_PROVIDERS"]["company"]["issuer"] = json!("https://new.example.com");
    let error = opened(&config(gone), &somebody, "/dev/eu-west-1/app").unwrap_err();
    assert_eq!(error.code(), "access_denied");
}

#[test]
fn a_session_for_a_profile_opens_no_other() {
    let config = config(vars());
    let bound = Session {
        profile: Some("dev".to_owned()),
        ..of(&["payments", "developers"])
    };
    for address in ["/eu-west-1/pay-api", "/dev/eu-west-1/pay-api"] {
        let opened = opened(&config, &bound, address);
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
        ..of(&["developers"])
    };
    let address = "/eu-west-1/app";
    refused(&config, &gone, address, "access_denied", "no longer has");
}

#[test]
fn a_session_for_reading_narrows_the_role() {
    let config = config(vars());
    let address = "/eu-west-1/app";
    for read_only in [false, true] {
        let session = Session {
            read_only,
            ..of(&["developers"])
        };
        assert_eq!(
            opened(&config, &session, address),
            Ok(("dev".to_owned(), read_only))
        );
        let assume_role = assumed(&obtain(&config, &session, address), &config);
        let policy = assume_role.policy.unwrap();
        assert!(policy.contains("codecommit:GitPull"));
        assert_eq!(policy.contains("codecommit:GitPush"), !read_only);
        assert!(policy.contains(":app\""), "{policy}");
    }
}

#[test]
fn a_profile_that_takes_tokens_itself_says_how_to_sign_in_for_it() {
    let config = config(vars());
    for session in [
        of(&["pipelines"]),
        Session {
            profile: Some("web".to_owned()),
            ..of(&["pipelines"])
        },
    ] {
        for address in ["/eu-west-1/app", "/web/eu-west-1/app"] {
            let said = "with the scope profile:web.";
            refused(&config, &session, address, "access_denied", said);
        }
    }
}

#[test]
fn the_edge_vouches_for_who_the_claims_say_it_is() {
    let config = config(vars());
    let obtain = obtain(&config, &of(&["payments"]), "/eu-west-1/pay-api");
    let Ok(CredentialSource::Sts {
        assume_role,
        identity: Some(identity),
        ..
    }) = obtain.source(&config)
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
        Evidence::WebIdentity { .. } => panic!("no keys of the edge"),
    }
}

/// The claims that are kept of somebody who signs in.
fn signed_in(config: &Config, changes: Value, scope: &str) -> Result<Option<Claims>, Error> {
    granted_subject(config, &claims(changes), &Scope::parse(scope).unwrap())
}

#[test]
fn a_sign_in_keeps_no_address_that_the_issuer_calls_unverified() {
    let config = config(vars());
    let changes = json!({ "groups": ["payments"], "email_verified": false });
    let kept = signed_in(&config, changes, "").unwrap().unwrap();
    assert_eq!(kept.text("email"), None);
    // It stays known, for the reason of a later refusal.
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
fn of_the_claims_those_are_kept_that_anything_is_made_of() {
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
fn who_may_nothing_does_not_get_signed_in() {
    let config = config(vars());
    for (groups, scope, expected) in [
        ("payments", "", Ok(true)),
        ("payments", "profile:pay", Ok(true)),
        ("payments", "profile:pay read", Ok(true)),
        ("payments", "profile:dev", Err("access_denied")),
        ("payments", "profile:gone", Err("access_denied")),
        ("others", "", Err("access_denied")),
        // STS is asked while there is a token.
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

/// The session of somebody with these claims, who has signed in and come back with the token.
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
fn a_session_opens_all_that_the_sign_in_was_for() {
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
fn a_list_that_has_more_than_texts_is_kept_for_its_texts() {
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
        opened(&config, &session, "/eu-west-1/app"),
        Ok(("pay".to_owned(), false))
    );
}

#[test]
fn who_has_signed_in_at_identity_center_needs_that_role() {
    let config = config(vars());
    let session = at_portal();
    let obtain = obtain(&config, &session, "/eu-west-1/app");
    let Ok(CredentialSource::IdentityCenter {
        center,
        access,
        profile,
        read_only,
    }) = obtain.source(&config)
    else {
        panic!("no role of the portal");
    };
    assert_eq!(Some(center), config.identity_center.as_ref());
    assert_eq!((profile, read_only), (None, false));
    assert_eq!(session.subject, SessionSubject::Portal(access));
}

#[test]
fn a_profile_narrows_a_session_of_identity_center_by_its_policy() {
    let config = config(vars());
    let with = |profile: Option<&str>, read_only| Session {
        profile: profile.map(str::to_owned),
        read_only,
        ..at_portal()
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
        let (profile, read_only) = opened(&config, &session, address).unwrap();
        assert_eq!((profile.as_str(), read_only), expected, "{address}");
    }
    for (profile, address, code) in [
        ("pay", "/eu-west-1/app", "repository_not_allowed"),
        ("pay", "/dev/eu-west-1/pay-api", "access_denied"),
        ("gone", "/eu-west-1/app", "access_denied"),
    ] {
        let error = opened(&config, &with(Some(profile), false), address).unwrap_err();
        assert_eq!(error.code(), code, "{profile} {address}");
    }
}

#[test]
fn without_identity_center_its_sessions_are_over() {
    let config = config(merged(vars(), json!({ "IDENTITY_CENTER": null })));
    let address = "/eu-west-1/app";
    let said = "no longer configured";
    refused(&config, &at_portal(), address, "access_denied", said);
}

#[test]
fn neither_opens_another_session_and_both_end() {
    let config = config(vars());
    for session in [of(&["developers"]), at_portal()] {
        let authorization = bearer(&sealed(&session));
        let url = format!("{EDGE}/session");
        let with = |method| {
            plan(
                &config,
                &head(method, &url).with("authorization", &authorization),
                now(),
            )
        };
        let refusal: EdgeResponse = answer(with("POST"));
        assert_eq!(refusal.code, Some("unrecognised_credential"));
        assert!(text(&refusal).contains("cannot open another session"));
        match with("DELETE").plan {
            edge_proxy::Plan::EndSession(ended) => assert_eq!(*ended, session),
            _ => panic!("ends no session"),
        }
    }
}

#[test]
fn nothing_secret_of_them_is_logged() {
    let config = config(vars());
    for session in [of(&["developers"]), at_portal()] {
        let planned = asked(&config, &session, "/eu-west-1/app", "git-upload-pack");
        let line = planned.log.to_json();
        for secret in [PORTAL_TOKEN, &sealed(&session)[5..], "alice@"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}

#[test]
fn credentials_of_the_portal_are_kept_for_who_has_the_token() {
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

/// Claims of the kinds that are kept.
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
    fn any_claims_come_out_as_they_went_in(members in kept_claims()) {
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

    #[test]
    fn any_access_to_the_portal_comes_out_as_it_went_in(token in "[!-~]{1,400}", account_id in "[0-9]{12}", role_name: String) {
        let session = session(SessionSubject::Portal(PortalAccess { token: Secret::new(&token), account_id, role_name }));
        let keys = SessionKeys::parse(KEYS).unwrap();
        prop_assert_eq!(SessionToken::open(&keys, EDGE, &sealed(&session), now()), Ok(session));
    }
}

#[test]
fn what_no_decision_is_made_of_is_left_out() {
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
