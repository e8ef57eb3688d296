//! The validity of a token, apart from its signature.

use crate::support::{
    EDGE, NOW, bearer, compact, config, federated, head, needing_credentials, now, token, vouching,
};
use edge_proxy::auth::credential_request::{CredentialRequest, TokenValidity};
use edge_proxy::{Config, Error, plan};
use serde_json::{Value, json};

/// An edge whose tokens STS verifies, and one that verifies tokens itself.
fn both() -> [Config; 2] {
    [config(federated(json!({}))), config(vouching(json!({})))]
}

fn request(config: &Config, method: &str, request: &str, token: &str) -> CredentialRequest {
    let url = format!("{EDGE}/pay/eu-west-1/app/{request}");
    let content_type = format!("application/x-{request}-request");
    let authorization = bearer(token);
    needing_credentials(plan(
        config,
        &head(method, &url)
            .with("authorization", &authorization)
            .with("content-type", &content_type),
        now(),
    ))
}

fn at_discovery(config: &Config, token: &str) -> Result<TokenValidity, Error> {
    request(config, "GET", "info/refs?service=git-upload-pack", token).token_validity(config, now())
}

fn at_rpc(config: &Config, token: &str) -> Result<TokenValidity, Error> {
    request(config, "POST", "git-upload-pack", token).token_validity(config, now())
}

#[track_caller]
fn refused(validity: Result<TokenValidity, Error>, code: &str, said: &str) {
    let error = validity.unwrap_err();
    assert_eq!(error.code(), code);
    assert!(
        error.public_message().contains(said),
        "{}",
        error.public_message()
    );
}

#[test]
fn accepts_a_token_within_its_lifetime() {
    for config in both() {
        for changes in [
            json!({}),
            json!({ "exp": NOW + 1 }),
            json!({ "nbf": NOW + 60 }),
        ] {
            let text = token(changes);
            assert_eq!(at_discovery(&config, &text), Ok(TokenValidity::Valid));
            assert_eq!(at_rpc(&config, &text), Ok(TokenValidity::Valid));
        }
    }
}

#[test]
fn rejects_an_expired_token_at_discovery() {
    for config in both() {
        for age in [0, 1, 600, 86_400] {
            refused(
                at_discovery(&config, &token(json!({ "exp": NOW - age }))),
                "credentials_expired",
                &format!("{age} seconds ago"),
            );
        }
    }
}

#[test]
fn accepts_a_recently_expired_token_for_the_rest_of_a_git_operation() {
    for config in both() {
        for service in ["git-upload-pack", "git-receive-pack"] {
            for age in [0, 1, 900] {
                let text = token(json!({ "exp": NOW - age }));
                let credential_request = request(&config, "POST", service, &text);
                match credential_request.token_validity(&config, now()) {
                    Ok(TokenValidity::InGracePeriod(error)) => {
                        assert_eq!(error.code(), "credentials_expired");
                    }
                    other => panic!("{service} {age}: {other:?}"),
                }
            }
            let text = token(json!({ "exp": NOW - 901 }));
            let credential_request = request(&config, "POST", service, &text);
            refused(
                credential_request.token_validity(&config, now()),
                "credentials_expired",
                "901 seconds ago",
            );
        }
    }
}

#[test]
fn rejects_an_expired_token_for_a_session() {
    for vars in [federated(json!({})), vouching(json!({}))] {
        let config = config(crate::support::merged(
            vars,
            json!({ "SESSION_KEYS": "one:ERERERERERERERERERERERERERERERERERERERERERE=" }),
        ));
        let url = format!("{EDGE}/session?profile=pay");
        let authorization = bearer(&token(json!({ "exp": NOW - 1 })));
        let credential_request = needing_credentials(plan(
            &config,
            &head("POST", &url).with("authorization", &authorization),
            now(),
        ));
        refused(
            credential_request.token_validity(&config, now()),
            "credentials_expired",
            "1 seconds ago",
        );
    }
}

#[test]
fn rejects_a_token_before_its_time() {
    for config in both() {
        for validity in [
            at_discovery(&config, &token(json!({ "nbf": NOW + 61 }))),
            at_rpc(&config, &token(json!({ "nbf": NOW + 61 }))),
        ] {
            refused(validity, "clock_skewed", "61 seconds");
        }
    }
}

#[test]
fn requires_issuer_subject_audience_and_expiry() {
    let [by_sts, by_edge] = both();
    for (claim, missing) in [
        ("exp", "`exp`"),
        ("sub", "`sub`"),
        ("aud", "`aud`"),
        ("iss", "`iss`"),
    ] {
        let text = token(json!({ claim: null }));
        refused(
            at_discovery(&by_sts, &text),
            "unrecognised_credential",
            missing,
        );
        refused(at_rpc(&by_sts, &text), "unrecognised_credential", missing);
        if claim != "sub" && claim != "aud" {
            assert!(at_discovery(&by_edge, &text).is_err(), "{claim}");
        }
    }
    refused(
        at_discovery(&by_sts, &token(json!({ "aud": [] }))),
        "unrecognised_credential",
        "`aud`",
    );
    // STS does not require `nbf`; the edge does.
    let text = token(json!({ "nbf": null }));
    assert_eq!(at_discovery(&by_sts, &text), Ok(TokenValidity::Valid));
    refused(
        at_discovery(&by_edge, &text),
        "unrecognised_credential",
        "`nbf`",
    );
}

#[test]
fn leaves_the_audience_to_sts_without_a_provider() {
    let [by_sts, by_edge] = both();
    let text = token(json!({ "aud": "another" }));
    assert_eq!(at_discovery(&by_sts, &text), Ok(TokenValidity::Valid));
    refused(
        at_discovery(&by_edge, &text),
        "unrecognised_credential",
        "`another`",
    );
    refused(
        at_rpc(&by_edge, &text),
        "unrecognised_credential",
        "`another`",
    );
}

#[test]
fn rejects_unsigned_and_symmetric_tokens_before_sts() {
    let config = config(federated(json!({})));
    let claims: Value = json!({
        "iss": crate::support::ISSUER, "sub": "user-1", "aud": "a", "exp": NOW + 600, "nbf": NOW,
    });
    for (alg, taken) in [
        ("none", false),
        ("None", false),
        ("NONE", false),
        ("HS256", false),
        ("HS384", false),
        ("HS512", false),
        ("RS256", true),
        ("ES256", true),
        // STS may support algorithms that the edge does not.
        ("PS256", true),
    ] {
        let text = compact(json!({ "alg": alg, "kid": "one" }), claims.clone());
        for validity in [at_discovery(&config, &text), at_rpc(&config, &text)] {
            match taken {
                true => assert_eq!(validity, Ok(TokenValidity::Valid)),
                false => refused(validity, "unrecognised_credential", &format!("`{alg}`")),
            }
        }
    }
    let unsigned = compact(json!({ "alg": "none" }), claims);
    let (unsigned, _) = unsigned.rsplit_once('.').unwrap();
    refused(
        at_discovery(&config, &format!("{unsigned}.")),
        "unrecognised_credential",
        "`none`",
    );
}
