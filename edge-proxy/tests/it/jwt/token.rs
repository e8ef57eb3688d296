//! What a JSON Web Token says, when it is taken, and which key its signature must be of.

use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::jwt::{Algorithm, Discovery, Expected, Jwt, JwtError, KeySet, NotBefore};
use proptest::prelude::*;
use serde_json::{Value, json};
use signer_wasm::Timestamp;

const NOW: u64 = 1_795_413_600;
const ISSUER: &str = "https://id.example.com";
const AUDIENCE: &str = "codecommit-edge";

// RFC 7515, appendix A.2 and A.3: one set of claims, signed with RS256 and with ES256.
const RFC_CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RS256_HEADER: &str = "eyJhbGciOiJSUzI1NiJ9";
const RS256_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const RS256_MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const ES256_HEADER: &str = "eyJhbGciOiJFUzI1NiJ9";
const ES256_SIGNATURE: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const ES256_X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const ES256_Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
// RFC 7515, appendix A.1, and RFC 7519, 6.1: the same claims with a MAC, and with nothing.
const HS256: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const UNSECURED: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
// RFC 8037, appendix A.2 and A.4. Its payload is text, not claims.
const ED25519_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const ED25519: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

#[test]
fn the_rs256_example_of_rfc_7515_is_read_and_finds_its_key() {
    let text = [RS256_HEADER, RFC_CLAIMS, RS256_SIGNATURE].join(".");
    let jwt = Jwt::parse(&text).unwrap();
    assert!(Jwt::is_shaped(&text));
    assert_eq!(jwt.text(), text);
    assert_eq!(jwt.signing_input(), format!("{RS256_HEADER}.{RFC_CLAIMS}"));
    assert_eq!(
        Base64UrlUnpadded::encode_string(jwt.signature()),
        RS256_SIGNATURE
    );
    assert_eq!(jwt.header().algorithm(), "RS256");
    assert_eq!(jwt.header().key_id(), None);

    let claims = jwt.claims();
    assert_eq!(claims.issuer(), Some("joe"));
    assert_eq!(claims.expires_at(), Some(at(1_300_819_380)));
    assert_eq!(
        claims.claim("http://example.com/is_root"),
        Some(&Value::Bool(true))
    );

    let set = rfc_keys();
    let keys = set.select(&jwt).unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].algorithm(), Algorithm::Rs256);
    assert_eq!(
        keys[0].jwk(),
        format!(r#"{{"e":"AQAB","kty":"RSA","n":"{RS256_MODULUS}"}}"#)
    );
}

#[test]
fn the_es256_example_of_rfc_7515_is_read_and_finds_its_key() {
    let text = [ES256_HEADER, RFC_CLAIMS, ES256_SIGNATURE].join(".");
    let jwt = Jwt::parse(&text).unwrap();
    assert_eq!(jwt.signature().len(), 64);

    let set = rfc_keys();
    let keys = set.select(&jwt).unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].algorithm(), Algorithm::Es256);
    assert_eq!(
        keys[0].jwk(),
        format!(r#"{{"crv":"P-256","kty":"EC","x":"{ES256_X}","y":"{ES256_Y}"}}"#)
    );
}

#[test]
fn the_ed25519_key_of_rfc_8037_is_found_under_both_names_of_the_algorithm() {
    let set = rfc_keys();
    for name in ["EdDSA", "Ed25519"] {
        let jwt = jwt(json!({ "alg": name }), json!({}), 64);
        let keys = set.select(&jwt).unwrap();
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].algorithm(), Algorithm::EdDsa);
        assert_eq!(
            keys[0].jwk(),
            format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{ED25519_X}"}}"#)
        );
    }
    assert!(
        matches!(Jwt::parse(ED25519), Err(JwtError::Malformed(said)) if said.contains("claims"))
    );
}

#[test]
fn unsigned_tokens_and_those_with_a_mac_are_refused_whatever_the_keys() {
    for (text, alg) in [(HS256, "HS256"), (UNSECURED, "none")] {
        assert!(Jwt::is_shaped(text), "{text}");
        let jwt = Jwt::parse(text).unwrap();
        let refusal = rfc_keys().select(&jwt).unwrap_err();
        assert_eq!(
            refusal,
            JwtError::Algorithm {
                seen: alg.to_owned()
            }
        );
        assert!(refusal.to_string().contains(alg));
    }
    for alg in ["None", "rs256", "RS384", "PS256", "ES384", "ES256K", ""] {
        let jwt = jwt(json!({ "alg": alg, "kid": "ed" }), json!({}), 64);
        assert!(
            matches!(rfc_keys().select(&jwt), Err(JwtError::Algorithm { .. })),
            "{alg}"
        );
    }
}

