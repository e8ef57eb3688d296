//! Reading credentials from an answer.

use super::{WEB_IDENTITY, credentials, refusal};
use crate::support::{ACCESS_KEY_ID, SECRET, TOKEN};
use edge_proxy::aws::sts::{MAX_RESPONSE, StsFailure, parse_response};
use proptest::prelude::*;

#[test]
fn reads_the_answer_to_assume_role_with_web_identity() {
    assert_eq!(
        parse_response(200, WEB_IDENTITY.as_bytes()),
        Ok(credentials())
    );
}

#[test]
fn reads_the_answer_to_assume_role() {
    let answer = WEB_IDENTITY
        .replace("WithWebIdentity", "")
        .replace(
            "<Audience>sts.amazonaws.com</Audience>",
            "<SourceIdentity>alice</SourceIdentity>",
        )
        .replace(
            "</Credentials>",
            "</Credentials><PackedPolicySize>6</PackedPolicySize>",
        );
    assert!(answer.contains("<AssumeRoleResult>"));
    assert_eq!(parse_response(200, answer.as_bytes()), Ok(credentials()));
}

#[test]
fn ignores_xml_declarations_line_ends_and_fractions_of_seconds() {
    for answer in [
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{WEB_IDENTITY}\n"),
        WEB_IDENTITY.replace('\n', "\r\n"),
        WEB_IDENTITY.replace("07:00:00Z", "07:00:00.123Z"),
        WEB_IDENTITY.replace(" xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"", ""),
    ] {
        assert_eq!(
            parse_response(200, answer.as_bytes()),
            Ok(credentials()),
            "{answer}"
        );
    }
}

#[test]
fn decodes_escapes() {
    let answer = WEB_IDENTITY.replace("K7MDENG", "K7&#77;D&#x45;NG");
    assert_eq!(parse_response(200, answer.as_bytes()), Ok(credentials()));
    let answer = WEB_IDENTITY.replace(SECRET, "a&amp;b&lt;c");
    assert_eq!(
        parse_response(200, answer.as_bytes())
            .unwrap()
            .secret_access_key(),
        "a&b<c"
    );
}

#[test]
fn reads_a_long_session_token() {
    let long = "A".repeat(12_000);
    let answer = WEB_IDENTITY.replace(TOKEN, &long);
    assert_eq!(
        parse_response(200, answer.as_bytes())
            .unwrap()
            .session_token(),
        Some(&*long)
    );
}

#[test]
fn rejects_answers_with_missing_or_malformed_values() {
    for part in [
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
        "Credentials",
    ] {
        let gone = WEB_IDENTITY.replace(&format!("{part}>"), "Other>");
        assert_eq!(
            parse_response(200, gone.as_bytes()),
            Err(StsFailure::unreadable(200)),
            "{part}"
        );
    }
    for (value, other) in [
        (SECRET, ""),
        (SECRET, "with a space"),
        (ACCESS_KEY_ID, " "),
        (TOKEN, ""),
        (TOKEN, "a\nb"),
        ("2026-11-23T07:00:00Z", "soon"),
        ("2026-11-23T07:00:00Z", "2026-11-23"),
        ("2026-11-23T07:00:00Z", "2026-02-30T07:00:00Z"),
        ("2026-11-23T07:00:00Z", "2026-11-23T07:00:00+01:00"),
        ("2026-11-23T07:00:00Z", "1795417200"),
    ] {
        let answer = WEB_IDENTITY.replace(value, other);
        assert_eq!(
            parse_response(200, answer.as_bytes()),
            Err(StsFailure::unreadable(200)),
            "{value} {other}"
        );
    }
}

#[test]
fn rejects_bodies_that_are_not_sts_answers() {
    let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    let wide = format!("<r>{}</r>", "<a/>".repeat(10_000));
    let bomb = r#"<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><r>&b;</r>"#;
    let doctype = format!("<!DOCTYPE r>{WEB_IDENTITY}");
    let outside = r#"<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>"#;
    let entity = WEB_IDENTITY.replace(TOKEN, "&token;");
    let truncated = &WEB_IDENTITY[..WEB_IDENTITY.len() - 10];
    let mut binary = WEB_IDENTITY.as_bytes().to_vec();
    binary[700] = 0xff;
    let large = format!("{WEB_IDENTITY}<!--{}-->", "x".repeat(1 << 20));
    let prefixed = format!("x{WEB_IDENTITY}");
    let followed = format!("{WEB_IDENTITY}x");
    let json = r#"{"AssumeRoleResponse":{"AssumeRoleResult":{"Credentials":{}}}}"#;
    for bytes in [
        &b""[..],
        b" ",
        b"ok",
        json.as_bytes(),
        b"<html><body><h1>502 Bad Gateway</h1></body></html>",
        b"<!DOCTYPE html><html><body>Sign in to the network<br></body></html>",
        b"<AssumeRoleResponse/>",
        truncated.as_bytes(),
        &binary,
        large.as_bytes(),
        deep.as_bytes(),
        wide.as_bytes(),
        bomb.as_bytes(),
        doctype.as_bytes(),
        outside.as_bytes(),
        entity.as_bytes(),
        prefixed.as_bytes(),
        followed.as_bytes(),
    ] {
        for status in [200, 400, 503] {
            assert_eq!(
                parse_response(status, bytes),
                Err(StsFailure::unreadable(status)),
                "{}",
                String::from_utf8_lossy(&bytes[..bytes.len().min(100)])
            );
        }
    }
}

#[test]
fn limits_the_size_of_an_answer() {
    let padded = |length: usize| {
        let comment = "x".repeat(length - WEB_IDENTITY.len() - "<!---->".len());
        format!("{WEB_IDENTITY}<!--{comment}-->")
    };
    assert_eq!(padded(MAX_RESPONSE).len(), MAX_RESPONSE);
    assert!(parse_response(200, padded(MAX_RESPONSE).as_bytes()).is_ok());
    assert!(parse_response(200, padded(MAX_RESPONSE + 1).as_bytes()).is_err());
}

#[test]
fn limits_the_number_of_elements() {
    let with = |count: usize| {
        let parts = format!("{}</ResponseMetadata>", "<a>x</a>".repeat(count));
        WEB_IDENTITY.replace("</ResponseMetadata>", &parts)
    };
    assert!(parse_response(200, with(40).as_bytes()).is_ok());
    assert!(parse_response(200, with(200).as_bytes()).is_err());

    let empty = format!("{}</ResponseMetadata>", "<a/>".repeat(300));
    let empty = WEB_IDENTITY.replace("</ResponseMetadata>", &empty);
    assert!(parse_response(200, empty.as_bytes()).is_err());
    let long = format!("<{0}>x</{0}></ResponseMetadata>", "a".repeat(1000));
    let long = WEB_IDENTITY.replace("</ResponseMetadata>", &long);
    assert!(parse_response(200, long.as_bytes()).is_err());
}

#[test]
fn accepts_credentials_only_with_status_200() {
    for status in [201, 302, 400, 403, 500] {
        assert_eq!(
            parse_response(status, WEB_IDENTITY.as_bytes()),
            Err(StsFailure::unreadable(status))
        );
    }
    let error = refusal("AccessDenied", "no");
    assert_eq!(
        parse_response(200, error.as_bytes()),
        Err(StsFailure::unreadable(200))
    );
}

proptest! {
    #[test]
    fn parses_any_bytes_without_a_panic(
        status in prop_oneof![Just(200_u16), any::<u16>()],
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = parse_response(status, &bytes);
    }

    #[test]
    fn parses_any_changed_answer_without_a_panic(
        at in 0..WEB_IDENTITY.len(),
        length in 0..40_usize,
        replacement in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let mut bytes = WEB_IDENTITY.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, replacement);
        let _ = parse_response(200, &bytes);
        let _ = parse_response(400, &bytes);
    }

    #[test]
    fn rejects_every_truncated_answer(end in 0..WEB_IDENTITY.len()) {
        prop_assert!(parse_response(200, &WEB_IDENTITY.as_bytes()[..end]).is_err());
    }
}
