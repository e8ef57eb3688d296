use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::environment::{Environment, REGION};
use crate::identity_provider::{IdentityProvider, Mood, ROLE, assume, assume_with, now};
use crate::signing_key::{SigningKey, base64, message};
use crate::sts_call::{Call, element, refused, session};

async fn trusted(key: SigningKey) -> (Environment, IdentityProvider) {
    let (aws, _) = Environment::with_app("empty").await;
    let provider = IdentityProvider::start(key).await;
    provider.register(&aws, json!({})).await;
    (aws, provider)
}

#[tokio::test]
async fn a_token_of_each_algorithm_opens_a_session() {
    for key in [
        SigningKey::rs256(),
        SigningKey::es256(),
        SigningKey::eddsa(),
    ] {
        let (aws, provider) = trusted(key).await;
        let answer = assume(&aws, &provider.token(json!({}))).await;
        let keys = session(&answer);
        assert!(keys.access_key_id.starts_with("ASIA"));
        assert_eq!(keys.access_key_id.len(), 20);
        assert_eq!(keys.session_token.as_ref().unwrap().len(), 350);
        let id = element(&answer, "AssumedRoleId");
        assert!(id.starts_with("AROA") && id.ends_with(":alice@example.com"));
        let arn = "arn:aws:sts::123456789012:assumed-role/deploy/alice@example.com";
        for (name, value) in [
            ("Arn", arn),
            ("Audience", "sts.amazonaws.com"),
            ("Provider", &provider.arn()),
            (
                "SubjectFromWebIdentityToken",
                "repo:octo/app:ref:refs/heads/main",
            ),
        ] {
            assert_eq!(element(&answer, name), value);
        }
        assert!(!answer.text().contains("PackedPolicySize"));
        assert!(answer.text().starts_with(
            "<AssumeRoleWithWebIdentityResponse \
             xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  \
             <AssumeRoleWithWebIdentityResult>"
        ));

        let who = Call::new(&aws, &keys).answer(&aws).await;
        assert_eq!(element(&who, "Arn"), arn);
        assert_eq!(element(&who, "UserId"), id);
        let git = aws
            .discover("app", "git-receive-pack", Some(&keys.basic(REGION, "app")))
            .await;
        assert_eq!(git.status, 200);
    }
}

#[tokio::test]
async fn rejects_forged_tokens() {
    let (aws, provider) = trusted(SigningKey::rs256()).await;
    let good = provider.token(json!({}));
    let claims = provider.claims(json!({}));
    let [header, _, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("{good}")
    };
    let tampered = {
        let other = provider.claims(json!({ "sub": "repo:evil/app" }));
        let changed = base64(other.to_string().as_bytes());
        format!("{header}.{changed}.{signature}")
    };
    let unsigned = message(&json!({ "alg": "none" }), &claims);
    let symmetric = {
        // Signed with public information about the key.
        let header = json!({ "alg": "HS256", "kid": "first" });
        let message = message(&header, &claims);
        let public = provider.key.jwk("first")["n"].as_str().unwrap().to_owned();
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, public.as_bytes());
        let signature = aws_lc_rs::hmac::sign(&key, message.as_bytes());
        format!("{message}.{}", base64(signature.as_ref()))
    };
    let critical = json!({ "alg": "RS256", "kid": "first", "crit": ["x"], "x": 1 });
    for token in [
        tampered,
        format!("{unsigned}."),
        format!("{unsigned}.{signature}"),
        symmetric,
        SigningKey::rs256().token("first", &claims),
        SigningKey::es256().token("first", &claims),
        SigningKey::rs256().token("unknown", &claims),
        provider
            .key
            .token_with(&json!({ "alg": "RS512", "kid": "first" }), &claims),
        provider.key.token_with(&critical, &claims),
        good.trim_end_matches(|c| c != '.').to_owned(),
        good.replace('.', ""),
        STANDARD.encode("opaque"),
    ] {
        let answer = assume(&aws, &token).await;
        refused(&answer, 400, "InvalidIdentityToken");
        assert!(!answer.text().contains(&token));
    }
    assert_eq!(assume(&aws, &good).await.status, 200);
}