#[test]
fn a_key_is_of_one_algorithm_whatever_the_token_says() {
    let set = named_keys();
    for (kid, alg, length) in [
        ("rsa", "ES256", 64),
        ("rsa", "EdDSA", 64),
        ("ec", "RS256", 256),
        ("ec", "EdDSA", 64),
        ("ed", "ES256", 64),
    ] {
        let jwt = jwt(json!({ "alg": alg, "kid": kid }), json!({}), length);
        assert_eq!(
            set.select(&jwt),
            Err(JwtError::KeyAlgorithm {
                kid: kid.to_owned(),
                seen: Algorithm::parse(alg).unwrap(),
            })
        );
    }
}

#[test]
fn a_key_is_found_by_its_name() {
    let set = named_keys();
    for (kid, alg, length) in [
        ("rsa", "RS256", 256),
        ("ec", "ES256", 64),
        ("ed", "EdDSA", 64),
    ] {
        let jwt = jwt(json!({ "alg": alg, "kid": kid }), json!({}), length);
        let keys = set.select(&jwt).unwrap();
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].key_id(), Some(kid));
        assert_eq!(keys[0].algorithm().name(), alg);
    }
}

#[test]
fn two_keys_of_one_name_are_both_tried() {
    let set = key_set(json!([
        with(ec(), json!({ "kid": "a" })),
        with(ed(), json!({ "kid": "a" })),
        with(ec(), json!({ "kid": "a", "x": ES256_Y })),
    ]));
    let jwt = jwt(json!({ "alg": "ES256", "kid": "a" }), json!({}), 64);
    assert_eq!(set.select(&jwt).unwrap().len(), 2);
}

#[test]
fn an_unknown_name_may_be_in_a_newer_set() {
    let set = named_keys();
    let named = jwt(json!({ "alg": "ES256", "kid": "new" }), json!({}), 64);
    assert_eq!(
        set.select(&named),
        Err(JwtError::UnknownKey {
            kid: Some("new".to_owned())
        })
    );

    let unnamed = jwt(json!({ "alg": "ES256" }), json!({}), 64);
    assert_eq!(
        key_set(json!([ed()])).select(&unnamed),
        Err(JwtError::UnknownKey { kid: None })
    );
}

#[test]
fn a_token_without_a_key_name_needs_the_one_key_of_its_algorithm() {
    let set = key_set(json!([ec(), with(ec(), json!({ "kid": "other" })), ed()]));
    let es256 = jwt(json!({ "alg": "ES256" }), json!({}), 64);
    assert_eq!(set.select(&es256), Err(JwtError::KeyNotNamed));
    let eddsa = jwt(json!({ "alg": "EdDSA" }), json!({}), 64);
    assert_eq!(set.select(&eddsa).unwrap().len(), 1);
}

#[test]
fn a_signature_of_the_wrong_length_is_not_worth_verifying() {
    let set = named_keys();
    for (kid, alg, right) in [
        ("rsa", "RS256", 256),
        ("ec", "ES256", 64),
        ("ed", "EdDSA", 64),
    ] {
        for length in [0, right - 1, right + 1, 2 * right] {
            let jwt = jwt(json!({ "alg": alg, "kid": kid }), json!({}), length);
            assert_eq!(
                set.select(&jwt),
                Err(JwtError::SignatureInvalid),
                "{kid} {length}"
            );
        }
    }
}

