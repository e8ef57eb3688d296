//! Answers and errors.

use crate::support::header;
use edge_proxy::Error;
use edge_proxy::error::Upstream;
use edge_proxy::http::{Cors, EdgeResponse};
use edge_proxy::jwt::JwtError;
use edge_proxy::oauth::{DeviceAuthorizationResponse, OAuthError, TokenResponse, json_response};
use serde_json::{Value, json};

fn body(answer: &EdgeResponse) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn answers_with_uncacheable_json() {
    let with = |refresh_token| {
        let body = TokenResponse {
            access_token: "cces_a",
            token_type: "Bearer",
            expires_in: 3600,
            refresh_token,
            scope: "write",
        };
        json_response(200, &body, &Cors::NONE)
    };
    let answer = with(Some("ccer_b"));
    assert_eq!((answer.status, answer.code), (200, None));
    for (name, value) in [
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(header(&answer, name), Some(value));
    }
    let all = json!({
        "access_token": "cces_a", "token_type": "Bearer", "expires_in": 3600,
        "refresh_token": "ccer_b", "scope": "write",
    });
    assert_eq!(body(&answer), all);
    assert_eq!(body(&with(None)).get("refresh_token"), None);
}

#[test]
fn answers_a_device_with_its_code_and_interval() {
    let answer = json_response(
        200,
        &DeviceAuthorizationResponse {
            device_code: "cced_a",
            user_code: "WDJB-MJHT",
            verification_uri: "https://edge.example.com/device",
            verification_uri_complete: "https://edge.example.com/device?user_code=WDJB-MJHT",
            expires_in: 600,
            interval: 5,
        },
        &Cors::NONE,
    );
    assert_eq!(
        body(&answer),
        json!({
            "device_code": "cced_a", "user_code": "WDJB-MJHT", "expires_in": 600, "interval": 5,
            "verification_uri": "https://edge.example.com/device",
            "verification_uri_complete": "https://edge.example.com/device?user_code=WDJB-MJHT",
        })
    );
}

#[test]
fn puts_the_error_in_the_body_and_a_header() {
    let error = OAuthError::invalid_grant("Sign in again.");
    let answer = error.response(&Cors::NONE);
    assert_eq!((answer.status, answer.code), (400, Some("invalid_grant")));
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    assert_eq!(
        header(&answer, "x-codecommit-edge-code"),
        Some("invalid_grant")
    );
    assert_eq!(header(&answer, "www-authenticate"), None);
    assert_eq!(
        body(&answer),
        json!({ "error": "invalid_grant", "error_description": "Sign in again." })
    );
}

fn failures() -> Vec<(Error, u16, &'static str)> {
    vec![
        (Error::AccessDenied("Not you.".into()), 400, "access_denied"),
        (
            Error::RepositoryNotAllowed("app".into()),
            400,
            "access_denied",
        ),
        (
            Error::CredentialsExpired("Over.".into()),
            400,
            "invalid_grant",
        ),
        (Error::SignatureRejected("No.".into()), 400, "invalid_grant"),
        (Error::Unauthenticated, 400, "invalid_grant"),
        (Error::BadRequest("no form".into()), 400, "invalid_request"),
        (Error::NotFound("Nothing.".into()), 400, "invalid_request"),
        (
            Error::MethodNotAllowed { allow: "POST" },
            400,
            "invalid_request",
        ),
        (Error::PushTooLarge { limit: 1 }, 400, "invalid_request"),
        (Error::Misconfigured("secret".into()), 500, "server_error"),
        (
            Error::Throttled {
                upstream: Upstream::Sts,
                retry_after: 3,
            },
            503,
            "temporarily_unavailable",
        ),
        (
            Error::UpstreamTimeout(Upstream::IdentityProvider),
            503,
            "temporarily_unavailable",
        ),
        (
            Error::UpstreamUnreachable {
                upstream: Upstream::IdentityCenter,
                detail: "secret".into(),
            },
            503,
            "temporarily_unavailable",
        ),
    ]
}

#[test]
fn maps_every_error_to_an_oauth_error() {
    for (error, status, name) in failures() {
        let refused = OAuthError::from(error.clone());
        assert_eq!((refused.status, refused.error), (status, name), "{error:?}");
        assert_eq!(refused.detail.as_deref(), error.detail());
        assert!(!refused.description.contains("secret"));
        assert!(!String::from_utf8_lossy(&refused.response(&Cors::NONE).body).contains("secret"));
    }
}

/// RFC 6749, 5.2: `%x20-21 / %x23-5B / %x5D-7E`
#[test]
fn descriptions_have_only_characters_that_oauth_allows() {
    let quoting = JwtError::Issuer {
        seen: "https://login.example.com/\"tenant\"\\…".to_owned(),
        expected: "https://login.example.com/ü".to_owned(),
    };
    let hostile = [
        (Error::from(quoting), 400, "invalid_grant"),
        (
            Error::AccessDenied("a\nb\t\u{202e}c".into()),
            400,
            "access_denied",
        ),
    ];
    for (error, ..) in failures().into_iter().chain(hostile) {
        let refused = OAuthError::from(error);
        assert!(
            refused
                .description
                .bytes()
                .all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\'),
            "{}",
            refused.description
        );
        assert!(!refused.description.is_empty());
    }
}
