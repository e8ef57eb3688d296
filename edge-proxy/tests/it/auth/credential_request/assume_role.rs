//! Which role is assumed for a caller, and with what.

use std::collections::BTreeMap;

use crate::support::{
    ACCESS_KEY_ID, EDGE, ISSUER, NOW, ROLE, SECRET, TOKEN, assume_role, assumed, at, bearer,
    config, discovery, federated, head, merged, now, obtained, token, vouching,
};
use edge_proxy::auth::credential_request::{CredentialRequest, CredentialSource};
use edge_proxy::aws::sts::{AssumeRole, Evidence};
use edge_proxy::session::{
    Session, SessionKeys, SessionSubject, SessionToken, StateSecret, VerifiedIdentity,
};
use edge_proxy::{Config, Plan, plan};
use serde_json::{Value, json};
use signer_wasm::Credentials;

const APP: &str = "/pay/eu-west-1/app";
const SESSION_KEYS: &str = "one:ERERERERERERERERERERERERERERERERERERERERERE=";

fn pay(profile: Value) -> Config {
    with_sessions(federated(
        json!({ "PROFILES": { "pay": merged(json!({ "role_arn": ROLE }), profile) } }),
    ))
}

fn web_token(assume_role: &AssumeRole) -> &str {
    match &assume_role.evidence {
        Evidence::WebIdentity { token } => token,
        Evidence::EdgeKeys { .. } => panic!("by the edge's keys"),
    }
}

type Vouched = (Option<String>, Option<String>, Vec<(String, String)>);

/// The external id, the source identity and the tags.
fn vouched(assume_role: &AssumeRole) -> Vouched {
    match &assume_role.evidence {
        Evidence::EdgeKeys {
            external_id,
            source_identity,
            tags,
            credential: _,
        } => (external_id.clone(), source_identity.clone(), tags.clone()),
        Evidence::WebIdentity { .. } => panic!("by the token"),
    }
}

fn session_request(config: &Config, query: &str, token: &str) -> CredentialRequest {
    let url = format!("{EDGE}/session{query}");
    let authorization = bearer(token);
    obtained(plan(
        config,
        &head("POST", &url).with("authorization", &authorization),
        now(),
    ))
}

/// The refusal of [`CredentialRequest::need`], where STS would not be asked at all.
#[track_caller]
fn refused(obtain: &CredentialRequest, config: &Config) -> edge_proxy::Error {
    match obtain.source(config) {
        Err(error) => error,
        Ok(_) => panic!("was granted"),
    }
}

#[test]
fn a_token_is_exchanged_for_the_profiles_role() {
    let token = token(json!({}));
    let config = pay(json!({ "duration_seconds": 900 }));
    for address in [APP, "/eu-west-1/app"] {
        let assume_role = assume_role(&config, address, &token);
        assert_eq!(assume_role.role.as_str(), ROLE);
        assert_eq!(assume_role.region.as_str(), "eu-west-1");
        assert!(!assume_role.fips);
        assert_eq!(assume_role.session_name, "alice@example.com");
        assert_eq!(assume_role.duration_seconds, 900);
        assert_eq!(web_token(&assume_role), token);
    }
}

#[test]
fn a_token_as_password_is_the_same_as_a_bearer_token() {
    let text = token(json!({}));
    let config = pay(json!({ "access": "read" }));
    let bearer = assume_role(&config, APP, &text);
    for username in ["git", "", "alice@example.com", "ASIAIOSFODNN7EXAMPLE"] {
        let obtain = obtained(discovery(
            &config,
            APP,
            &crate::support::basic(username, &text),
        ));
        assert!(assumed(&obtain, &config) == bearer, "{username}");
    }
}

#[test]
fn nothing_is_verified_here_where_no_provider_is_configured() {
    let text = token(json!({}));
    let without = pay(json!({}));
    let obtain = obtained(discovery(&without, APP, &bearer(&text)));
    assert_eq!(obtain.provider(&without), None);

    let with = config(vouching(json!({})));
    let obtain = obtained(discovery(&with, APP, &bearer(&text)));
    assert_eq!(
        obtain.provider(&with).map(|it| it.name.as_str()),
        Some("company")
    );
    let other = token(json!({ "iss": "https://other.example.com" }));
    let obtain = obtained(discovery(&with, APP, &bearer(&other)));
    assert_eq!(obtain.provider(&with), None);
}