#[test]
fn keys_that_are_for_something_else_are_left_out() {
    let short = Base64UrlUnpadded::encode_string(&[0xff; 255]);
    let almost = Base64UrlUnpadded::encode_string(&[[0x7f].as_slice(), &[0xff; 255]].concat());
    let huge = Base64UrlUnpadded::encode_string(&[0xff; 1025]);
    for key in [
        with(ec(), json!({ "use": "enc" })),
        with(ec(), json!({ "use": 1 })),
        with(ec(), json!({ "key_ops": ["sign"] })),
        with(ec(), json!({ "key_ops": "verify" })),
        with(ec(), json!({ "alg": "ES384" })),
        with(ec(), json!({ "alg": "RS256" })),
        with(ec(), json!({ "alg": 7 })),
        with(ec(), json!({ "kid": 7 })),
        with(ec(), json!({ "crv": "P-384" })),
        with(ec(), json!({ "crv": "secp256k1" })),
        with(ec(), json!({ "kty": "OKP" })),
        with(ec(), json!({ "kty": "ec" })),
        with(
            ec(),
            json!({ "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI" }),
        ),
        with(ec(), json!({ "x": &ES256_X[..42] })),
        with(ec(), json!({ "x": format!("{ES256_X}=") })),
        with(
            ec(),
            json!({ "y": Base64UrlUnpadded::encode_string(&[1; 33]) }),
        ),
        with(ec(), json!({ "y": null })),
        with(ed(), json!({ "crv": "X25519" })),
        with(
            ed(),
            json!({ "x": Base64UrlUnpadded::encode_string(&[1; 31]) }),
        ),
        with(ed(), json!({ "alg": "ES256" })),
        with(rsa(), json!({ "alg": "RS512" })),
        with(rsa(), json!({ "alg": "PS256" })),
        with(rsa(), json!({ "alg": "RSA-OAEP" })),
        with(rsa(), json!({ "n": short })),
        with(rsa(), json!({ "n": almost })),
        with(rsa(), json!({ "n": huge })),
        with(rsa(), json!({ "n": "" })),
        with(rsa(), json!({ "e": "" })),
        with(rsa(), json!({ "e": "AQ" })),
        with(rsa(), json!({ "e": "AQAA" })),
        with(rsa(), json!({ "e": "AQAAAQ" })),
        with(rsa(), json!({ "p": "AQAB" })),
        json!({ "kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow" }),
        json!({}),
        json!("key"),
        json!(null),
    ] {
        assert_eq!(key_set(json!([key])).keys(), &[], "{key}");
    }
}

#[test]
fn keys_that_the_runtime_verifies_with_are_kept() {
    let long = Base64UrlUnpadded::encode_string(&[0xff; 1024]);
    for key in [
        with(rsa(), json!({ "e": "Aw" })),
        with(rsa(), json!({ "n": long })),
        with(rsa(), json!({ "alg": "RS256", "use": "sig" })),
        with(ec(), json!({ "key_ops": ["sign", "verify"] })),
        with(ed(), json!({ "alg": "Ed25519" })),
    ] {
        assert_eq!(key_set(json!([key])).keys().len(), 1, "{key}");
    }
}

#[test]
fn a_key_shows_its_public_members_alone() {
    let noise = json!({
        "use": "sig", "key_ops": ["verify"], "alg": "RS256", "x5c": ["MIIC"], "x5t": "a\"b", "ext": true,
    });
    // The zero in front of a number that would else look negative is no part of it.
    let padded = Base64UrlUnpadded::encode_string(&[[0, 0].as_slice(), &[0xff; 256]].concat());
    let clean = Base64UrlUnpadded::encode_string(&[0xff; 256]);
    let set = key_set(json!([with(
        rsa(),
        with(noise, json!({ "n": padded, "e": "AAEAAQ" }))
    )]));
    assert_eq!(
        set.keys()[0].jwk(),
        format!(r#"{{"e":"AQAB","kty":"RSA","n":"{clean}"}}"#)
    );
    assert!(set.keys()[0].fits(&[0; 256]));
    assert!(!set.keys()[0].fits(&[0; 258]));
}

#[test]
fn a_document_that_is_no_key_set_is_refused() {
    let key = ec();
    let many = |count: usize| json!({ "keys": vec![&key; count] }).to_string();
    assert_eq!(
        KeySet::parse(many(100).as_bytes()).unwrap().keys().len(),
        100
    );
    assert!(KeySet::parse(b"{\"keys\":[]}").unwrap().keys().is_empty());
    for document in [
        "",
        "<html>",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[]} {}",
        &many(101),
        &format!("{{\"keys\":[]}}{}", " ".repeat(KeySet::MAX_BYTES)),
    ] {
        assert!(matches!(
            KeySet::parse(document.as_bytes()),
            Err(JwtError::KeySet(_))
        ));
    }
}

