//! JSON Web Tokens: parsing, key selection and claim validation.

mod claims;
mod discovery;
mod expected;
mod key_set;
mod parse;
mod rfc_vectors;

use crate::support::{AUDIENCE, NOW, at};
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::jwt::{Expected, Jwt, JwtError, KeySet, NotBefore};
use serde_json::{Value, json};

const ISSUER: &str = "https://id.example.com";
const RS256_MODULUS: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

const ES256_X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";

const ES256_Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

// RFC 8037, appendix A.2 and A.4. Its payload is text, not claims.
const ED25519_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

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

/// Valid claims, with changes.
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

fn keys_with_ids() -> KeySet {
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
