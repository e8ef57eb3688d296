//! Validating claims against the expected issuer, audience and time.

use super::{ISSUER, claims, jwt, validate, with, without};
use crate::support::{AUDIENCE, NOW, at};
use edge_proxy::jwt::{Expected, JwtError, NotBefore};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn accepts_the_expected_claims() {
    for claims in [
        claims(json!({})),
        claims(json!({ "aud": ["other", AUDIENCE] })),
        claims(json!({ "exp": NOW + 1, "nbf": NOW + 60 })),
        claims(json!({ "exp": NOW as f64 + 1.5, "nbf": NOW as f64 - 0.5 })),
        claims(json!({ "iat": NOW + 10_000 })),
    ] {
        assert_eq!(validate(&claims, NotBefore::Nbf), Ok(()), "{claims}");
    }
}

#[test]
fn rejects_a_token_without_a_required_claim() {
    for name in ["iss", "aud", "exp", "nbf"] {
        let missing = without(claims(json!({})), name);
        let refusal = validate(&missing, NotBefore::Nbf).unwrap_err();
        assert_eq!(refusal, JwtError::MissingClaim(name));
        assert!(refusal.to_string().contains(&format!("`{name}`")));
    }
    assert_eq!(
        validate(&claims(json!({ "aud": [] })), NotBefore::Nbf),
        Err(JwtError::MissingClaim("aud"))
    );
}

#[test]
fn accepts_iat_instead_of_nbf_where_configured() {
    let claims = without(claims(json!({ "iat": NOW - 5 })), "nbf");
    assert_eq!(validate(&claims, NotBefore::Iat), Ok(()));
    assert_eq!(
        validate(&claims, NotBefore::Nbf),
        Err(JwtError::MissingClaim("nbf"))
    );
    assert_eq!(
        validate(&without(claims.clone(), "iat"), NotBefore::Iat),
        Err(JwtError::MissingClaim("iat"))
    );
    for (name, ahead) in [("iat", 61), ("nbf", 3600)] {
        let early = with(claims.clone(), json!({ name: NOW + ahead }));
        assert_eq!(
            validate(&early, NotBefore::Iat),
            Err(JwtError::NotYetValid { seconds: ahead }),
            "{name}"
        );
    }
}

#[test]
fn compares_the_issuer_exactly() {
    for issuer in [
        "https://id.example.com/",
        "https://ID.example.com",
        "http://id.example.com",
        "https://id.example.com.evil.example",
        "",
    ] {
        assert_eq!(
            validate(&claims(json!({ "iss": issuer })), NotBefore::Nbf),
            Err(JwtError::Issuer {
                seen: issuer.to_owned(),
                expected: ISSUER.to_owned(),
            })
        );
    }
}

#[test]
fn names_the_expected_audience_when_it_rejects_another() {
    for (aud, seen) in [
        (json!("sts.amazonaws.com"), "sts.amazonaws.com"),
        (json!(["a", "b"]), "a"),
        (json!("codecommit-edge "), "codecommit-edge "),
        (json!("Codecommit-edge"), "Codecommit-edge"),
    ] {
        let refusal = validate(&claims(json!({ "aud": aud })), NotBefore::Nbf).unwrap_err();
        assert_eq!(
            refusal,
            JwtError::Audience {
                seen: seen.to_owned(),
                expected: Some(AUDIENCE.to_owned()),
            }
        );
        assert!(refusal.to_string().contains(AUDIENCE));
    }
}

#[test]
fn rejects_every_audience_when_none_is_configured() {
    let token = jwt(json!({ "alg": "ES256" }), claims(json!({})), 64);
    let expected = Expected {
        issuer: ISSUER,
        audiences: &[],
        not_before: NotBefore::Nbf,
    };
    assert!(matches!(
        token.claims().validate(&expected, at(NOW)),
        Err(JwtError::Audience { expected: None, .. })
    ));
}

#[test]
fn allows_no_leeway_after_exp() {
    for (exp, seconds) in [
        (json!(NOW), 0),
        (json!(NOW - 90), 90),
        (json!(NOW as f64 + 0.9), 0),
        (json!(0), NOW),
    ] {
        assert_eq!(
            validate(&claims(json!({ "exp": exp })), NotBefore::Nbf),
            Err(JwtError::Expired { seconds })
        );
    }
}

#[test]
fn allows_a_minute_of_leeway_before_nbf() {
    assert_eq!(
        validate(&claims(json!({ "nbf": NOW + 61 })), NotBefore::Nbf),
        Err(JwtError::NotYetValid { seconds: 61 })
    );
}

proptest! {
    #[test]
    fn accepts_a_token_from_nbf_to_exp(nbf in 0_u64..10_000, length in 0_u64..10_000, now in 0_u64..20_000) {
        let (nbf, exp, now) = (NOW + nbf, NOW + nbf + length, NOW + now);
        let token = jwt(json!({ "alg": "ES256" }), claims(json!({ "nbf": nbf, "exp": exp })), 64);
        let audiences = [AUDIENCE.to_owned()];
        let expected = Expected { issuer: ISSUER, audiences: &audiences, not_before: NotBefore::Nbf };
        let verdict = token.claims().validate(&expected, at(now));
        if now >= exp {
            prop_assert_eq!(verdict, Err(JwtError::Expired { seconds: now - exp }));
        } else if now + 60 < nbf {
            prop_assert_eq!(verdict, Err(JwtError::NotYetValid { seconds: nbf - now }));
        } else {
            prop_assert_eq!(verdict, Ok(()));
        }
    }
}
