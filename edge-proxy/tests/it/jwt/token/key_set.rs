//! Parsing a JWK Set and selecting the key of a token.

use super::{ES256_X, ES256_Y, ec, ed, jwt, key_set, keys_with_ids, rsa, with};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::jwt::{Algorithm, JwtError, KeySet};
use serde_json::json;

#[test]
fn rejects_a_token_whose_algorithm_is_not_its_keys() {
    let set = keys_with_ids();
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
fn selects_a_key_by_its_id() {
    let set = keys_with_ids();
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
fn selects_every_key_with_the_same_id_and_algorithm() {
    let set = key_set(json!([
        with(ec(), json!({ "kid": "a" })),
        with(ed(), json!({ "kid": "a" })),
        with(ec(), json!({ "kid": "a", "x": ES256_Y })),
    ]));
    let jwt = jwt(json!({ "alg": "ES256", "kid": "a" }), json!({}), 64);
    assert_eq!(set.select(&jwt).unwrap().len(), 2);
}

#[test]
fn reports_an_unknown_key_id() {
    let set = keys_with_ids();
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
fn a_token_without_a_key_id_needs_a_single_key_of_its_algorithm() {
    let set = key_set(json!([ec(), with(ec(), json!({ "kid": "other" })), ed()]));
    let es256 = jwt(json!({ "alg": "ES256" }), json!({}), 64);
    assert_eq!(set.select(&es256), Err(JwtError::KeyNotNamed));
    let eddsa = jwt(json!({ "alg": "EdDSA" }), json!({}), 64);
    assert_eq!(set.select(&eddsa).unwrap().len(), 1);
}

#[test]
fn rejects_signatures_of_the_wrong_length() {
    let set = keys_with_ids();
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
fn ignores_keys_that_cannot_verify_a_supported_signature() {
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
fn keeps_keys_that_can_verify() {
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
fn exports_only_the_public_members_of_a_key() {
    let noise = json!({
        "use": "sig", "key_ops": ["verify"], "alg": "RS256", "x5c": ["MIIC"], "x5t": "a\"b", "ext": true,
    });
    // Leading zeros, which keep a DER integer positive, are not part of the number.
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
fn rejects_documents_that_are_not_key_sets() {
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
