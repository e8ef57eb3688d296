//! STS's responses: credentials are the same as another XML parser finds, and STS's messages about
//! tokens do not reach the caller.

#![no_main]

use codecommit_edge_fuzz::{CANARY, with_canary};
use edge_proxy::aws::sts::{
    AssumeRole, DEADLINE_MS, Evidence, MAX_RESPONSE, StsFailure, delay_ms, explain, parse_response,
};
use edge_proxy::config::role::RoleArn;
use edge_proxy::session::{credentials_from_bytes, credentials_to_bytes};
use libfuzzer_sys::fuzz_target;
use roxmltree::{Document, Node};
use signer_wasm::{Credentials, Region};

fuzz_target!(|body: &[u8]| {
    match parse_response(200, body) {
        Ok(credentials) => check_credentials(&credentials, body),
        Err(failure) => assert!(failure.is_unreadable()),
    }
    for status in [400, 403, 503] {
        let failure = parse_response(status, body).expect_err("no credentials in a refusal");
        assert_eq!(failure.status, status);
        check_failure(&failure);
    }
});

fn check_credentials(credentials: &Credentials, body: &[u8]) {
    let text = std::str::from_utf8(body).expect("text");
    assert!(body.len() <= MAX_RESPONSE);
    let expiration = credentials.expiration().expect("a time").to_string();
    let parts = [
        ("AccessKeyId", credentials.access_key_id()),
        ("SecretAccessKey", credentials.secret_access_key()),
        (
            "SessionToken",
            credentials.session_token().expect("a token"),
        ),
    ];
    for (_, part) in parts {
        assert!(!part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic()));
    }

    if let Ok(document) = Document::parse(text) {
        for (name, part) in parts {
            let path = format!("Result/Credentials/{name}");
            if let Some(seen) = first_text(&document, &path) {
                assert_eq!(seen, part, "{name}");
            }
        }
    }

    let written = answer(parts, &expiration);
    assert_eq!(
        parse_response(200, written.as_bytes()).as_ref(),
        Ok(credentials)
    );
    let kept = credentials_to_bytes(credentials);
    assert_eq!(credentials_from_bytes(&kept).as_ref(), Some(credentials));
}

fn check_failure(failure: &StsFailure) {
    let shown = failure.to_string();
    assert!(shown.starts_with(&failure.code));
    for (attempts, random) in [(0, 0.0), (1, 0.999), (4, 0.5), (5, 0.5)] {
        let delay = delay_ms(failure, attempts, 0, random);
        assert!(delay.is_none_or(|delay| attempts < 5 && delay < DEADLINE_MS));
    }

    // Some of STS's messages repeat tokens.
    let quoting = StsFailure {
        message: with_canary(&failure.message),
        ..failure.clone()
    };
    for assume_role in [by_token(), by_keys()] {
        let error = explain(&quoting, &assume_role, "pay");
        let message = error.public_message();
        assert!(message.len() <= 512);
        assert!(!message.contains(CANARY), "{message}");
        if [
            "ExpiredTokenException",
            "InvalidIdentityToken",
            "IDPRejectedClaim",
        ]
        .contains(&&*quoting.code)
        {
            assert!(!format!("{quoting} {error:?}").contains(CANARY));
        }
    }
}

/// The text of the first element at the path, in which another parser must find the same. Nested
/// elements do not split it.
fn first_text(document: &Document<'_>, end: &str) -> Option<String> {
    let found = document
        .descendants()
        .filter(Node::is_element)
        .find(|node| path(*node).ends_with(end) && !text(*node).trim().is_empty())?;
    let is_plain = document
        .descendants()
        .filter(|node| node.is_element() && path(*node).ends_with(end))
        .all(|node| !node.children().any(|child| child.is_element()));
    is_plain.then(|| text(found).trim().to_owned())
}

fn path(node: Node<'_, '_>) -> String {
    let names: Vec<&str> = node
        .ancestors()
        .filter(Node::is_element)
        .map(|node| node.tag_name().name())
        .collect();
    names.iter().rev().flat_map(|name| ["/", name]).collect()
}

fn text(node: Node<'_, '_>) -> String {
    node.children()
        .filter(Node::is_text)
        .filter_map(|child| child.text())
        .collect()
}

/// In STS's format.
fn answer(parts: [(&str, &str); 3], expiration: &str) -> String {
    let elements: String = parts
        .iter()
        .map(|(name, part)| {
            let part = part
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            format!("<{name}>{part}</{name}>")
        })
        .collect();
    let digits = |from: usize, to: usize| &expiration[from..to];
    format!(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials>{elements}<Expiration>{}-{}-{}T{}:{}:{}Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
        digits(0, 4),
        digits(4, 6),
        digits(6, 8),
        digits(9, 11),
        digits(11, 13),
        digits(13, 15),
    )
}

fn by_token() -> AssumeRole {
    AssumeRole {
        role: RoleArn::parse("arn:aws:iam::123456789012:role/pay-reader").expect("an ARN"),
        region: Region::parse("eu-west-1").expect("a region"),
        fips: false,
        session_name: "alice@example.com".to_owned(),
        duration_seconds: 3600,
        policy: None,
        evidence: Evidence::WebIdentity {
            token: "token".to_owned().into(),
        },
    }
}

fn by_keys() -> AssumeRole {
    AssumeRole {
        evidence: Evidence::EdgeKeys {
            external_id: None,
            source_identity: None,
            tags: Vec::new(),
            credential: "token".to_owned().into(),
        },
        ..by_token()
    }
}