#[test]
fn a_token_that_says_what_is_expected_is_taken() {
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
fn every_claim_is_required() {
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
fn an_issuer_may_do_without_nbf_where_it_is_so_configured() {
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
fn an_issuer_is_compared_exactly() {
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
fn a_token_for_another_audience_is_told_which_would_do() {
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
fn where_no_audience_is_expected_none_is_taken() {
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
fn an_end_has_no_leeway() {
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
fn a_start_has_a_leeway_of_a_minute() {
    assert_eq!(
        validate(&claims(json!({ "nbf": NOW + 61 })), NotBefore::Nbf),
        Err(JwtError::NotYetValid { seconds: 61 })
    );
}

#[test]
fn claims_are_of_their_types() {
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
fn claims_are_read_by_their_whole_names() {
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

#[test]
fn a_name_that_comes_twice_is_refused() {
    let es256 = r#"{"alg":"ES256"}"#;
    for (header, claims) in [
        (es256, r#"{"iss":"a","iss":"b"}"#),
        (es256, r#"{"exp":1,"sub":"x","exp":2}"#),
        (es256, r#"{"iss":"a","\u0069ss":"b"}"#),
        (r#"{"alg":"none","alg":"ES256"}"#, "{}"),
        (r#"{"alg":"ES256","kid":"a","kid":"b"}"#, "{}"),
    ] {
        assert!(
            matches!(
                Jwt::parse(&raw(header, claims, 64)),
                Err(JwtError::Malformed(_))
            ),
            "{header} {claims}"
        );
    }
}

#[test]
fn headers_that_need_more_than_this_edge_knows_are_refused() {
    for header in [
        r#"{"alg":"ES256","crit":["exp"]}"#,
        r#"{"alg":"ES256","crit":[]}"#,
        r#"{"alg":"ES256","b64":true}"#,
        r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#,
        r#"{"kid":"a"}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["ES256"]}"#,
        r#"{"alg":"ES256","kid":1}"#,
        r#""ES256""#,
        r#"{"alg":"ES256"} {}"#,
    ] {
        assert!(
            matches!(
                Jwt::parse(&raw(header, "{}", 64)),
                Err(JwtError::Malformed(_))
            ),
            "{header}"
        );
    }
}

#[test]
fn the_spelling_is_strict() {
    let good = raw(r#"{"alg":"ES256"}"#, r#"{"a":1}"#, 64);
    assert!(Jwt::parse(&good).is_ok());
    let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    for bad in [
        format!("{header}.{claims}"),
        format!("{good}.{signature}"),
        format!("{good}="),
        format!("{good} "),
        format!(" {good}"),
        format!("{header}.{claims}==.{signature}"),
        format!("{header}..{signature}"),
        format!(".{claims}.{signature}"),
        format!("{header}.{claims}.{}+", &signature[1..]),
        format!("{header}.{claims}.{}/", &signature[1..]),
        format!("{header}.{claims}.{signature}é"),
        // The last character has bits that no byte holds: the same bytes have one spelling.
        format!("{header}.{claims}.{}B", &signature[..85]),
        String::new(),
        "..".to_owned(),
    ] {
        assert!(
            matches!(Jwt::parse(&bad), Err(JwtError::Malformed(_))),
            "{bad}"
        );
    }
}

#[test]
fn a_token_has_at_most_the_length_that_sts_takes() {
    let of_length = |length: usize| {
        let short = raw(r#"{"alg":"RS256"}"#, "{}", 0);
        // Signatures of three bytes more are four characters longer.
        let text = raw(r#"{"alg":"RS256"}"#, "{}", (length - short.len()) * 3 / 4);
        assert_eq!(text.len(), length);
        Jwt::parse(&text)
    };
    assert!(of_length(20_000).is_ok());
    assert!(matches!(of_length(20_001), Err(JwtError::Malformed(said)) if said.contains("20,000")));
}

#[test]
fn only_what_looks_like_a_token_is_called_one() {
    for text in [
        "",
        "eyJ",
        "eyJhbGciOiJub25lIn0.e30",
        "eyJhbGciOiJub25lIn0..",
        "eyJhbGciOiJub25lIn0.e30.a.b",
        "eyJhbGciOiJub25lIn0.e30.a=",
        "eyJhbGciOiJub25lIn0.e 0.a",
        "EyJhbGciOiJub25lIn0.e30.a",
        "cces_eyJhbGciOiJub25lIn0.e30.a",
        "20261123T060000Z0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ] {
        assert!(!Jwt::is_shaped(text), "{text}");
    }
    assert!(Jwt::is_shaped("eyJhbGciOiJub25lIn0.e30."));
}

#[test]
fn a_token_is_equal_to_itself_alone_and_prints_without_its_secrets() {
    let token = |sub: &str| {
        jwt(
            json!({ "alg": "ES256", "kid": "key-1" }),
            claims(json!({ "sub": sub })),
            64,
        )
    };
    assert_eq!(token("alice@example.com"), token("alice@example.com"));
    assert_ne!(token("alice@example.com"), token("bob@example.com"));

    let jwt = token("alice@example.com");
    let printed = format!("{jwt:?} {:?} {jwt:#?}", jwt.claims());
    for shown in ["ES256", "key-1", ISSUER] {
        assert!(printed.contains(shown), "{printed}");
    }
    for part in jwt.text().split('.').chain(["alice"]) {
        assert!(!printed.contains(part), "{printed}");
    }
}

#[test]
fn what_a_refusal_quotes_is_short_and_harmless() {
    let hostile = format!("\u{1b}[31m\r\nSet-Cookie: a\u{202e}{}", "x".repeat(5000));
    let validated = |wrong: Value| validate(&claims(wrong), NotBefore::Nbf).unwrap_err();
    let selected = |header: Value| {
        let token = jwt(header, json!({}), 64);
        named_keys().select(&token).unwrap_err()
    };
    for refusal in [
        validated(json!({ "iss": hostile })),
        validated(json!({ "aud": hostile })),
        selected(json!({ "alg": hostile })),
        selected(json!({ "alg": "ES256", "kid": hostile })),
    ] {
        let text = refusal.to_string();
        assert!(text.contains("[31m??Set-Cookie: a?xxx"), "{text}");
        assert!(text.len() < 300, "{text}");
        assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'));
    }
}

#[test]
fn a_discovery_document_leads_to_the_keys() {
    for (issuer, jwks_uri) in [
        (ISSUER, "https://id.example.com/jwks"),
        (ISSUER, "https://keys.example.net:8443/a?b=c"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/jwks"),
        ("http://localhost:9000", "http://localhost:9000/jwks"),
        ("http://[::1]:9000/a", "http://[::1]:9000/jwks"),
        ("http://[::1]", "http://[::1]/jwks"),
        ("http://localhost:9000", "https://id.example.com/jwks"),
    ] {
        let document = json!({ "issuer": issuer, "jwks_uri": jwks_uri, "more": [1] }).to_string();
        let discovery = Discovery::parse(document.as_bytes(), issuer).unwrap();
        assert_eq!(discovery.jwks_uri(), jwks_uri);
    }
}

#[test]
fn a_discovery_document_of_another_issuer_is_refused() {
    let document =
        json!({ "issuer": format!("{ISSUER}/"), "jwks_uri": "https://id.example.com/jwks" });
    let refusal = Discovery::parse(document.to_string().as_bytes(), ISSUER).unwrap_err();
    assert!(matches!(refusal, JwtError::Discovery(_)));
    assert!(refusal.to_string().contains("`issuer`"));
}

#[test]
fn keys_are_fetched_from_no_address_that_others_can_change() {
    for (issuer, jwks_uri) in [
        (ISSUER, "http://id.example.com/jwks"),
        (ISSUER, "http://127.0.0.1/jwks"),
        (ISSUER, "ftp://id.example.com/jwks"),
        (ISSUER, "/jwks"),
        (ISSUER, ""),
        (ISSUER, "https:///jwks"),
        (ISSUER, "https://id.example.com:x/jwks"),
        (ISSUER, "https://id.example.com@evil.example/jwks"),
        (ISSUER, "https://id.example.com\\@evil.example/jwks"),
        (ISSUER, "https://id.example.com/jwks\r\nHost: evil"),
        ("http://localhost:9000", "http://id.example.com/jwks"),
        (
            "http://localhost:9000",
            "http://localhost.evil.example/jwks",
        ),
        (
            "http://localhost:9000",
            "http://localhost@evil.example/jwks",
        ),
        ("http://id.example.com", "http://localhost:9000/jwks"),
    ] {
        let document = json!({ "issuer": issuer, "jwks_uri": jwks_uri }).to_string();
        assert!(
            matches!(
                Discovery::parse(document.as_bytes(), issuer),
                Err(JwtError::Discovery(_))
            ),
            "{issuer} {jwks_uri}"
        );
    }
    for document in [
        "".to_owned(),
        "[]".to_owned(),
        json!({ "issuer": ISSUER }).to_string(),
        json!({ "issuer": ISSUER, "jwks_uri": 1 }).to_string(),
        format!(
            "{}{}",
            json!({ "issuer": ISSUER, "jwks_uri": "https://id.example.com/jwks" }),
            " ".repeat(Discovery::MAX_BYTES)
        ),
    ] {
        assert!(Discovery::parse(document.as_bytes(), ISSUER).is_err());
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        let _ = Jwt::parse(&text);
        let _ = Jwt::is_shaped(&text);
        let _ = KeySet::parse(text.as_bytes());
        let _ = Discovery::parse(text.as_bytes(), &text);
    }

    #[test]
    fn what_is_read_is_also_shaped_like_a_token(header in "\\{\"[a-z]{1,4}\":\"[A-Za-z0-9]{0,6}\"\\}", claims in "\\{(\"[a-z]{1,3}\":[0-9]{1,4})?\\}", length in 0_usize..80) {
        let text = raw(&header, &claims, length);
        prop_assert!(Jwt::is_shaped(&text));
        prop_assert_eq!(Jwt::parse(&text).is_ok(), header.starts_with("{\"alg\""));
    }

    #[test]
    fn one_changed_character_is_another_token_or_none(at in 0_usize..1000, to in "[A-Za-z0-9_.=-]") {
        let good = token(&json!({ "alg": "ES256" }), &claims(json!({})), 64);
        let at = at % good.len();
        let mut changed = good.clone();
        changed.replace_range(at..=at, &to);
        if let Ok(read) = Jwt::parse(&changed) {
            let original = Jwt::parse(&good).unwrap();
            prop_assert_eq!(read == original, changed == good);
            // What the signature is of, or the signature itself, is another one.
            let same = read.signing_input() == original.signing_input() && read.signature() == original.signature();
            prop_assert_eq!(same, changed == good);
        }
    }

    #[test]
    fn a_token_is_valid_from_its_start_to_its_end(nbf in 0_u64..10_000, length in 0_u64..10_000, now in 0_u64..20_000) {
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

#[test]
fn a_header_or_claims_that_are_no_object_are_refused() {
    let object = r#"{"alg":"RS256"}"#;
    assert!(Jwt::parse(&raw(object, object, 256)).is_ok());
    for value in ["true", "1", "-1", "1.5", "\"text\"", "null", "[]"] {
        for (header, claims) in [(value, object), (object, value)] {
            assert!(
                matches!(
                    Jwt::parse(&raw(header, claims, 256)),
                    Err(JwtError::Malformed(_))
                ),
                "{header} {claims}"
            );
        }
    }
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds).unwrap()
}

fn raw(header: &str, claims: &str, signature_length: usize) -> String {
    [
        header.as_bytes(),
        claims.as_bytes(),
        &vec![0; signature_length],
    ]
    .map(Base64UrlUnpadded::encode_string)
    .join(".")
}

fn token(header: &Value, claims: &Value, signature_length: usize) -> String {
    raw(&header.to_string(), &claims.to_string(), signature_length)
}

#[track_caller]
fn jwt(header: Value, claims: Value, signature_length: usize) -> Jwt {
    Jwt::parse(&token(&header, &claims, signature_length)).unwrap()
}

/// Claims that are taken, but for those that are given.
fn claims(others: Value) -> Value {
    with(
        json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "nbf": NOW - 5, "exp": NOW + 300 }),
        others,
    )
}

fn validate(claims: &Value, not_before: NotBefore) -> Result<(), JwtError> {
    let audiences = ["first".to_owned(), AUDIENCE.to_owned()];
    let expected = Expected {
        issuer: ISSUER,
        audiences: &audiences[1..],
        not_before,
    };
    jwt(json!({ "alg": "ES256" }), claims.clone(), 64)
        .claims()
        .validate(&expected, at(NOW))
}

fn with(mut object: Value, others: Value) -> Value {
    for (name, value) in others.as_object().unwrap() {
        object[name] = value.clone();
    }
    object
}

fn without(mut object: Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name).unwrap();
    object
}

fn rsa() -> Value {
    json!({ "kty": "RSA", "n": RS256_MODULUS, "e": "AQAB" })
}

fn ec() -> Value {
    json!({ "kty": "EC", "crv": "P-256", "x": ES256_X, "y": ES256_Y })
}

fn ed() -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "x": ED25519_X })
}

fn rfc_keys() -> KeySet {
    key_set(json!([rsa(), ec(), ed()]))
}

fn named_keys() -> KeySet {
    key_set(json!([
        with(rsa(), json!({ "kid": "rsa" })),
        with(ec(), json!({ "kid": "ec" })),
        with(ed(), json!({ "kid": "ed" })),
    ]))
}

#[track_caller]
fn key_set(keys: Value) -> KeySet {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}
