//! The `Authorization` header of a call.

use crate::support::{ACCESS_KEY_ID, CANARY, signed_call};
use edge_proxy::Error;
use edge_proxy::aws::relay::CallAuthorization;
use proptest::prelude::*;

#[test]
fn reads_the_key_and_the_scope() {
    let text = signed_call("iam", "us-east-1");
    for text in [text.clone(), text.replace(", ", ",")] {
        let authorization = CallAuthorization::parse(&text).unwrap();
        assert_eq!(authorization.access_key_id, ACCESS_KEY_ID);
        assert_eq!(authorization.region.as_str(), "us-east-1");
        assert_eq!(authorization.service, "iam");
        assert_eq!(
            authorization.signed_headers().collect::<Vec<_>>(),
            ["content-type", "host", "x-amz-date", "x-amz-security-token"]
        );
    }
}

#[test]
fn rejects_every_other_form() {
    let good = signed_call("sts", "eu-west-1");
    for (from, to) in [
        ("AWS4-HMAC-SHA256 ", ""),
        ("AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 "),
        ("AWS4-HMAC-SHA256 ", "aws4-hmac-sha256 "),
        ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256  "),
        ("AWS4-HMAC-SHA256 ", "Basic "),
        ("AWS4-HMAC-SHA256 ", "AWS AKIAIOSFODNN7EXAMPLE:"),
        ("Credential=", "credential="),
        (
            "Credential=",
            "Credential=AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/iam/aws4_request, Credential=",
        ),
        (
            "/aws4_request",
            "/aws4_request, Credential=AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/iam/aws4_request",
        ),
        ("/aws4_request", "/aws5_request"),
        ("/aws4_request", "/aws4_request/aws4_request"),
        ("/aws4_request", ""),
        ("20261123", "2026112"),
        ("20261123", "2026112x"),
        ("20261123/", ""),
        ("20261123/", "20261123//"),
        (ACCESS_KEY_ID, ""),
        (ACCESS_KEY_ID, "AKIA"),
        (ACCESS_KEY_ID, "AKIAIOSFODNN7EXA\tMPLE"),
        (ACCESS_KEY_ID, "wJalrXUtnFEMI+K7MDENG+bPxRfiCYEXAMPLEKEY"),
        ("SignedHeaders=content-type;", "SignedHeaders=;"),
        ("SignedHeaders=content-type;", "SignedHeaders=Content-Type;"),
        ("SignedHeaders=content-type;", "SignedHeaders=content type;"),
        ("SignedHeaders=", "Signature=0, SignedHeaders="),
        ("Signature=0", "Signature="),
        ("Signature=0", "Signature=G"),
        ("Signature=0", "Signature=A"),
        ("Signature=0", "Signature=00"),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let error = CallAuthorization::parse(&text).unwrap_err();
        assert!(
            matches!(error, Error::CallNotSigned(_)),
            "{text}: {error:?}"
        );
    }
    for end in [" ", ",", ", x=y", ", Signature=0", "\n"] {
        let text = [good.as_str(), end].concat();
        assert!(CallAuthorization::parse(&text).is_err(), "{text:?}");
    }
    // Two headers arrive as one value.
    let twice = [good.as_str(), &good].join(", ");
    assert!(CallAuthorization::parse(&twice).is_err());
}

#[test]
fn rejects_scopes_without_a_region() {
    for region in [
        "",
        "eu-west1",
        "EU-WEST-1",
        "eu-west-1.evil.example",
        "eu-west-1%2f",
        "..",
        "us-east-1\u{e9}",
    ] {
        let error = CallAuthorization::parse(&signed_call("sts", region)).unwrap_err();
        assert!(matches!(error, Error::BadRegion(_)), "{region}: {error:?}");
    }
}

proptest! {
    #[test]
    fn parses_only_what_is_written_back_unchanged(text in "AWS4-HMAC-SHA256 Credential=[A-Z0-9/]{0,24}/[0-9]{7,9}/[a-z0-9-]{0,12}/[a-z0-9./]{0,8}/aws4_request,( )?SignedHeaders=[a-z;-]{0,12},( )?Signature=[0-9a-f]{63,65}") {
        if let Ok(authorization) = CallAuthorization::parse(&text) {
            let CallAuthorization { access_key_id, region, service, .. } = &authorization;
            let headers: Vec<&str> = authorization.signed_headers().collect();
            let start = format!("AWS4-HMAC-SHA256 Credential={access_key_id}/");
            let scope = format!("/{region}/{service}/aws4_request,");
            prop_assert!(text.starts_with(&start));
            prop_assert_eq!(text.matches(&scope).count(), 1);
            let signed = format!("SignedHeaders={},", headers.join(";"));
            prop_assert!(text.contains(&signed));
        }
    }

    #[test]
    fn no_message_repeats_the_header(before in "[ -~]{0,40}", after in "[ -~]{0,40}") {
        let good = signed_call("sts", "eu-west-1");
        for text in [format!("{before}{CANARY}{after}"), good.replace("eu-west-1", &format!("{before}{CANARY}"))] {
            if let Err(error) = CallAuthorization::parse(&text) {
                prop_assert!(!error.public_message().contains(CANARY));
            }
        }
    }
}
