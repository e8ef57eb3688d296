//! Puts a canary in place of each secret and looks for it in every text that the crate produces.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::{Debug, Display};

use signer_wasm::sigv4::{self, CredentialScope, Options, Request, SessionTokenHeader, SigningKey};
use signer_wasm::{
    Credentials, Error, GitPassword, Host, Region, Remote, RepositoryName, Timestamp,
};
use support::{NOW, at, region, remote};

const CANARY: &str = "c4n4ry";

fn secretive() -> Credentials {
    Credentials::new(
        "AKID",
        "c4n4rySECRET",
        Some("c4n4ryTOKEN"),
        Some(at(NOW + 60)),
    )
    .unwrap()
}

fn assert_silent(shown: impl Debug) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        assert!(!text.contains(CANARY), "{text}");
    }
}

fn assert_error_silent<T: Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert_silent(error);
    let mut texts = vec![error.to_string(), error.code().to_owned()];
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        texts.push(cause.to_string());
        source = cause.source();
    }
    for text in texts {
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[test]
fn debug_output_of_credentials_shows_only_the_access_key_id() {
    let shown = format!("{:?}", secretive());
    assert_silent(secretive());
    assert!(shown.contains("AKID"), "{shown}");
    assert!(shown.contains("[redacted]"), "{shown}");
}

#[test]
fn debug_output_of_passwords_hides_secrets() {
    let credentials = secretive();
    let remote = remote("eu-west-1/app");
    let key = GitPassword::signing_key(&credentials, &remote, at(NOW));
    let password = GitPassword::sign(&credentials, &remote, at(NOW)).unwrap();
    let signature = &password.password()[16..];

    assert_silent(&password);
    assert_eq!(format!("{key:?}"), "SigningKey([redacted])");
    assert!(!format!("{password:?}").contains(signature));
}

#[test]
fn debug_output_of_a_signed_request_hides_secrets() {
    let credentials = secretive();
    let region = region("us-east-1");
    for session_token in [SessionTokenHeader::Signed, SessionTokenHeader::Unsigned] {
        let request = Request {
            method: "POST",
            path: "/",
            query: "token=c4n4ry",
            headers: &[
                ("Host", "sts.us-east-1.amazonaws.com"),
                ("x-secret", CANARY),
            ],
            body: b"WebIdentityToken=c4n4ry",
        };
        let options = Options {
            service: "sts",
            region: &region,
            timestamp: at(NOW),
            normalize_path: true,
            content_sha256: true,
            session_token,
        };
        let signed = sigv4::sign(&request, &credentials, &options).unwrap();

        assert_silent(request);
        assert_silent(&signed);
        assert_silent(signed.canonical_request());
        assert_silent(signed.string_to_sign());
        assert_silent(options);
    }
}

#[test]
fn errors_quote_no_address() {
    for url in [
        "c4n4ry",
        "c4n4ry:c4n4ry",
        "https://c4n4ry@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
        "https://AKID:c4n4ry@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
        "https://AKID%25c4n4ry:c4n4ry@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
        "https://c4n4ry:c4n4ry@evil.tld/v1/repos/app",
        "https://c4n4ry",
        "https://c4n4ry/",
        "https://git-codecommit.eu-west-1.amazonaws.com:c4n4ry/v1/repos/app",
        "https://git-codecommit.c4n4ry.amazonaws.com/v1/repos/app",
        "https://git-codecommit.eu-west-1.c4n4ry/v1/repos/app",
        "https://git-codecommit.eu-west-1.amazonaws.com/c4n4ry",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/c4n4ry@",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app?token=c4n4ry",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app#c4n4ry",
        "http://AKID:c4n4ry@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
        "ssh://c4n4ry@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
        "codecommit::c4n4ry",
        "codecommit::c4n4ry://app",
        "codecommit::eu-west-1://c4n4ry@app",
        "codecommit::eu-west-1://c4n4ry/",
        "codecommit://c4n4ry",
        "codecommit://c4n4ry@app",
        "c4n4ry/app",
        "eu-west-1/c4n4ry!",
        "eu-west-1/c4n4ry@app",
    ] {
        match Remote::parse(url, None) {
            Ok(remote) => assert_eq!(remote.repository().as_str(), CANARY),
            failed => assert_error_silent(failed),
        }
    }

    let other = region("eu-west-2");
    assert_error_silent(Remote::parse("eu-west-1/c4n4ry", Some(&other)));
}

#[test]
fn errors_quote_no_part_of_an_address() {
    assert_error_silent(Host::parse("c4n4ry.amazonaws.com"));
    assert_error_silent(Host::parse("vpce-c4n4ry.evil.tld"));
    assert_error_silent(Region::parse(CANARY));
    assert_error_silent(RepositoryName::parse("c4n4ry!"));
    assert_error_silent(RepositoryName::parse_segment("c4n4ry.git.git"));
    assert_error_silent(Timestamp::parse(CANARY));
    assert_error_silent(Timestamp::parse("c4n4ryT000000Zxx"));
}

#[test]
fn errors_quote_no_credentials() {
    for (id, secret, token) in [
        ("", "c4n4ry", Some("c4n4ry")),
        ("c4n4ry:", "c4n4ry", None),
        ("AKID", "", Some("c4n4ry")),
        ("AKID", "c4n4ry c4n4ry", None),
        ("AKID", "c4n4ry", Some("c4n4ry\n")),
    ] {
        assert_error_silent(Credentials::new(id, secret, token, None));
    }

    let (expired, remote) = (secretive(), remote("eu-west-1/app"));
    assert_error_silent(GitPassword::sign(&expired, &remote, at(NOW + 60)));
}

#[test]
fn errors_quote_no_request() {
    let region = region("us-east-1");
    let options = Options {
        service: "sts",
        region: &region,
        timestamp: at(NOW),
        normalize_path: true,
        content_sha256: false,
        session_token: SessionTokenHeader::Signed,
    };
    let host = ("host", "sts.amazonaws.com");
    let good = Request {
        method: "GET",
        path: "/",
        query: "",
        headers: &[host],
        body: CANARY.as_bytes(),
    };
    for refused in [
        Request {
            method: "c4n4ry\n",
            ..good
        },
        Request {
            path: "c4n4ry",
            ..good
        },
        Request {
            path: "/c4n4ry\n",
            ..good
        },
        Request {
            query: "c4n4ry\n",
            ..good
        },
        Request {
            headers: &[host, ("authorization", CANARY)],
            ..good
        },
        Request {
            headers: &[host, ("c4n4ry\n", CANARY)],
            ..good
        },
        Request {
            headers: &[("c4n4ry", CANARY)],
            ..good
        },
    ] {
        assert_error_silent(sigv4::sign(&refused, &secretive(), &options));
    }

    let late = Options {
        timestamp: at(NOW + 61),
        ..options
    };
    assert_error_silent(sigv4::sign(&good, &secretive(), &late));
}

#[test]
fn panics_on_no_input() {
    fn shown<T: Display>(value: Result<T, Error>) -> String {
        value.map_or_else(|error| error.to_string(), |value| value.to_string())
    }

    // A panic would fail the test with its text.
    for cut in 0..=CANARY.len() {
        let (head, tail) = CANARY.split_at(cut);
        for separator in ["", "@", ":", "/", "://", ".", "-", "\0", "é", "%"] {
            let text = format!("{head}{separator}{tail}");
            for form in [
                "",
                "https://",
                "codecommit::",
                "codecommit://",
                "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/",
            ] {
                shown(Remote::parse(&format!("{form}{text}"), None));
            }
            shown(Host::parse(&text));
            shown(Region::parse(&text));
            shown(Timestamp::parse(&text));
        }
    }
    let region = region("eu-west-1");
    let scope = CredentialScope::new(at(NOW), &region, "codecommit");
    assert_silent(SigningKey::derive(CANARY, &scope));
    assert_silent(scope);
}
