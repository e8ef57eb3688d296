//! Tokens and the documents that their issuers publish.
//!
//! The input is parsed as a token, a key set and a discovery document; its lines are also a token's
//! header, its claims and a key set.

#![no_main]

use base64ct::{Base64UrlUnpadded, Encoding};
use codecommit_edge_fuzz::{CANARY, now};
use edge_proxy::auth::Credential;
use edge_proxy::jwt::{Algorithm, Discovery, Expected, Jwt, KeySet, NotBefore};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use url::{Host, Url};

fuzz_target!(|text: &str| {
    check_token(text, None);
    let key_set = check_key_set(text);
    for issuer in ["https://login.example.com", "http://127.0.0.1:8080"] {
        check_discovery(text, issuer);
    }

    let mut lines = text.splitn(3, '\n');
    let (header, claims) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let key_set = lines.next().and_then(check_key_set).or(key_set);
    for length in [64, 256] {
        check_token(&compact(header, claims, &vec![7; length]), key_set.as_ref());
    }
    check_names(header, claims);
    check_silence(header, claims);
});

fn check_token(text: &str, key_set: Option<&KeySet>) {
    let jwt = match Jwt::parse(text) {
        Ok(jwt) => jwt,
        Err(error) => return assert!(error.to_string().len() <= 512),
    };
    assert!(text.len() <= 20_000);
    assert_eq!(jwt.text(), text);

    // No two texts parse to the same token, and the signed part is everything but the signature.
    let signature = Base64UrlUnpadded::encode_string(jwt.signature());
    assert_eq!(format!("{}.{signature}", jwt.signing_input()), text);
    let claims = jwt.signing_input().split('.').map(|part| {
        let bytes = Base64UrlUnpadded::decode_vec(part).expect("base64url");
        assert_eq!(Base64UrlUnpadded::encode_string(&bytes), part);
        serde_json::from_slice::<Map<String, Value>>(&bytes).expect("an object")
    });
    let claims = claims.last().unwrap_or_default();
    assert_eq!(
        jwt.claims().issuer(),
        claims.get("iss").and_then(Value::as_str)
    );
    assert_eq!(
        jwt.claims().subject(),
        claims.get("sub").and_then(Value::as_str)
    );

    let audiences = ["codecommit-edge".to_owned(), "sts.amazonaws.com".to_owned()];
    for not_before in [NotBefore::Nbf, NotBefore::Iat] {
        let expected = Expected {
            issuer: "https://login.example.com",
            audiences: &audiences,
            not_before,
        };
        match jwt.claims().validate(&expected, now()) {
            Ok(()) => {
                assert_eq!(claims["iss"], expected.issuer);
                assert!(
                    jwt.claims()
                        .audiences()
                        .any(|seen| audiences.iter().any(|known| known == seen))
                );
                assert!(
                    claims["exp"].as_f64().expect("a number") >= (now().unix_seconds() + 1) as f64
                );
                let start = claims
                    .get("nbf")
                    .or(claims.get("iat"))
                    .and_then(Value::as_f64);
                assert!(start.expect("a number") < (now().unix_seconds() + 61) as f64);
            }
            Err(error) => assert!(error.to_string().len() <= 1024),
        }
    }

    match key_set.map(|key_set| key_set.select(&jwt)) {
        Some(Ok(keys)) => {
            assert!(!keys.is_empty());
            for key in keys {
                assert_eq!(
                    Algorithm::parse(jwt.header().algorithm()),
                    Some(key.algorithm())
                );
                assert!(key.fits(jwt.signature()));
                if let Some(key_id) = jwt.header().key_id() {
                    assert_eq!(key.key_id(), Some(key_id));
                }
            }
        }
        Some(Err(error)) => assert!(error.to_string().len() <= 1024),
        None => {}
    }
}

/// Of two members with the same name, other parsers may take the other one.
fn check_names(header: &str, claims: &str) {
    if Jwt::parse(&compact(header, claims, &[7; 64])).is_err() {
        return;
    }
    let twice = |object: &str| {
        let members: Map<String, Value> = serde_json::from_str(object).expect("an object");
        let name = Value::from(members.keys().next()?.as_str());
        let (_, rest) = object.split_once('{')?;
        Some(format!("{{{name}:1,{rest}"))
    };
    for doubled in [
        twice(header).map(|header| compact(&header, claims, &[7; 64])),
        twice(claims).map(|claims| compact(header, &claims, &[7; 64])),
    ] {
        assert!(doubled.is_none_or(|text| Jwt::parse(&text).is_err()));
    }
}

/// Of a token only `iss`, `aud`, `alg` and `kid` may be quoted.
fn check_silence(header: &str, claims: &str) {
    let Ok(Value::Object(mut members)) = serde_json::from_str(claims) else {
        return;
    };
    for (name, value) in &mut members {
        if !matches!(name.as_str(), "iss" | "aud") && value.is_string() {
            *value = CANARY.into();
        }
    }
    let token = compact(
        header,
        &Value::Object(members).to_string(),
        CANARY.as_bytes(),
    );
    let shown = match Credential::parse(Some(&format!("Bearer {token}")), false) {
        Ok(identity) => format!("{identity:?}"),
        Err(error) => format!("{error:?} {}", error.public_message()),
    };
    assert!(!shown.contains(CANARY), "{shown}");
    let signature = Base64UrlUnpadded::encode_string(CANARY.as_bytes());
    assert!(!shown.contains(&signature), "{shown}");
}

fn check_key_set(text: &str) -> Option<KeySet> {
    let key_set = match KeySet::parse(text.as_bytes()) {
        Ok(key_set) => key_set,
        Err(error) => {
            assert!(error.to_string().len() <= 512);
            return None;
        }
    };
    assert!(key_set.keys().len() <= 100);
    for key in key_set.keys() {
        assert!(key.jwk().len() <= 2048);
        let mut jwk: Map<String, Value> = serde_json::from_str(key.jwk()).expect("an object");
        for name in jwk.keys() {
            assert!(
                ["crv", "e", "kty", "n", "x", "y"].contains(&name.as_str()),
                "{name}"
            );
        }
        // Serialised again, it is the same key.
        jwk.insert("alg".to_owned(), key.algorithm().name().into());
        if let Some(key_id) = key.key_id() {
            jwk.insert("kid".to_owned(), key_id.into());
        }
        let again = json!({ "keys": [jwk] }).to_string();
        let again = KeySet::parse(again.as_bytes()).expect("a key set");
        assert_eq!(again.keys(), std::slice::from_ref(key));
    }
    Some(key_set)
}

/// Keys come only from addresses with a protected connection, also as `fetch` parses them.
fn check_discovery(text: &str, issuer: &str) {
    let discovery = match Discovery::parse(text.as_bytes(), issuer) {
        Ok(discovery) => discovery,
        Err(error) => return assert!(error.to_string().len() <= 512),
    };
    let Ok(seen) = Url::parse(discovery.jwks_uri()) else {
        return;
    };
    assert_eq!((seen.username(), seen.password()), ("", None));
    let is_loopback = match seen.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match seen.scheme() {
        "https" => assert!(seen.host().is_some()),
        "http" => assert!(is_loopback && issuer.starts_with("http://127.0.0.1")),
        scheme => panic!("{scheme}"),
    }
}

fn compact(header: &str, claims: &str, signature: &[u8]) -> String {
    [header.as_bytes(), claims.as_bytes(), signature]
        .map(Base64UrlUnpadded::encode_string)
        .join(".")
}