#[test]
fn the_repositorys_region_and_its_cryptography_are_sts_too() {
    let china = config(federated(json!({ "PROFILES": { "pay": {
        "role_arn": "arn:aws-cn:iam::123456789012:role/r",
    } } })));
    let aws = pay(json!({}));
    for (config, address, region, fips) in [
        (&aws, "/pay/us-east-1/app", "us-east-1", false),
        (
            &aws,
            "/git-codecommit.us-east-2.amazonaws.com/v1/repos/app",
            "us-east-2",
            false,
        ),
        (
            &aws,
            "/git-codecommit-fips.us-east-2.amazonaws.com/v1/repos/app",
            "us-east-2",
            true,
        ),
        (&china, "/pay/cn-north-1/app", "cn-north-1", false),
        (
            &china,
            "/git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/app",
            "cn-north-1",
            false,
        ),
    ] {
        let assume_role = assume_role(config, address, &token(json!({})));
        assert_eq!(assume_role.region.as_str(), region, "{address}");
        assert_eq!(assume_role.fips, fips, "{address}");
    }
}

#[test]
fn a_role_of_another_partition_is_refused_before_sts_is_asked() {
    let config = pay(json!({}));
    for address in ["/pay/cn-north-1/app", "/us-gov-west-1/app"] {
        let obtain = obtained(discovery(&config, address, &bearer(&token(json!({})))));
        assert_eq!(refused(&obtain, &config).code(), "region_not_allowed");
    }
}

#[test]
fn what_the_default_profile_does_not_open_is_refused() {
    let config = pay(json!({ "repositories": ["pay-*"], "regions": ["eu-west-1"] }));
    for (address, code) in [
        ("/eu-west-1/app", "repository_not_allowed"),
        ("/us-east-1/pay-api", "region_not_allowed"),
    ] {
        let obtain = obtained(discovery(&config, address, &bearer(&token(json!({})))));
        assert_eq!(refused(&obtain, &config).code(), code);
    }
}

#[test]
fn cloudtrail_names_the_caller_by_email_or_subject() {
    let config = pay(json!({}));
    for (changes, name) in [
        (json!({}), "alice@example.com"),
        (json!({ "email": "Zoë@example.com" }), "Zo-@example.com"),
        (json!({ "email": null }), "user-1"),
        (json!({ "email": 1 }), "user-1"),
        (json!({ "email": ["alice@example.com"] }), "user-1"),
        (json!({ "email": "" }), "user-1"),
        (
            json!({ "email": "alice@example.com", "email_verified": "true" }),
            "alice@example.com",
        ),
        (json!({ "email_verified": false }), "user-1"),
        (json!({ "email_verified": "false" }), "user-1"),
        (
            json!({ "email": null, "sub": "system:serviceaccount:ci:builder" }),
            "system-serviceaccount-ci-builder",
        ),
    ] {
        let text = token(changes);
        assert_eq!(assume_role(&config, APP, &text).session_name, name);
        let edge = crate::support::config(vouching(json!({})));
        assert_eq!(assume_role(&edge, APP, &text).session_name, name);
    }
}

