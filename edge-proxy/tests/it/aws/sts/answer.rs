//! What STS answers, read; and what its refusals become.

use crate::support::{ACCESS_KEY_ID, NOW, ROLE, SECRET, TOKEN, at, token};
use edge_proxy::Error;
use edge_proxy::aws::sts::{
    AssumeRole, DEADLINE_MS, Evidence, MAX_ANSWER, StsFailure, delay_ms, explain, parse_answer,
    session_name,
};
use edge_proxy::config::role::RoleArn;
use edge_proxy::error::Upstream;
use proptest::prelude::*;
use serde_json::json;
use signer_wasm::{Credentials, Region};

const WEB_IDENTITY: &str = r#"<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Audience>sts.amazonaws.com</Audience>
    <AssumedRoleUser>
      <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:alice@example.com</AssumedRoleId>
      <Arn>arn:aws:sts::123456789012:assumed-role/pay-reader/alice@example.com</Arn>
    </AssumedRoleUser>
    <Provider>arn:aws:iam::123456789012:oidc-provider/login.example.com</Provider>
    <Credentials>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY</SecretAccessKey>
      <SessionToken>
        IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3QtMSJH==
      </SessionToken>
      <Expiration>2026-11-23T07:00:00Z</Expiration>
    </Credentials>
    <SubjectFromWebIdentityToken>user-1</SubjectFromWebIdentityToken>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>"#;

/// What comes of [`WEB_IDENTITY`].
fn credentials() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), Some(at(NOW + 3600))).unwrap()
}

fn refusal(code: &str, message: &str) -> String {
    format!(
        r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>ad4156e9</RequestId></ErrorResponse>"#
    )
}

fn failure(status: u16, code: &str, message: &str) -> StsFailure {
    parse_answer(status, refusal(code, message).as_bytes()).unwrap_err()
}

fn assume_role(evidence: Evidence) -> AssumeRole {
    AssumeRole {
        role: RoleArn::parse(ROLE).unwrap(),
        region: Region::parse("eu-south-1").unwrap(),
        fips: false,
        session_name: "alice@example.com".to_owned(),
        duration_seconds: 3600,
        policy: None,
        evidence,
    }
}

fn with_token() -> AssumeRole {
    assume_role(Evidence::WebIdentity {
        token: "eyJh.eyJp.c2ln".to_owned().into(),
    })
}

fn with_edge_keys() -> AssumeRole {
    assume_role(Evidence::EdgeKeys {
        external_id: None,
        source_identity: None,
        tags: Vec::new(),
        credential: "eyJh.eyJp.c2ln".to_owned().into(),
    })
}

fn explained(status: u16, code: &str, message: &str) -> Error {
    explain(&failure(status, code, message), &with_token(), "pay")
}

#[test]
fn the_answer_to_a_token_is_read() {
    assert_eq!(
        parse_answer(200, WEB_IDENTITY.as_bytes()),
        Ok(credentials())
    );
}

#[test]
fn the_answer_to_assume_role_is_read() {
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
    assert_eq!(parse_answer(200, answer.as_bytes()), Ok(credentials()));
}

#[test]
fn an_xml_declaration_line_ends_and_fractions_of_seconds_change_nothing() {
    for answer in [
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{WEB_IDENTITY}\n"),
        WEB_IDENTITY.replace('\n', "\r\n"),
        WEB_IDENTITY.replace("07:00:00Z", "07:00:00.123Z"),
        WEB_IDENTITY.replace(" xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"", ""),
    ] {
        assert_eq!(
            parse_answer(200, answer.as_bytes()),
            Ok(credentials()),
            "{answer}"
        );
    }
}

#[test]
fn escapes_in_a_value_are_undone() {
    let answer = WEB_IDENTITY.replace("K7MDENG", "K7&#77;D&#x45;NG");
    assert_eq!(parse_answer(200, answer.as_bytes()), Ok(credentials()));
    let answer = WEB_IDENTITY.replace(SECRET, "a&amp;b&lt;c");
    assert_eq!(
        parse_answer(200, answer.as_bytes())
            .unwrap()
            .secret_access_key(),
        "a&b<c"
    );
}

#[test]
fn a_long_session_token_is_read_whole() {
    let long = "A".repeat(12_000);
    let answer = WEB_IDENTITY.replace(TOKEN, &long);
    assert_eq!(
        parse_answer(200, answer.as_bytes())
            .unwrap()
            .session_token(),
        Some(&*long)
    );
}

#[test]
fn an_answer_that_lacks_a_part_is_none() {
    for part in [
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
        "Credentials",
    ] {
        let gone = WEB_IDENTITY.replace(&format!("{part}>"), "Other>");
        assert_eq!(
            parse_answer(200, gone.as_bytes()),
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
            parse_answer(200, answer.as_bytes()),
            Err(StsFailure::unreadable(200)),
            "{value} {other}"
        );
    }
}

#[test]
fn what_is_no_answer_of_stss_is_none() {
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
                parse_answer(status, bytes),
                Err(StsFailure::unreadable(status)),
                "{}",
                String::from_utf8_lossy(&bytes[..bytes.len().min(100)])
            );
        }
    }
}

