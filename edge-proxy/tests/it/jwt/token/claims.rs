//! Reading claims.

use super::{claims, jwt, token};
use crate::support::at;
use edge_proxy::jwt::{Jwt, JwtError};
use serde_json::json;

#[test]
fn rejects_registered_claims_of_the_wrong_type() {
    for wrong in [
        json!({ "iss": 1 }),
        json!({ "iss": null }),
        json!({ "sub": ["a"] }),
        json!({ "aud": 1 }),
        json!({ "aud": ["a", 1] }),
        json!({ "aud": { "a": 1 } }),
        json!({ "exp": "1795413601" }),
        json!({ "exp": -1 }),
        json!({ "exp": -0.5 }),
        json!({ "exp": 1e300 }),
        json!({ "exp": 253_402_300_800_u64 }),
        json!({ "exp": u64::MAX }),
        json!({ "exp": null }),
        json!({ "nbf": true }),
        json!({ "iat": [] }),
    ] {
        assert!(
            matches!(
                Jwt::parse(&token(
                    &json!({ "alg": "ES256" }),
                    &claims(wrong.clone()),
                    64
                )),
                Err(JwtError::Malformed(_))
            ),
            "{wrong}"
        );
    }
}

#[test]
fn reads_claims_by_their_full_names() {
    let token = jwt(
        json!({ "alg": "ES256" }),
        json!({
            "sub": "alice", "a.b": "dotted", "a": { "b": "nested" }, "https://x.example/c": ["d"],
            "aud": ["one", "two"], "iat": 7.9, "nbf": 6,
        }),
        64,
    );
    let claims = token.claims();
    assert_eq!(claims.subject(), Some("alice"));
    assert_eq!(claims.text("a.b"), Some("dotted"));
    assert_eq!(claims.text("a"), None);
    assert_eq!(claims.claim("https://x.example/c"), Some(&json!(["d"])));
    assert_eq!(claims.audiences().collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(claims.issued_at(), Some(at(7)));
    assert_eq!(claims.not_before(), Some(at(6)));
    assert_eq!(claims.expires_at(), None);
}
