//! The request to the identity provider.

use super::{edge, request};
use crate::support::{EDGE, config, now, saml_login, saml_provider};
use base64ct::{Base64, Encoding};
use edge_proxy::Config;
use edge_proxy::saml::AuthnRequest;
use serde_json::json;

fn authn_request<'a>(config: &'a Config, id: &'a edge_proxy::saml::RequestId) -> AuthnRequest<'a> {
    AuthnRequest {
        id,
        provider: &config.saml_providers[0],
        origin: EDGE,
        issued_at: now(),
    }
}

#[test]
fn names_the_edge_its_address_and_the_identity_provider() {
    assert_eq!(
        authn_request(&edge(), &request()).document(),
        r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_abababababababababababababababab" Version="2.0" IssueInstant="2026-11-23T06:00:00Z" Destination="https://login.example.com/sso?tenant=1" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" AssertionConsumerServiceURL="https://edge.example.com/saml/acs"><saml:Issuer>urn:amazon:webservices</saml:Issuer></samlp:AuthnRequest>"#
    );
}

#[test]
fn escapes_what_the_operator_configured() {
    let mut vars = saml_login(json!({}));
    vars["SAML_PROVIDERS"]["company"] = saml_provider();
    vars["SAML_PROVIDERS"]["company"]["sso_url"] = "https://login.example.com/?a=\"&b=<".into();
    vars["SAML_PROVIDERS"]["company"]["sp_entity_id"] = "urn:<x>&".into();
    let document = authn_request(&config(vars), &request()).document();
    assert!(document.contains(r#"Destination="https://login.example.com/?a=&quot;&amp;b=&lt;""#));
    assert!(document.contains("<saml:Issuer>urn:&lt;x&gt;&amp;</saml:Issuer>"));
}

#[test]
fn travels_deflated_in_the_query_that_the_address_may_already_have() {
    let config = edge();
    let id = request();
    let request = authn_request(&config, &id);
    let url = request.redirect_url("relayed+");
    let query = url
        .strip_prefix("https://login.example.com/sso?tenant=1&")
        .unwrap();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    assert_eq!(pairs[1], ("RelayState".to_owned(), "relayed+".to_owned()));
    assert_eq!((pairs.len(), pairs[0].0.as_str()), (2, "SAMLRequest"));
    let bytes = Base64::decode_vec(&pairs[0].1).unwrap();
    let inflated = miniz_oxide::inflate::decompress_to_vec(&bytes).unwrap();
    assert_eq!(inflated, request.document().into_bytes());
}

#[test]
fn deflates_requests_that_are_longer_than_a_block() {
    let mut vars = saml_login(json!({}));
    // Longer than any setting can be.
    let mut config = config(vars.take());
    config.saml_providers[0].sp_entity_id = "x".repeat(140_000);
    let id = request();
    let request = authn_request(&config, &id);
    let url = request.redirect_url("r");
    let query = url.split_once('?').unwrap().1;
    let (_, field) = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "SAMLRequest")
        .unwrap();
    let bytes = Base64::decode_vec(&field).unwrap();
    let inflated = miniz_oxide::inflate::decompress_to_vec(&bytes).unwrap();
    assert_eq!(inflated, request.document().into_bytes());
}
