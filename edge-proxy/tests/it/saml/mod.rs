//! The edge as a SAML service provider.

mod authn_request;
mod metadata;
mod reader;
mod response;
mod roles;

use crate::support::{EDGE, NOW, ROLE, SAML_ISSUER, SAML_PROVIDER, at, config, saml_login};
use base64ct::{Base64, Encoding};
use edge_proxy::saml::{EncodedResponse, Expected, RequestId, SamlResponse};
use edge_proxy::{Config, Error};
use serde_json::json;

const ACS: &str = "https://edge.example.com/saml/acs";

/// The message for a malformed document.
const UNREADABLE: &str = "is not a SAML response that this edge can read";

fn request() -> RequestId {
    RequestId::new([0xab; 16])
}

fn edge() -> Config {
    config(saml_login(json!({})))
}

/// `2026-11-23T06:00:00Z`, and seconds later.
fn instant(later: i64) -> String {
    let compact = at(NOW.checked_add_signed(later).unwrap()).to_string();
    let digits = |from: usize, to: usize| &compact[from..to];
    format!(
        "{}-{}-{}T{}:{}:{}Z",
        digits(0, 4),
        digits(4, 6),
        digits(6, 8),
        digits(9, 11),
        digits(11, 13),
        digits(13, 15)
    )
}

/// A response as identity providers send it.
fn document() -> String {
    let id = request().text();
    let (since, until) = (instant(-5), instant(300));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" IssueInstant="{since}" Destination="{ACS}" InResponseTo="{id}">
  <saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{SAML_ISSUER}</saml:Issuer>
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
  <Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0" IssueInstant="{since}">
    <Issuer>{SAML_ISSUER}</Issuer>
    <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>
    <Subject>
      <NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">alice</NameID>
      <SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData InResponseTo="{id}" NotOnOrAfter="{until}" Recipient="{ACS}"/></SubjectConfirmation>
    </Subject>
    <Conditions NotBefore="{since}" NotOnOrAfter="{until}"><AudienceRestriction><Audience>urn:amazon:webservices</Audience></AudienceRestriction></Conditions>
    <AuthnStatement AuthnInstant="{since}" SessionNotOnOrAfter="{until}"><AuthnContext/></AuthnStatement>
    <AttributeStatement>
      <Attribute Name="https://aws.amazon.com/SAML/Attributes/Role"><AttributeValue>{ROLE},{SAML_PROVIDER}</AttributeValue></Attribute>
      <Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><AttributeValue>alice@example.com</AttributeValue></Attribute>
    </AttributeStatement>
  </Assertion>
</samlp:Response>
"#
    )
}

/// The document with one text replaced, which must be there.
#[track_caller]
fn with(from: &str, to: &str) -> String {
    let document = document();
    assert!(document.contains(from), "{from}");
    document.replacen(from, to, 1)
}

fn parsed(document: &str) -> Result<SamlResponse, Error> {
    SamlResponse::parse(document)
}

/// Asserts that a document is rejected when it is read.
#[track_caller]
fn assert_unread(document: &str, said: &str) {
    let error = parsed(document).unwrap_err();
    assert_eq!(error.code(), "assertion_rejected");
    let message = error.public_message();
    assert!(message.contains(said), "{message}");
}

/// The outcome of the check at a time.
fn checked_at(document: &str, later: i64) -> Result<(), Error> {
    let config = edge();
    let expected = Expected {
        origin: EDGE,
        request: &request(),
        provider: &config.saml_providers[0],
    };
    let now = at(NOW.checked_add_signed(later).unwrap());
    parsed(document).unwrap().check(&expected, now)
}

fn encoded(document: &str) -> EncodedResponse {
    EncodedResponse::parse(&Base64::encode_string(document.as_bytes())).unwrap()
}