#[test]
fn an_answer_is_read_up_to_its_limit() {
    let padded = |length: usize| {
        let comment = "x".repeat(length - WEB_IDENTITY.len() - "<!---->".len());
        format!("{WEB_IDENTITY}<!--{comment}-->")
    };
    assert_eq!(padded(MAX_ANSWER).len(), MAX_ANSWER);
    assert!(parse_answer(200, padded(MAX_ANSWER).as_bytes()).is_ok());
    assert!(parse_answer(200, padded(MAX_ANSWER + 1).as_bytes()).is_err());
}

#[test]
fn an_answer_of_far_more_parts_than_any_of_stss_is_none() {
    let with = |count: usize| {
        let parts = format!("{}</ResponseMetadata>", "<a>x</a>".repeat(count));
        WEB_IDENTITY.replace("</ResponseMetadata>", &parts)
    };
    assert!(parse_answer(200, with(40).as_bytes()).is_ok());
    assert!(parse_answer(200, with(200).as_bytes()).is_err());

    let empty = format!("{}</ResponseMetadata>", "<a/>".repeat(300));
    let empty = WEB_IDENTITY.replace("</ResponseMetadata>", &empty);
    assert!(parse_answer(200, empty.as_bytes()).is_err());
    let long = format!("<{0}>x</{0}></ResponseMetadata>", "a".repeat(1000));
    let long = WEB_IDENTITY.replace("</ResponseMetadata>", &long);
    assert!(parse_answer(200, long.as_bytes()).is_err());
}

#[test]
fn the_status_says_whether_there_are_credentials() {
    for status in [201, 302, 400, 403, 500] {
        assert_eq!(
            parse_answer(status, WEB_IDENTITY.as_bytes()),
            Err(StsFailure::unreadable(status))
        );
    }
    let error = refusal("AccessDenied", "no");
    assert_eq!(
        parse_answer(200, error.as_bytes()),
        Err(StsFailure::unreadable(200))
    );
}

#[test]
fn a_refusal_keeps_stss_own_words() {
    assert_eq!(
        failure(
            400,
            "ExpiredTokenException",
            "Token expired: current date/time 1 must be before &lt;2&gt;"
        ),
        StsFailure {
            status: 400,
            code: "ExpiredTokenException".to_owned(),
            message: "Token expired: current date/time 1 must be before <2>".to_owned(),
        }
    );
    let quiet = "<ErrorResponse><Error><Code> AccessDenied\n</Code></Error></ErrorResponse>";
    let quiet = parse_answer(403, quiet.as_bytes()).unwrap_err();
    assert_eq!(
        (quiet.code.as_str(), quiet.message.as_str()),
        ("AccessDenied", "")
    );
    assert_eq!(quiet.to_string(), "AccessDenied");
}

#[test]
fn the_log_quotes_sts_only_where_it_cannot_quote_a_credential() {
    let denied = failure(403, "AccessDenied", "Not authorized\nto assume");
    assert_eq!(denied.to_string(), "AccessDenied: Not authorized");
    for code in [
        "InvalidIdentityToken",
        "SignatureDoesNotMatch",
        "InvalidClientTokenId",
        "IncompleteSignature",
        "Unknown",
    ] {
        assert_eq!(failure(403, code, TOKEN).to_string(), code);
    }
}

