//! The message to the user for each STS error.

use super::{assume_role, assume_role_with_token, failure};
use edge_proxy::Error;
use edge_proxy::aws::sts::{AssumeRole, Evidence, StsFailure, explain, parse_response};
use edge_proxy::error::Upstream;

fn with_edge_keys() -> AssumeRole {
    assume_role(Evidence::EdgeKeys {
        external_id: None,
        source_identity: None,
        tags: Vec::new(),
        credential: "eyJh.eyJp.c2ln".to_owned().into(),
    })
}

fn explained(status: u16, code: &str, message: &str) -> Error {
    explain(
        &failure(status, code, message),
        &assume_role_with_token(),
        "pay",
    )
}

#[test]
fn explains_each_sts_error() {
    for (status, code, message, expected, said) in [
        (
            400,
            "ExpiredTokenException",
            "Token expired",
            (401, "credentials_expired"),
            "token has expired",
        ),
        (
            400,
            "InvalidIdentityToken",
            "Incorrect token audience",
            (401, "unrecognised_credential"),
            "audience is wrong",
        ),
        (
            400,
            "InvalidIdentityToken",
            "No OpenIDConnect provider found in your account for https://login.example.com",
            (401, "unrecognised_credential"),
            "does not know the token's issuer",
        ),
        (
            400,
            "InvalidIdentityToken",
            "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
            (401, "signature_rejected"),
            "cannot verify the token's signature",
        ),
        (
            400,
            "InvalidIdentityToken",
            "The web identity token that was passed could not be validated by AWS. Get a new identity token from the identity provider and then retry the request.",
            (401, "signature_rejected"),
            "cannot verify the token's signature",
        ),
        (
            400,
            "InvalidIdentityToken",
            "Token signature invalid",
            (401, "signature_rejected"),
            "cannot verify the token's signature",
        ),
        (
            400,
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
            (401, "unrecognised_credential"),
            "does not accept the token",
        ),
        (
            403,
            "IDPRejectedClaim",
            "Token is not valid yet",
            (401, "unrecognised_credential"),
            "identity provider rejects",
        ),
        (
            403,
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
            (403, "access_denied"),
            "sts:AssumeRoleWithWebIdentity",
        ),
        (
            403,
            "RegionDisabledException",
            "STS is not activated in this region for account:123456789012",
            (403, "region_not_allowed"),
            "not active in eu-south-1",
        ),
        (
            400,
            "IDPCommunicationError",
            "Credential provider at 10.0.0.1 timed out",
            (502, "upstream_unreachable"),
            "The identity provider could not be reached",
        ),
        (
            400,
            "Throttling",
            "Rate exceeded",
            (429, "throttled"),
            "AWS STS asks for fewer requests",
        ),
        (
            503,
            "ServiceUnavailable",
            "10.0.0.1",
            (502, "upstream_unreachable"),
            "AWS STS could not be reached",
        ),
        (
            500,
            "InternalFailure",
            "10.0.0.1",
            (502, "upstream_unreachable"),
            "AWS STS could not be reached",
        ),
        (
            400,
            "PackedPolicyTooLarge",
            "Packed policy consumes 110% at 10.0.0.1",
            (500, "misconfigured"),
            "operator",
        ),
        (
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy at 10.0.0.1",
            (500, "misconfigured"),
            "operator",
        ),
        (
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role. 10.0.0.1",
            (500, "misconfigured"),
            "operator",
        ),
        (
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid. 10.0.0.1",
            (500, "misconfigured"),
            "operator",
        ),
        (
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match 10.0.0.1",
            (500, "misconfigured"),
            "operator",
        ),
    ] {
        let error = explained(status, code, message);
        let public = error.public_message();
        assert_eq!(
            (error.status(), error.code()),
            expected,
            "{code}: {message}"
        );
        assert!(public.contains(said), "{code}: {public}");
        assert!(!public.contains("10.0.0.1"), "{public}");
        if error.status() >= 500 {
            let detail = error.detail().unwrap_or_else(|| panic!("{code}"));
            assert!(detail.starts_with(code), "{detail}");
            assert!(!public.contains(code), "{public}");
        }
    }
}

#[test]
fn explains_access_denied_by_the_kind_of_assume_role() {
    let failure = failure(403, "AccessDenied", "not authorized");
    let token = explain(&failure, &assume_role_with_token(), "pay").public_message();
    assert!(
        token.contains("profile pay") && token.contains("`aud` and its `sub`"),
        "{token}"
    );
    let edge = explain(&failure, &with_edge_keys(), "pay").public_message();
    assert!(
        edge.contains("profile pay") && edge.contains("external id"),
        "{edge}"
    );
    assert!(edge.contains("sts:TagSession"), "{edge}");
}

#[test]
fn answers_502_when_sts_is_unreachable_and_504_when_it_is_late() {
    let unreachable = StsFailure::unreachable("connection refused by 10.0.0.1");
    let error = explain(&unreachable, &assume_role_with_token(), "pay");
    assert_eq!(
        (error.status(), error.code()),
        (502, "upstream_unreachable")
    );
    assert!(!error.public_message().contains("10.0.0.1"));
    assert!(error.detail().unwrap().contains("10.0.0.1"));

    assert!(!unreachable.is_late());
    assert!(StsFailure::late().is_late());
    assert_eq!(
        explain(&StsFailure::late(), &assume_role_with_token(), "pay"),
        Error::UpstreamTimeout(Upstream::Sts)
    );
    for status in [200, 302, 503] {
        let gateway = explain(
            &StsFailure::unreadable(status),
            &assume_role_with_token(),
            "pay",
        );
        assert_eq!(gateway.status(), 502);
    }
}

#[test]
fn explains_unreadable_client_errors() {
    let html = b"<html><body><h1>403 Forbidden</h1><hr></body></html>";
    for (status, code) in [
        (401, "access_denied"),
        (403, "access_denied"),
        (400, "misconfigured"),
        (404, "misconfigured"),
    ] {
        let failure = parse_response(status, html).unwrap_err();
        assert!(failure.is_unreadable() && !failure.is_transient());
        let error = explain(&failure, &assume_role_with_token(), "pay");
        assert_eq!(error.code(), code, "{status}");
        assert!(error.public_message().contains("operator"), "{status}");
    }
}

#[test]
fn throttling_has_a_retry_after() {
    for failure in [
        failure(400, "Throttling", ""),
        failure(400, "ThrottlingException", ""),
        failure(503, "RequestLimitExceeded", ""),
        StsFailure::unreadable(429),
    ] {
        assert!(failure.is_throttling() && failure.is_transient());
        let error = explain(&failure, &assume_role_with_token(), "pay");
        assert!(
            matches!(
                error,
                Error::Throttled {
                    upstream: Upstream::Sts,
                    retry_after: 1..
                }
            ),
            "{error:?}"
        );
    }
}
