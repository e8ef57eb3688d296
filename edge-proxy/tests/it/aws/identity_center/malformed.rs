//! Malformed and unexpected answers.

use super::{bytes, credentials, device, portal_token, registration};
use crate::support::CANARY;
use edge_proxy::Error;
use edge_proxy::aws::identity_center::{
    DeviceAuthorization, Poll, RegisteredClient, accounts, explain, parse_poll, parse_refresh,
    role_credentials, role_names,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Asserts an error that is logged as unreadable, without the secrets of the answer.
#[track_caller]
fn assert_unreadable<T>(parsed: Result<T, Error>) {
    match parsed.map(drop).unwrap_err() {
        Error::UpstreamUnreachable { detail, .. } => {
            assert!(detail.contains("cannot be read"), "{detail}");
            assert!(!detail.contains(CANARY));
        }
        error => panic!("{error:?}"),
    }
}

#[test]
fn rejects_answers_with_missing_or_malformed_members() {
    for value in [json!(null), json!(""), json!(7), json!([CANARY])] {
        for name in ["clientId", "clientSecret"] {
            let body = registration(json!({ name: value }));
            assert_unreadable(RegisteredClient::parse(200, &body));
        }
        for name in ["deviceCode", "userCode"] {
            let body = device(json!({ name: value }));
            assert_unreadable(DeviceAuthorization::parse(200, &body));
        }
        let body = device(json!({ "verificationUri": value, "verificationUriComplete": value }));
        assert_unreadable(DeviceAuthorization::parse(200, &body));
        let body = portal_token(json!({ "accessToken": value }));
        assert_unreadable(parse_poll(200, &body));
        assert_unreadable(parse_refresh(200, &body));
        for name in ["accessKeyId", "secretAccessKey"] {
            assert_unreadable(role_credentials(200, &credentials(json!({ name: value }))));
        }
    }
    assert_unreadable(role_credentials(
        200,
        &credentials(json!({ "sessionToken": null })),
    ));
    for seconds in [json!(null), json!("1"), json!(-1), json!(1.5), json!([])] {
        let body = registration(json!({ "clientSecretExpiresAt": seconds }));
        assert_unreadable(RegisteredClient::parse(200, &body));
        let body = portal_token(json!({ "expiresIn": seconds }));
        assert_unreadable(parse_poll(200, &body));
        let body = credentials(json!({ "expiration": seconds }));
        assert_unreadable(role_credentials(200, &body));
    }
    // After the year 9999.
    let body = registration(json!({ "clientSecretExpiresAt": u64::MAX }));
    assert_unreadable(RegisteredClient::parse(200, &body));
    assert_unreadable(role_credentials(
        200,
        &credentials(json!({ "expiration": u64::MAX })),
    ));
    assert_unreadable(role_credentials(
        200,
        &credentials(json!({ "secretAccessKey": "a b" })),
    ));
    for body in [
        json!({}),
        json!({ "roleCredentials": null }),
        json!({ "roleCredentials": [] }),
    ] {
        assert_unreadable(role_credentials(200, &bytes(body)));
    }
}

/// A line break in a token would start another header.
#[test]
fn rejects_values_that_cannot_be_in_a_header() {
    for value in [
        "token\nx-evil: 1",
        "token\r\n",
        "to ken",
        "tok\u{202e}en",
        "\0",
    ] {
        for name in ["accessToken", "refreshToken"] {
            let body = portal_token(json!({ name: value }));
            if let Ok(Poll::Approved(token)) = parse_poll(200, &body) {
                assert_eq!((name, token.refresh), ("refreshToken", None), "{value:?}");
            }
        }
        for name in ["clientId", "clientSecret"] {
            let body = registration(json!({ name: value }));
            assert_unreadable(RegisteredClient::parse(200, &body));
        }
        for name in ["deviceCode", "userCode"] {
            let body = device(json!({ name: value }));
            assert_unreadable(DeviceAuthorization::parse(200, &body));
        }
    }
}

type Parses = fn(u16, &[u8]) -> Result<(), Error>;

/// Every parser of an answer, without its result.
fn parsers() -> [Parses; 7] {
    [
        |status, body| RegisteredClient::parse(status, body).map(drop),
        |status, body| DeviceAuthorization::parse(status, body).map(drop),
        |status, body| parse_poll(status, body).map(drop),
        |status, body| parse_refresh(status, body).map(drop),
        |status, body| accounts(status, body).map(drop),
        |status, body| role_names(status, body).map(drop),
        |status, body| role_credentials(status, body).map(drop),
    ]
}

#[test]
fn rejects_bodies_that_are_not_json_objects() {
    for body in [
        &b""[..],
        b"null",
        b"[]",
        b"\"text\"",
        b"<html><body>502</body></html>",
        b"{",
        b"{\"accessToken\":\"a\",\"accessToken\":\"b\"}",
        b"\xff\xfe",
        b"{} {}",
    ] {
        for parse in parsers() {
            assert_unreadable(parse(200, body));
        }
    }
    let deep = [b"{\"a\":".to_vec(), b"[".repeat(100_000)].concat();
    for parse in parsers() {
        assert_unreadable(parse(200, &deep));
    }
}

#[test]
fn reports_rejected_requests_as_upstream_failures() {
    for status in [400, 401] {
        for (body, named) in [
            (
                bytes(json!({ "error": "invalid_client" })),
                "invalid_client",
            ),
            (bytes(json!({ "error": format!("{CANARY} <x>") })), ""),
            (bytes(json!({ "error": 7 })), ""),
            (bytes(json!({ "error": "e".repeat(65) })), ""),
            (b"<html>".to_vec(), ""),
        ] {
            for parse in [parsers()[0], parsers()[2]] {
                let Err(Error::UpstreamUnreachable { detail, .. }) = parse(status, &body) else {
                    panic!("{status}");
                };
                assert_eq!(
                    detail,
                    format!("IAM Identity Center answered {status}: {named}")
                );
            }
        }
    }
    for parse in &parsers()[..4] {
        for status in [403, 404, 429, 500, 503] {
            assert_eq!(parse(status, b"{}"), Err(explain(status)));
        }
    }
}

proptest! {
    #[test]
    fn parses_any_answer_without_a_panic(
        status in prop::sample::select(vec![200_u16, 400, 401, 403, 429, 500, 0, 999]),
        body: Vec<u8>,
        members in prop::collection::btree_map(
            "(accessToken|refreshToken|expiresIn|clientId|clientSecret|clientSecretExpiresAt|deviceCode|userCode|interval|accountList|roleList|roleCredentials|nextToken|error)",
            prop_oneof![Just(json!(null)), any::<u64>().prop_map(Value::from), any::<String>().prop_map(Value::from), Just(json!([{}, [], 1]))],
            0..8,
        ),
    ) {
        let members = bytes(json!(members));
        for parse in parsers() {
            for body in [&body, &members] {
                let parsed = parse(status, body);
                prop_assert!(status < 500 || parsed.is_err());
            }
        }
    }
}