#[test]
fn a_session_policy_opens_the_one_repository_asked_for() {
    let policy =
        |config: &Config, address: &str| assume_role(config, address, &token(json!({}))).policy;
    assert_eq!(
        policy(&pay(json!({})), APP).as_deref(),
        Some(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull","codecommit:GitPush"],"Resource":["arn:aws:codecommit:eu-west-1:123456789012:app"]}]}"#
        )
    );
    assert_eq!(
        policy(&pay(json!({ "access": "read" })), APP).as_deref(),
        Some(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull"],"Resource":["arn:aws:codecommit:eu-west-1:123456789012:app"]}]}"#
        )
    );
    let china = config(federated(json!({ "PROFILES": { "pay": {
        "role_arn": "arn:aws-cn:iam::210987654321:role/r",
    } } })));
    assert!(
        policy(&china, "/cn-north-1/Other.Repo")
            .unwrap()
            .contains(r#"["arn:aws-cn:codecommit:cn-north-1:210987654321:Other.Repo"]"#)
    );
    assert_eq!(policy(&pay(json!({ "session_policy": "none" })), APP), None);
}

#[test]
fn a_sessions_policy_opens_what_its_profile_does() {
    let text = token(json!({}));
    let policy = |config: &Config, query: &str| {
        assumed(&session_request(config, query, &text), config)
            .policy
            .unwrap()
    };
    assert_eq!(
        policy(&pay(json!({})), ""),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull","codecommit:GitPush"],"Resource":["arn:aws:codecommit:*:123456789012:*"]}]}"#
    );
    let narrow = pay(json!({
        "repositories": ["pay-*", "app"], "regions": ["eu-west-1", "us-east-1"],
    }));
    assert_eq!(
        policy(&narrow, "?access=read"),
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull"],"Resource":["arn:aws:codecommit:eu-west-1:123456789012:pay-*","arn:aws:codecommit:eu-west-1:123456789012:app","arn:aws:codecommit:us-east-1:123456789012:pay-*","arn:aws:codecommit:us-east-1:123456789012:app"]}]}"#
    );
    let read = pay(json!({ "access": "read" }));
    assert!(!policy(&read, "?access=write").contains("GitPush"));
}

#[test]
fn a_policy_longer_than_sts_takes_is_the_operators_to_mend() {
    let repositories = |count: usize| -> Vec<String> {
        (0..count)
            .map(|number| format!("repository-number-{number:03}"))
            .collect()
    };
    let text = token(json!({}));
    let few = pay(json!({ "repositories": repositories(20) }));
    assert!(
        assumed(&session_request(&few, "", &text), &few)
            .policy
            .unwrap()
            .len()
            <= 2048
    );

    let many = pay(json!({ "repositories": repositories(40) }));
    let error = refused(&session_request(&many, "", &text), &many);
    assert_eq!((error.status(), error.code()), (500, "misconfigured"));
    let detail = error.detail().unwrap();
    assert!(
        detail.contains("pay") && detail.contains("2048"),
        "{detail}"
    );
    assert!(detail.contains("session_policy"), "{detail}");
    // One repository of theirs is as good as any.
    assert!(
        assume_role(&many, "/eu-west-1/repository-number-007", &text)
            .policy
            .is_some()
    );

    let open = pay(json!({ "repositories": repositories(40), "session_policy": "none" }));
    assert_eq!(
        assumed(&session_request(&open, "", &text), &open).policy,
        None
    );
}

#[test]
fn a_session_is_had_from_a_region_that_the_profile_is_for() {
    let text = token(json!({}));
    let region = |vars: Value| {
        let config = with_sessions(federated(vars));
        assumed(&session_request(&config, "", &text), &config).region
    };
    let listed = json!({ "pay": { "role_arn": ROLE, "regions": ["eu-west-3", "eu-west-1"] } });
    let china = json!({ "pay": { "role_arn": "arn:aws-cn:iam::123456789012:role/r" } });
    assert_eq!(region(json!({ "PROFILES": listed })).as_str(), "eu-west-3");
    assert_eq!(
        region(json!({ "PROFILES": listed, "DEFAULT_REGION": "us-east-2" })).as_str(),
        "eu-west-3"
    );
    assert_eq!(
        region(json!({ "DEFAULT_REGION": "us-east-2" })).as_str(),
        "us-east-2"
    );
    assert_eq!(region(json!({})).as_str(), "us-east-1");
    assert_eq!(
        region(json!({ "PROFILES": china, "DEFAULT_REGION": "us-east-2" })).as_str(),
        "cn-north-1"
    );
}

#[test]
fn the_edge_vouches_with_what_the_profile_takes_from_the_claims() {
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
fn a_source_identity_has_to_be_there_and_fits_stss_grammar() {
    let config = config(vouching(json!({ "source_identity": "upn" })));
    for upn in [json!(null), json!(1), json!(["a"])] {
        let text = token(json!({ "upn": upn }));
        let obtain = obtained(discovery(&config, APP, &bearer(&text)));
        let error = refused(&obtain, &config);
        assert_eq!(error.code(), "access_denied", "{upn}");
        assert!(error.public_message().contains("`upn`"));
    }
    let text = token(json!({ "upn": "DOMAIN\\alice" }));
    let (_, source_identity, _) = vouched(&assume_role(&config, APP, &text));
    assert_eq!(source_identity.as_deref(), Some("DOMAIN-alice"));
}

#[test]
fn the_edge_does_not_vouch_for_an_unverified_address() {
    let unverified = token(json!({ "email_verified": false }));
    let named = config(vouching(json!({ "source_identity": "email" })));
    let obtain = obtained(discovery(&named, APP, &bearer(&unverified)));
    let error = refused(&obtain, &named);
    assert_eq!(error.code(), "access_denied");
    assert!(error.public_message().contains("(email_verified)"));

    let tagged = config(vouching(json!({ "session_tags": { "Mail": "email" } })));
    let (_, _, tags) = vouched(&assume_role(&tagged, APP, &unverified));
    assert_eq!(tags, []);
    let (_, _, tags) = vouched(&assume_role(&tagged, APP, &token(json!({}))));
    assert_eq!(tags.len(), 1);
}

#[test]
fn a_tag_is_never_bent_to_fit() {
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
        let obtain = obtained(discovery(&config, APP, &bearer(&text)));
        match fits {
            true => {
                let (_, _, tags) = vouched(&assumed(&obtain, &config));
                let text = team.as_str().map_or(team.to_string(), str::to_owned);
                assert_eq!(tags, [("Team".to_owned(), text)]);
            }
            false => {
                let error = refused(&obtain, &config);
                assert_eq!(error.code(), "access_denied", "{team}");
                assert!(error.public_message().contains("`team`"));
            }
        }
    }
}

#[test]
fn whom_the_edge_vouches_for_is_kept_for_the_session() {
    let config = config(vouching(
        json!({ "source_identity": "email", "session_tags": { "Team": "team" } }),
    ));
    let text = token(json!({ "team": "pay" }));
    let obtain = obtained(discovery(&config, APP, &bearer(&text)));
    let Ok(CredentialSource::Sts {
        identity, grant, ..
    }) = obtain.source(&config)
    else {
        panic!("needs no role");
    };
    assert_eq!(grant.name, "pay");
    assert_eq!(identity, Some(alice()));

    let web = pay(json!({}));
    let obtain = obtained(discovery(&web, APP, &bearer(&text)));
    assert!(matches!(
        obtain.source(&web),
        Ok(CredentialSource::Sts { identity: None, .. })
    ));
}

fn alice() -> VerifiedIdentity {
    VerifiedIdentity {
        issuer: ISSUER.to_owned(),
        subject: "user-1".to_owned(),
        session_name: "alice@example.com".to_owned(),
        source_identity: Some("alice@example.com".to_owned()),
        tags: vec![("Team".to_owned(), "pay".to_owned())],
    }
}

/// A request of git's with a session.
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
    let keys = SessionKeys::parse(SESSION_KEYS).unwrap();
    let token = SessionToken::seal(&keys, [1; 12], EDGE, &session);
    obtained(discovery(config, address, &bearer(token.as_str())))
}