#[test]
fn each_refusal_names_the_leg_and_what_to_change() {
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
fn the_trust_policy_is_told_apart_by_who_asked() {
    let failure = failure(403, "AccessDenied", "not authorized");
    let token = explain(&failure, &with_token(), "pay").public_message();
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
fn sts_out_of_reach_is_a_502_and_too_slow_a_504() {
    let unreachable = StsFailure::unreachable("connection refused by 10.0.0.1");
    let error = explain(&unreachable, &with_token(), "pay");
    assert_eq!(
        (error.status(), error.code()),
        (502, "upstream_unreachable")
    );
    assert!(!error.public_message().contains("10.0.0.1"));
    assert!(error.detail().unwrap().contains("10.0.0.1"));

    assert!(!unreachable.is_late());
    assert!(StsFailure::late().is_late());
    assert_eq!(
        explain(&StsFailure::late(), &with_token(), "pay"),
        Error::UpstreamTimeout(Upstream::Sts)
    );
    for status in [200, 302, 503] {
        let gateway = explain(&StsFailure::unreadable(status), &with_token(), "pay");
        assert_eq!(gateway.status(), 502);
    }
}

#[test]
fn a_refusal_without_a_readable_reason_is_still_a_refusal() {
    let html = b"<html><body><h1>403 Forbidden</h1><hr></body></html>";
    for (status, code) in [
        (401, "access_denied"),
        (403, "access_denied"),
        (400, "misconfigured"),
        (404, "misconfigured"),
    ] {
        let failure = parse_answer(status, html).unwrap_err();
        assert!(failure.is_unreadable() && !failure.is_transient());
        let error = explain(&failure, &with_token(), "pay");
        assert_eq!(error.code(), code, "{status}");
        assert!(error.public_message().contains("operator"), "{status}");
    }
}

#[test]
fn refusals_of_other_shapes_are_read() {
    let message = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
    let read = failure(403, "AccessDenied", message);
    for body in [
        // The templates of moto's core/exceptions.py: "error", "single_error", "wrapped_single_error".
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n  <ErrorResponse>\n    <Errors>\n      <Error>\n        <Code>AccessDenied</Code>\n        <Message><![CDATA[{message}]]></Message>\n        \n      </Error>\n    </Errors>\n  <RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId>\n</ErrorResponse>\n"
        ),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n    <Code>AccessDenied</Code>\n    <Message><![CDATA[{message}]]></Message>\n    <RequestId>7a62c49f</RequestId>\n</Error>\n"
        ),
        format!(
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>{message}</Message><Type>Sender</Type></Error></ErrorResponse>"
        ),
        // With a namespace, as STS itself.
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{message}</Message></Error></ErrorResponse>"
        ),
        json!({ "__type": "AccessDenied", "message": message }).to_string(),
        json!({ "__type": "com.amazonaws.sts#AccessDenied", "Message": message }).to_string(),
        json!({ "code": "AccessDenied:http://internal.amazon.com/coral/", "message": message })
            .to_string(),
        json!({ "Error": { "Code": "AccessDenied", "Message": message, "Type": "Sender" } })
            .to_string(),
    ] {
        assert_eq!(
            parse_answer(403, body.as_bytes()),
            Err(read.clone()),
            "{body}"
        );
    }
    let error = explain(&read, &with_token(), "pay");
    assert_eq!((error.status(), error.code()), (403, "access_denied"));
}

#[test]
fn the_name_of_an_error_cannot_carry_a_credential_into_the_log() {
    let token = token(json!({}));
    let long = "A".repeat(65);
    for name in [token.as_str(), "no-answer", "late-", "a b", "", &long] {
        let xml = refusal(name, "no");
        let json = json!({ "__type": name, "message": "no" }).to_string();
        for body in [xml, json] {
            assert_eq!(
                parse_answer(403, body.as_bytes()),
                Err(StsFailure::unreadable(403)),
                "{name}"
            );
        }
    }
}

