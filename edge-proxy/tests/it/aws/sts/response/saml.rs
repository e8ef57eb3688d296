//! The response to `AssumeRoleWithSAML`, and what its errors mean.

use super::{WEB_IDENTITY, assume_role, credentials, failure};
use crate::support::SAML_PROVIDER;
use edge_proxy::Error;
use edge_proxy::aws::sts::{Evidence, SamlUser, explain, parse_saml_response};
use edge_proxy::config::SamlProviderArn;

/// As in AWS's API reference.
fn answer() -> String {
    WEB_IDENTITY
        .replace("AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")
        .replace(
            "<Audience>sts.amazonaws.com</Audience>",
            "<Issuer>https://login.example.com/saml</Issuer><Audience>https://edge.example.com/saml/acs</Audience><Subject>alice</Subject><SubjectType>persistent</SubjectType><NameQualifier>SbdGOnUkh1i4+EXAMPLExL/jEvs=</NameQualifier>",
        )
}

fn user(answer: &str) -> Option<SamlUser> {
    let parsed = parse_saml_response(200, answer.as_bytes());
    parsed.ok().map(|(_, user)| user)
}

#[test]
fn reads_the_user_whom_sts_names() {
    let (found, user) = parse_saml_response(200, answer().as_bytes()).unwrap();
    assert_eq!(found, credentials());
    assert_eq!(user.subject, "alice");
    assert_eq!(user.issuer, "https://login.example.com/saml");
    assert_eq!(user.audience, "https://edge.example.com/saml/acs");
    assert_eq!(user.name_qualifier, "SbdGOnUkh1i4+EXAMPLExL/jEvs=");
    assert_eq!(user.session_name, "alice@example.com");
}

#[test]
fn names_a_user_with_an_opaque_subject_by_the_session() {
    for (kind, name) in [
        ("persistent", "alice@example.com"),
        ("transient", "alice@example.com"),
        (
            "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
            "alice",
        ),
        (
            "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            "alice",
        ),
        ("", "alice"),
    ] {
        let answer = answer().replace(">persistent<", &format!(">{kind}<"));
        assert_eq!(user(&answer).unwrap().name(), name, "{kind}");
    }
}

#[test]
fn needs_a_subject_an_issuer_and_an_audience() {
    for name in ["Subject", "Issuer", "Audience", "Arn", "SessionToken"] {
        let without = answer()
            .replace(&format!("<{name}>"), "<Other>")
            .replace(&format!("</{name}>"), "</Other>");
        assert_eq!(user(&without), None, "{name}");
    }
    assert_eq!(user(WEB_IDENTITY), None);
}

fn explained(status: u16, code: &str, message: &str) -> Error {
    let evidence = Evidence::Saml {
        provider: SamlProviderArn::parse(SAML_PROVIDER).unwrap(),
        response: "PHNhbWxwOlJlc3BvbnNlLz4=".to_owned().into(),
    };
    explain(
        &failure(status, code, message),
        &assume_role(evidence),
        "pay",
    )
}

#[test]
fn says_which_part_of_the_sign_in_failed() {
    for (status, code, message, expected, said) in [
        (
            400,
            "ExpiredTokenException",
            "Token must be redeemed within 5 minutes of issuance",
            "credentials_expired",
            "five minutes",
        ),
        (
            403,
            "IDPRejectedClaim",
            "x",
            "unrecognised_credential",
            "an attribute",
        ),
        (
            400,
            "InvalidIdentityToken",
            "Response signature invalid",
            "signature_rejected",
            "new certificate",
        ),
        (
            400,
            "InvalidIdentityToken",
            "Issuer not present in specified provider",
            "unrecognised_credential",
            "does not trust this identity provider",
        ),
        (
            400,
            "InvalidIdentityToken",
            "Specified provider doesn't exist",
            "unrecognised_credential",
            "does not exist",
        ),
        (
            400,
            "InvalidIdentityToken",
            "Response does not contain the required audience.",
            "unrecognised_credential",
            "as audience",
        ),
        (
            400,
            "InvalidIdentityToken",
            "RoleSessionName is required in AuthnResponse",
            "unrecognised_credential",
            "RoleSessionName",
        ),
        (
            400,
            "InvalidIdentityToken",
            "x",
            "unrecognised_credential",
            "request id",
        ),
        (
            403,
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithSAML",
            "access_denied",
            "sts:AssumeRoleWithSAML",
        ),
        (
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            "access_denied",
            "duration_seconds",
        ),
        (
            400,
            "PackedPolicyTooLarge",
            "x",
            "misconfigured",
            "misconfigured",
        ),
        (
            503,
            "ServiceUnavailable",
            "x",
            "upstream_unreachable",
            "AWS STS",
        ),
        (
            400,
            "Throttling",
            "Rate exceeded",
            "throttled",
            "fewer requests",
        ),
    ] {
        let error = explained(status, code, message);
        let shown = error.public_message();
        assert_eq!(error.code(), expected, "{code} {message}: {shown}");
        assert!(shown.contains(said), "{shown}");
        assert!(!shown.contains(SAML_PROVIDER), "{shown}");
    }
}
