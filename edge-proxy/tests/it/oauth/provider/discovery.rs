//! Endpoints in the discovery document.

use crate::support::{ISSUER, merged};
use edge_proxy::jwt::Discovery;
use serde_json::{Value, json};

fn discovery(changes: Value) -> Discovery {
    let document = merged(
        json!({
            "issuer": ISSUER, "jwks_uri": format!("{ISSUER}/keys"),
            "authorization_endpoint": format!("{ISSUER}/authorize"), "token_endpoint": format!("{ISSUER}/token"),
        }),
        changes,
    );
    Discovery::parse(document.to_string().as_bytes(), ISSUER).unwrap()
}

#[test]
fn uses_only_https_or_loopback_endpoints() {
    let found = discovery(json!({}));
    assert_eq!(
        found.authorization_endpoint(),
        Some("https://login.example.com/authorize")
    );
    assert_eq!(
        found.token_endpoint(),
        Some("https://login.example.com/token")
    );
    let elsewhere = json!({ "token_endpoint": "https://tokens.example.net:8443/t?a=b" });
    assert!(discovery(elsewhere).token_endpoint().is_some());
    for url in [
        json!(null),
        json!(7),
        json!(""),
        json!("/authorize"),
        json!("http://login.example.com/authorize"),
        json!("http://127.0.0.1/authorize"),
        json!("http://localhost/authorize"),
        json!("javascript:alert(1)"),
        json!("https://"),
        json!("https://login.example.com/authorize#fragment"),
        json!("https://user@login.example.com/authorize"),
        json!("https://login.example.com\\@evil.example/"),
        json!("https://login.example.com/a b"),
        json!("https://login.example.com/\n"),
        json!("https://login.example.com/ü"),
        json!("https://login.example.com:port/"),
    ] {
        let found = discovery(json!({ "authorization_endpoint": url, "token_endpoint": url }));
        assert_eq!(found.authorization_endpoint(), None, "{url}");
        assert_eq!(found.token_endpoint(), None, "{url}");
    }
    let on_loopback = json!({
        "issuer": "http://127.0.0.1:9000", "jwks_uri": "http://127.0.0.1:9000/keys",
        "token_endpoint": "http://localhost:9001/token",
    });
    let found =
        Discovery::parse(on_loopback.to_string().as_bytes(), "http://127.0.0.1:9000").unwrap();
    assert_eq!(found.token_endpoint(), Some("http://localhost:9001/token"));
}

#[test]
fn sends_the_secret_in_the_form_only_where_basic_is_not_supported() {
    let (post, basic) = ("client_secret_post", "client_secret_basic");
    for (methods, in_form) in [
        (json!(null), false),
        (json!([]), false),
        (json!([basic]), false),
        (json!([post, basic]), false),
        (json!([post]), true),
        (json!(["private_key_jwt", post]), true),
        (json!(["private_key_jwt"]), false),
        (json!(post), false),
        (json!([7]), false),
    ] {
        let found = discovery(json!({ "token_endpoint_auth_methods_supported": methods }));
        assert_eq!(found.secret_in_form(), in_form, "{methods}");
    }
}

#[test]
fn reads_whether_the_provider_sends_iss_with_each_code() {
    for (value, returns_issuer) in [
        (json!(null), false),
        (json!(false), false),
        (json!("true"), false),
        (json!(1), false),
        (json!(true), true),
    ] {
        let name = "authorization_response_iss_parameter_supported";
        let found = discovery(json!({ name: value }));
        assert_eq!(found.returns_issuer(), returns_issuer, "{value}");
    }
}
