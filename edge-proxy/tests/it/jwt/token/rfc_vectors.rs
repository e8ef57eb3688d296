//! The examples of RFC 7515, RFC 7519 and RFC 8037.

use super::{ED25519_X, ES256_X, ES256_Y, RS256_MODULUS, jwt, rfc_keys};
use crate::support::at;
use base64ct::{Base64UrlUnpadded, Encoding};
use edge_proxy::jwt::{Algorithm, Jwt, JwtError};
use serde_json::{Value, json};

// RFC 7515, appendix A.2 and A.3: one set of claims, signed with RS256 and with ES256.
const RFC_CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

const RS256_HEADER: &str = "eyJhbGciOiJSUzI1NiJ9";

const RS256_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

const ES256_HEADER: &str = "eyJhbGciOiJFUzI1NiJ9";

const ES256_SIGNATURE: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

// RFC 7515, appendix A.1, and RFC 7519, 6.1: the same claims with a MAC, and unsigned.
const HS256: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

const UNSECURED: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";

const ED25519: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

#[test]
fn reads_the_rs256_example_of_rfc_7515_and_selects_its_key() {
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
fn reads_the_es256_example_of_rfc_7515_and_selects_its_key() {
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
fn selects_the_ed25519_key_of_rfc_8037_by_both_algorithm_names() {
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
fn rejects_unsigned_and_symmetrically_signed_tokens() {
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
