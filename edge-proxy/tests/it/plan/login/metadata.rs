//! The authorization server metadata (RFC 8414).

use super::edge;
use crate::support::{EDGE, answer, head, header, now};
use edge_proxy::oauth::LoginRoute;
use edge_proxy::plan;
use serde_json::{Value, json};

#[test]
fn escapes_the_issuer_in_the_metadata() {
    let issuer = "https://edge.example.com\",\"token_endpoint\":\"https://evil.example\\";
    let metadata: Value = serde_json::from_str(&edge_proxy::oauth::metadata(issuer)).unwrap();
    assert_eq!(metadata["issuer"], issuer);
    assert_eq!(metadata["token_endpoint"], format!("{issuer}/oauth/token"));
}

#[test]
fn describes_the_endpoints_of_the_edge() {
    for origin in [EDGE, "http://127.0.0.1:8787", "http://[::1]:8787"] {
        let url = format!("{origin}/.well-known/oauth-authorization-server");
        let found = answer(plan(&edge(), &head("GET", &url), now()));
        assert_eq!(found.status, 200);
        assert_eq!(header(&found, "content-type"), Some("application/json"));
        let metadata: Value = serde_json::from_slice(&found.body).unwrap();

        // RFC 8414, 3.3: the issuer is the prefix of the metadata's address.
        assert_eq!(metadata["issuer"], origin);
        for (name, path, method) in [
            ("authorization_endpoint", "/oauth/authorize", "GET"),
            ("token_endpoint", "/oauth/token", "POST"),
            (
                "device_authorization_endpoint",
                "/oauth/device_authorization",
                "POST",
            ),
            ("revocation_endpoint", "/oauth/revoke", "POST"),
            ("service_documentation", "/setup", "GET"),
        ] {
            assert_eq!(metadata[name], format!("{origin}{path}"));
            let route = LoginRoute::parse(method, path, &edge());
            assert!(matches!(route, Ok(Some(_))), "{path}");
        }
        for (name, values) in [
            ("response_types_supported", json!(["code"])),
            ("response_modes_supported", json!(["query"])),
            ("code_challenge_methods_supported", json!(["S256"])),
            ("token_endpoint_auth_methods_supported", json!(["none"])),
            (
                "revocation_endpoint_auth_methods_supported",
                json!(["none"]),
            ),
            ("scopes_supported", json!(["read", "write"])),
            (
                "grant_types_supported",
                json!([
                    "authorization_code",
                    "refresh_token",
                    "urn:ietf:params:oauth:grant-type:device_code"
                ]),
            ),
            (
                "authorization_response_iss_parameter_supported",
                json!(true),
            ),
        ] {
            assert_eq!(metadata[name], values, "{name}");
        }
        assert_eq!(metadata.as_object().unwrap().len(), 14);
    }
}