#[tokio::test]
async fn a_key_verifies_only_its_own_algorithm_and_use() {
    let (aws, provider) = trusted(SigningKey::rs256()).await;
    for (name, value) in [("alg", "RS512"), ("use", "enc")] {
        let mut key = provider.key.jwk("first");
        key[name] = value.into();
        provider.publish(json!([key]));
        provider.register_alone(&aws).await;
        let answer = assume(&aws, &provider.token(json!({}))).await;
        refused(&answer, 400, "InvalidIdentityToken");
    }
}

#[tokio::test]
async fn checks_every_required_claim() {
    let (aws, provider) = trusted(SigningKey::eddsa()).await;
    for (changes, message) in [
        (json!({ "aud": "other" }), "Incorrect token audience"),
        (json!({ "aud": ["a", "b"] }), "Incorrect token audience"),
        (json!({ "azp": "other" }), "Incorrect token audience"),
        (json!({ "aud": null }), "Missing a required claim: aud"),
        (json!({ "sub": null }), "Missing a required claim: sub"),
        (json!({ "iss": null }), "Missing a required claim: iss"),
        (json!({ "exp": null }), "Missing a required claim: exp"),
        (json!({ "exp": "soon" }), "Missing a required claim: exp"),
        (json!({ "nbf": now() + 900 }), "Token is not valid yet"),
        (json!({ "iat": now() + 900 }), "Token is not valid yet"),
    ] {
        let answer = assume(&aws, &provider.token(changes.clone())).await;
        let said = refused(&answer, 400, "InvalidIdentityToken");
        assert_eq!(said, message, "{changes}");
    }
    for changes in [
        json!({ "aud": ["other", "git"] }),
        json!({ "aud": "other", "azp": "git" }),
        json!({ "nbf": now() }),
        json!({ "exp": now() as f64 + 60.5 }),
    ] {
        let answer = assume(&aws, &provider.token(changes.clone())).await;
        assert_eq!(answer.status, 200, "{changes} {}", answer.text());
    }
}

#[tokio::test]
async fn reports_the_times_of_an_expired_token() {
    let (aws, provider) = trusted(SigningKey::eddsa()).await;
    let end = now() - 1;
    let answer = assume(&aws, &provider.token(json!({ "exp": end }))).await;
    let message = refused(&answer, 400, "ExpiredTokenException");
    let current = message
        .strip_prefix("Token expired: current date/time ")
        .and_then(|it| it.strip_suffix(&format!(" must be before the expiration date/time {end}")))
        .unwrap();
    assert!(current.parse::<u64>().unwrap() > end);

    // By the cloud's clock, not the machine's.
    let token = provider.token(json!({}));
    aws.set(json!({ "clock_offset_seconds": 600 })).await;
    refused(&assume(&aws, &token).await, 400, "ExpiredTokenException");
}

#[tokio::test]
async fn a_provider_is_trusted_by_its_account_until_it_is_deleted() {
    let (aws, provider) = trusted(SigningKey::eddsa()).await;
    let token = provider.token(json!({}));
    let none = format!(
        "No OpenIDConnect provider found in your account for {}",
        provider.issuer()
    );

    let foreign = [("RoleArn", "arn:aws:iam::210987654321:role/deploy")];
    let answer = assume_with(&aws, &token, &foreign).await;
    assert_eq!(refused(&answer, 400, "InvalidIdentityToken"), none);

    assert_eq!(assume(&aws, &token).await.status, 200);
    let path = format!("oidc-providers?url={}", provider.issuer());
    assert_eq!(aws.admin("DELETE", &path, Value::Null).await.0, 200);
    assert_eq!(aws.admin("DELETE", &path, Value::Null).await.0, 404);
    let answer = assume(&aws, &token).await;
    assert_eq!(refused(&answer, 400, "InvalidIdentityToken"), none);
}