#[test]
fn throttling_says_when_to_come_back() {
    for failure in [
        failure(400, "Throttling", ""),
        failure(400, "ThrottlingException", ""),
        failure(503, "RequestLimitExceeded", ""),
        StsFailure::unreadable(429),
    ] {
        assert!(failure.is_throttling() && failure.is_transient());
        let error = explain(&failure, &with_token(), "pay");
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

#[test]
fn only_what_may_pass_is_tried_again() {
    for (failure, transient) in [
        (failure(400, "Throttling", ""), true),
        (failure(400, "IDPCommunicationError", ""), true),
        (failure(500, "InternalFailure", ""), true),
        (failure(503, "ServiceUnavailable", ""), true),
        (StsFailure::unreadable(502), true),
        (StsFailure::unreachable("reset"), true),
        (StsFailure::late(), true),
        (failure(400, "ExpiredTokenException", ""), false),
        (failure(400, "InvalidIdentityToken", ""), false),
        (failure(403, "IDPRejectedClaim", ""), false),
        (failure(403, "AccessDenied", ""), false),
        (failure(403, "RegionDisabledException", ""), false),
        (failure(400, "PackedPolicyTooLarge", ""), false),
        (failure(400, "ValidationError", ""), false),
        (StsFailure::unreadable(200), false),
    ] {
        assert_eq!(failure.is_transient(), transient, "{failure}");
        assert_eq!(
            delay_ms(&failure, 1, 0, 0.5).is_some(),
            transient,
            "{failure}"
        );
    }
}

#[test]
fn the_wait_grows_and_the_attempts_end() {
    let failure = StsFailure::unreachable("reset");
    let longest: Vec<_> = (1..=6)
        .map(|attempts| delay_ms(&failure, attempts, 0, 1.0))
        .collect();
    assert_eq!(
        longest,
        [Some(200), Some(400), Some(800), Some(1600), None, None]
    );
    assert_eq!(delay_ms(&failure, u32::MAX, 0, 1.0), None);
}

#[test]
fn no_attempt_begins_after_the_deadline() {
    let failure = StsFailure::unreachable("reset");
    assert_eq!(delay_ms(&failure, 1, DEADLINE_MS - 201, 1.0), Some(200));
    assert_eq!(delay_ms(&failure, 1, DEADLINE_MS - 200, 1.0), None);
    assert_eq!(delay_ms(&failure, 1, DEADLINE_MS, 0.0), None);
}

#[test]
fn long_names_that_differ_at_their_end_stay_two() {
    let prefix = "repo:octo-org/a-repository-with-a-long-name:environment:production-";
    let (one, two) = (
        session_name(&format!("{prefix}1")),
        session_name(&format!("{prefix}2")),
    );
    assert_ne!(one, two);
    assert_eq!((one.len(), two.len()), (64, 64));
    assert!(one.starts_with("repo-octo-org-a-repository-with-a-long-name-"));
    // What fits is cut nowhere.
    let full = "a".repeat(64);
    assert_eq!(session_name(&full), full);
    // Nor do names become one that differ only in what is replaced, where they are long.
    assert_ne!(
        session_name(&format!("{prefix}/")),
        session_name(&format!("{prefix}:"))
    );
}

#[test]
fn short_names_are_filled_up() {
    for (text, name) in [
        ("", "--"),
        ("a", "a-"),
        ("ü", "--"),
        ("ab", "ab"),
        ("a b", "a-b"),
    ] {
        assert_eq!(session_name(text), name);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        status in prop_oneof![Just(200_u16), any::<u16>()],
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = parse_answer(status, &bytes);
    }

    #[test]
    fn no_change_of_an_answer_makes_the_reader_panic(
        at in 0..WEB_IDENTITY.len(),
        length in 0..40_usize,
        replacement in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let mut bytes = WEB_IDENTITY.as_bytes().to_vec();
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, replacement);
        let _ = parse_answer(200, &bytes);
        let _ = parse_answer(400, &bytes);
    }

    #[test]
    fn nothing_short_of_the_whole_answer_gives_credentials(end in 0..WEB_IDENTITY.len()) {
        prop_assert!(parse_answer(200, &WEB_IDENTITY.as_bytes()[..end]).is_err());
    }

    #[test]
    fn every_name_is_one_that_sts_takes(text in ".{0,120}") {
        let name = session_name(&text);
        prop_assert!((2..=64).contains(&name.len()), "{name}");
        prop_assert!(
            name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b)),
            "{name}"
        );
    }

    #[test]
    fn a_name_that_sts_takes_stays_as_it_is(name in "[A-Za-z0-9_+=,.@-]{2,64}") {
        prop_assert_eq!(session_name(&name), name);
    }

    #[test]
    fn the_wait_is_anywhere_from_nothing_to_the_longest(
        attempts in 1..5_u32,
        random in 0.0..1.0_f64,
        elapsed in 0..12_000_u64,
    ) {
        let failure = StsFailure::unreadable(503);
        let longest = (100 << attempts) as f64;
        let expected = (random * longest) as u64;
        match delay_ms(&failure, attempts, elapsed, random) {
            Some(delay) => {
                prop_assert_eq!(delay, expected);
                prop_assert!(elapsed + delay < DEADLINE_MS);
            }
            None => prop_assert!(elapsed + expected >= DEADLINE_MS),
        }
    }
}