fn with_sessions(vars: Value) -> Config {
    config(merged(vars, json!({ "SESSION_KEYS": SESSION_KEYS })))
}

fn keys() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), Some(at(NOW + 900))).unwrap()
}

#[test]
fn a_session_of_somebody_verified_is_vouched_for_anew() {
    let config = with_sessions(vouching(json!({ "external_id": "7c2f9a" })));
    for address in [APP, "/eu-west-1/app"] {
        let obtain = in_session(
            &config,
            address,
            Some("pay"),
            true,
            SessionSubject::Identity(alice()),
        );
        let assume_role = assumed(&obtain, &config);
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
fn a_session_opens_no_other_profile_than_its_own() {
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
        let obtain = in_session(
            &config,
            "/admin/eu-west-1/app",
            Some("pay"),
            false,
            subject.clone(),
        );
        assert_eq!(refused(&obtain, &config).code(), "access_denied");
        let obtain = in_session(&config, APP, Some("gone"), false, subject);
        assert_eq!(refused(&obtain, &config).code(), "access_denied");
    }
}

#[test]
fn a_session_whose_profile_takes_tokens_by_now_has_to_be_opened_anew() {
    let config = with_sessions(federated(json!({})));
    let obtain = in_session(
        &config,
        APP,
        Some("pay"),
        false,
        SessionSubject::Identity(alice()),
    );
    assert_eq!(refused(&obtain, &config).code(), "credentials_expired");
}

#[test]
fn a_session_without_its_state_is_of_no_use() {
    let config = with_sessions(vouching(json!({})));
    let reference = SessionSubject::Reference(StateSecret::new(&[5; 32]));
    let obtain = in_session(&config, APP, Some("pay"), false, reference);
    assert_eq!(refused(&obtain, &config).status(), 502);
}

#[test]
fn credentials_in_a_session_are_used_within_its_profile() {
    let config = with_sessions(federated(json!({ "PROFILES": {
        "pay": { "role_arn": ROLE, "repositories": ["pay-*"] },
        "read": { "role_arn": ROLE, "access": "read" },
        "open": { "repositories": ["app"] },
    } })));
    let needed = |address: &str, profile: Option<&str>, read_only: bool| {
        let subject = SessionSubject::Credentials(keys());
        let obtain = in_session(&config, address, profile, read_only, subject);
        match obtain.source(&config) {
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
    // Who brings the credentials needs no role.
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
    // The address is a profile's, as it would be with the keys themselves.
    assert_eq!(needed("/read/eu-west-1/app", None, false), Ok((None, true)));
}

#[test]
fn callers_and_repositories_have_credentials_of_their_own() {
    let config = config(vouching(json!({})));
    let alice = token(json!({}));
    let bob = token(json!({ "sub": "user-2", "email": "bob@example.com" }));
    // One person with two tokens has two as well: the credentials are for whoever has the token.
    let again = token(json!({ "iat": NOW - 30 }));
    let ids: Vec<_> = [
        (&alice, "/pay/eu-west-1/app"),
        (&bob, "/pay/eu-west-1/app"),
        (&again, "/pay/eu-west-1/app"),
        (&alice, "/pay/eu-west-1/other"),
        (&alice, "/pay/eu-central-1/app"),
    ]
    .map(|(token, address)| assume_role(&config, address, token).id())
    .into();
    for (index, id) in ids.iter().enumerate() {
        assert_eq!(ids.iter().position(|it| it == id), Some(index));
    }
    assert_eq!(assume_role(&config, "/eu-west-1/app", &alice).id(), ids[0]);
}

#[test]
fn small_fetches_can_be_sent_again_and_pushes_cannot() {
    let config = pay(json!({}));
    let authorization = bearer(&token(json!({})));
    for (method, request, length, repeatable) in [
        ("GET", "info/refs?service=git-upload-pack", None, true),
        ("GET", "info/refs?service=git-receive-pack", None, false),
        ("POST", "git-upload-pack", Some(65_536), true),
        ("POST", "git-upload-pack", Some(65_537), false),
        ("POST", "git-upload-pack", None, false),
        ("POST", "git-receive-pack", Some(4), false),
    ] {
        let url = format!("{EDGE}{APP}/{request}");
        let content_type = format!("application/x-{request}-request");
        let planned = plan(
            &config,
            &head(method, &url)
                .with("authorization", &authorization)
                .with("content-type", &content_type),
            now(),
        );
        assert!(
            matches!(planned.plan, Plan::NeedCredentials(_)),
            "{request}"
        );
        assert_eq!(
            obtained(planned).is_repeatable(length),
            repeatable,
            "{request} {length:?}"
        );
    }
}