#[tokio::test]
async fn reports_an_unreachable_provider_separately() {
    let (aws, provider) = trusted(SigningKey::eddsa()).await;
    let token = provider.token(json!({}));
    for mood in [Mood::Failing, Mood::Silent] {
        provider.be(mood);
        let answer = assume(&aws, &token).await;
        refused(&answer, 400, "IDPCommunicationError");
    }
    provider.be(Mood::Confused);
    refused(&assume(&aws, &token).await, 400, "InvalidIdentityToken");
    provider.be(Mood::Well);
    assert_eq!(assume(&aws, &token).await.status, 200);

    // Local AWS does not speak TLS, so it cannot reach other providers.
    let elsewhere = json!({ "url": "https://idp.example.com", "client_ids": ["git"] });
    assert_eq!(aws.admin("POST", "oidc-providers", elsewhere).await.0, 201);
    let token = provider.token(json!({ "iss": "https://idp.example.com" }));
    refused(&assume(&aws, &token).await, 400, "IDPCommunicationError");
}

#[tokio::test]
async fn caches_keys_and_fetches_them_again_for_a_new_one() {
    let (aws, provider) = trusted(SigningKey::es256()).await;
    let token = provider.token(json!({}));
    let (first, second) = tokio::join!(assume(&aws, &token), assume(&aws, &token));
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(provider.asked_for_keys(), 1);

    let next = SigningKey::eddsa();
    provider.publish(json!([{ "kty": "strange" }, next.jwk("second")]));
    let token = next.token("second", &provider.claims(json!({})));
    assert_eq!(assume(&aws, &token).await.status, 200);
    assert_eq!(provider.asked_for_keys(), 2);

    // The withdrawn key is no longer accepted.
    let old = assume(&aws, &provider.token(json!({}))).await;
    refused(&old, 400, "InvalidIdentityToken");
}

#[tokio::test]
async fn rejects_invalid_parameters() {
    let (aws, provider) = trusted(SigningKey::eddsa()).await;
    let token = provider.token(json!({}));
    let long = "x".repeat(20_001);
    for (name, value) in [
        ("RoleArn", "role"),
        ("RoleArn", "arn:aws:iam::1234:role/deploy"),
        ("RoleArn", "arn:aws:iam::123456789012:user/alice"),
        ("RoleSessionName", "a"),
        ("RoleSessionName", &long[..65]),
        ("RoleSessionName", "with space"),
        ("DurationSeconds", "899"),
        ("DurationSeconds", "43201"),
        ("DurationSeconds", "3601"),
        ("Policy", &long[..2049]),
        ("WebIdentityToken", "eyJ"),
        ("WebIdentityToken", &long),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ),
    ] {
        let answer = assume_with(&aws, &token, &[(name, value)]).await;
        refused(&answer, 400, "ValidationError");
    }
    let longest = [("DurationSeconds", "43200")];
    let trust = json!({ "Statement": {
        "Effect": "Allow",
        "Principal": { "Federated": provider.arn() },
        "Action": "sts:AssumeRoleWithWebIdentity",
    } });
    let role = json!({ "name": "deploy", "trust": trust, "max_session_duration": 43_200 });
    assert_eq!(aws.role(role).await, ROLE);
    let answer = assume_with(&aws, &token, &longest).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn rejects_an_invalid_provider() {
    let aws = Environment::start().await;
    for body in [
        json!({ "url": "http://127.0.0.1:9000" }),
        json!({ "client_ids": ["git"] }),
        json!({ "url": "http://127.0.0.1:9000", "client_ids": [] }),
        json!({ "url": "http://idp.example.com", "client_ids": ["git"] }),
        json!({ "url": "http://192.0.2.1", "client_ids": ["git"] }),
        json!({ "url": "http://127.0.0.1@idp.example.com", "client_ids": ["git"] }),
        json!({ "url": "https://idp.example.com/?a=b", "client_ids": ["git"] }),
        json!({ "url": "ftp://127.0.0.1", "client_ids": ["git"] }),
        json!({ "url": "idp.example.com", "client_ids": ["git"] }),
        json!({ "url": "https://idp.example.com", "client_ids": ["git"], "account": "1" }),
    ] {
        let (status, answer) = aws.admin("POST", "oidc-providers", body.clone()).await;
        assert_eq!(status, 400, "{body} {answer}");
    }
}
