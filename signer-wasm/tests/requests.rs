//! AWS API requests: rejected inputs, and added headers.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::{Duration, Instant};

use signer_wasm::Error;
use signer_wasm::sigv4::{self, Options, Request, SessionTokenHeader, SignedHeaders};
use support::{NOW, SESSION_TOKEN, at, credentials, region};

const HOST: (&str, &str) = ("Host", "sts.us-east-1.amazonaws.com");

fn request<'a>(headers: &'a [(&'a str, &'a str)]) -> Request<'a> {
    Request {
        method: "POST",
        path: "/",
        query: "",
        headers,
        body: b"Action=GetCallerIdentity&Version=2011-06-15",
    }
}

fn sign(request: &Request<'_>) -> Result<SignedHeaders, Error> {
    sign_with(request, SessionTokenHeader::Signed, false)
}

fn sign_with(
    request: &Request<'_>,
    session_token: SessionTokenHeader,
    content_sha256: bool,
) -> Result<SignedHeaders, Error> {
    sigv4::sign(
        request,
        &credentials(Some(SESSION_TOKEN), Some(NOW + 1)),
        &Options {
            service: "sts",
            region: &region("us-east-1"),
            timestamp: at(NOW),
            normalize_path: true,
            content_sha256,
            session_token,
        },
    )
}

#[test]
fn names_the_headers_to_add() {
    let names = |session_token, content_sha256| {
        let signed = sign_with(&request(&[HOST]), session_token, content_sha256).unwrap();
        let names: Vec<_> = signed.headers().map(|(name, _)| name).collect();
        (
            names,
            signed.canonical_request().signed_headers().to_owned(),
        )
    };

    let (added, signed) = names(SessionTokenHeader::Signed, false);
    assert_eq!(
        added,
        ["x-amz-date", "x-amz-security-token", "authorization"]
    );
    assert_eq!(signed, "host;x-amz-date;x-amz-security-token");

    let (added, signed) = names(SessionTokenHeader::Unsigned, true);
    assert_eq!(
        added,
        [
            "x-amz-date",
            "x-amz-content-sha256",
            "x-amz-security-token",
            "authorization"
        ]
    );
    assert_eq!(signed, "host;x-amz-content-sha256;x-amz-date");
}

#[test]
fn rejects_requests_that_cannot_be_signed() {
    let good = request(&[HOST]);
    assert!(sign(&good).is_ok());

    for request in [
        Request { method: "", ..good },
        Request {
            method: "GET\nx",
            ..good
        },
        Request { path: "", ..good },
        Request { path: "x", ..good },
        Request {
            path: "/\n",
            ..good
        },
        Request {
            path: "/\0",
            ..good
        },
        Request {
            query: "a\n",
            ..good
        },
        request(&[]),
        request(&[("x-host", "sts.amazonaws.com")]),
        request(&[HOST, ("", "x")]),
        request(&[HOST, ("a\n", "x")]),
        request(&[HOST, ("a:b", "x")]),
        request(&[HOST, ("a b", "x")]),
        request(&[HOST, ("Authorization", "x")]),
        request(&[HOST, ("X-Amz-Date", "x")]),
        request(&[HOST, ("x-amz-content-sha256", "x")]),
        request(&[HOST, ("X-AMZ-SECURITY-TOKEN", "x")]),
    ] {
        let error = sign(&request).unwrap_err();
        assert_eq!(error.code(), "invalid_request", "{request:?}");
    }
}

#[test]
fn rejects_expired_credentials() {
    let error = sigv4::sign(
        &request(&[HOST]),
        &credentials(None, Some(NOW)),
        &Options {
            service: "sts",
            region: &region("us-east-1"),
            timestamp: at(NOW),
            normalize_path: true,
            content_sha256: false,
            session_token: SessionTokenHeader::Signed,
        },
    )
    .unwrap_err();
    assert_eq!(error.code(), "credentials_expired");
}

#[test]
fn signs_all_spellings_of_a_query_alike() {
    let signature = |query| {
        let signed = sign(&Request {
            query,
            ..request(&[HOST])
        })
        .unwrap();
        signed.signature().to_string()
    };
    let one = signature("a=1&b=%2F&c");
    for spelling in ["b=/&a=1&c=", "c&b=%2f&a=%31", "&&c=&a=1&&b=%2F&"] {
        assert_eq!(signature(spelling), one, "{spelling}");
    }
    for other in [
        "a=1&b=%252F&c",
        "a=1&b=%2F&c&c",
        "a=1&b=%2F",
        "a=1&b=%2F&C",
        "a=1&b=%2&c",
    ] {
        assert_ne!(signature(other), one, "{other}");
    }
}

#[test]
fn takes_time_proportional_to_the_number_of_parameters_and_headers() {
    let names: Vec<String> = (0..50_000).rev().map(|n| format!("n{n:05}")).collect();
    let query = names.join("&");
    let headers: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), ""))
        .chain([HOST])
        .collect();
    let started = Instant::now();
    sign(&Request {
        query: &query,
        ..request(&[HOST])
    })
    .unwrap();
    sign(&request(&headers)).unwrap();
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
}
