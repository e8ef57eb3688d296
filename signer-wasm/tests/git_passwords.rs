//! Git passwords, compared with those of AWS's tools.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

mod support;

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use signer_wasm::{Credentials, Error, GitPassword};
use support::{NOW, SESSION_TOKEN, at, credentials, remote};

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    url: String,
    region: String,
    unix_time: u64,
    username: String,
    password: String,
}

impl Case {
    fn credentials(&self) -> Credentials {
        let token = self.session_token.as_deref();
        Credentials::new(&self.access_key_id, &self.secret_access_key, token, None).unwrap()
    }
}

fn cases() -> Vec<Case> {
    let text = include_str!("vectors/git-passwords.json");
    let Vectors { cases } = serde_json::from_str(text).unwrap();
    assert_eq!(cases.len(), 150);
    cases
}

#[test]
fn matches_the_passwords_of_the_aws_cli() {
    for case in cases() {
        let remote = remote(&case.url);
        assert_eq!(remote.region().as_str(), case.region);

        let password = GitPassword::sign(&case.credentials(), &remote, at(case.unix_time)).unwrap();
        assert_eq!(password.username(), case.username, "{}", case.url);
        assert_eq!(password.password(), case.password, "{}", case.url);
    }
}

#[test]
fn matches_the_passwords_of_the_aws_cli_with_a_cached_signing_key() {
    for case in cases() {
        let credentials = case.credentials();
        let now = at(case.unix_time);
        // The key was derived for another repository of the region, in the day's first second.
        let other = remote(&format!("{}/other", case.region));
        let midnight = at(case.unix_time - case.unix_time % 86_400);
        let key = GitPassword::signing_key(&credentials, &other, midnight);

        let remote = remote(&case.url);
        let password = GitPassword::sign_with_key(&key, &credentials, &remote, now).unwrap();
        assert_eq!(password.username(), case.username, "{}", case.url);
        assert_eq!(password.password(), case.password, "{}", case.url);
    }
}

#[test]
fn the_authorization_header_holds_user_name_and_password() {
    for case in cases() {
        let now = at(case.unix_time);
        let password = GitPassword::sign(&case.credentials(), &remote(&case.url), now).unwrap();

        let authorization = password.authorization();
        let encoded = authorization.strip_prefix("Basic ").unwrap();
        let decoded = Base64::decode_vec(encoded).unwrap();
        let expected = format!("{}:{}", case.username, case.password);
        assert_eq!(String::from_utf8(decoded).unwrap(), expected);
    }
}

#[test]
fn matches_published_passwords() {
    // git-remote-codecommit `test/git_url_test.py`; mhart/aws4 `test/fast.js`;
    // gembaadvantage/codecommit-sign `signer_test.go`.
    let published = [
        (
            "secret",
            "codecommit::us-west-2://test_repo",
            "20171224T115320Z",
            "b6df2d758a8023b2f000a546417007b65494f3ce8ad0300fd45fcfa173f1959a",
        ),
        (
            "abcdef1234567890",
            "codecommit::us-east-1://MyAwesomeRepo",
            "20121226T061030Z",
            "2a9a182eb6afc3859ee590af942564b53b0c4e5beac2893052515401d06af92a",
        ),
        (
            "SECRET_ACCESS_KEY",
            "codecommit::eu-west-1://dummy-repo",
            "20210901T102523Z",
            "670ef0c32f13fc847ed0c001a2b90bc772451c1eb89eadf84a73f3e82da9f56a",
        ),
    ];

    for (secret, url, time, signature) in published {
        let credentials = Credentials::new("access", secret, None, None).unwrap();
        let now = signer_wasm::Timestamp::parse(time).unwrap();
        let password = GitPassword::sign(&credentials, &remote(url), now).unwrap();
        assert_eq!(password.username(), "access");
        assert_eq!(password.password(), format!("{time}{signature}"));
    }
}

#[test]
fn the_user_name_has_no_percent_sign_without_a_token() {
    for no_token in [None, Some("")] {
        let credentials = credentials(no_token, None);
        let password = GitPassword::sign(&credentials, &remote("eu-west-1/app"), at(NOW)).unwrap();
        assert_eq!(password.username(), support::ACCESS_KEY_ID);
    }

    let credentials = credentials(Some(SESSION_TOKEN), None);
    let expected = format!("{}%{SESSION_TOKEN}", support::ACCESS_KEY_ID);
    assert_eq!(*credentials.git_username(), expected);
}

#[test]
fn signs_every_spelling_of_an_address_alike() {
    let credentials = credentials(Some(SESSION_TOKEN), None);
    let sign = |url: &str| {
        let password = GitPassword::sign(&credentials, &remote(url), at(NOW)).unwrap();
        password.password().to_owned()
    };

    let plain = sign("https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app");
    for spelling in [
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app.git",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/",
        "codecommit::eu-west-1://app",
        "eu-west-1/app.git/",
    ] {
        assert_eq!(sign(spelling), plain, "{spelling}");
    }
    for other in [
        "https://git-codecommit-fips.eu-west-1.amazonaws.com/v1/repos/app",
        "eu-west-2/app",
        "eu-west-1/App",
    ] {
        assert_ne!(sign(other), plain, "{other}");
    }
}

#[test]
fn a_password_expires_after_15_minutes() {
    for expiration in [None, Some(NOW + 900), Some(NOW + 43_200)] {
        let credentials = credentials(Some(SESSION_TOKEN), expiration);
        let password = GitPassword::sign(&credentials, &remote("eu-west-1/app"), at(NOW)).unwrap();
        assert_eq!(password.expires_at(), at(NOW + 900));
    }
}

#[test]
fn a_password_expires_with_its_credentials() {
    for left in [1, 60, 899] {
        let credentials = credentials(Some(SESSION_TOKEN), Some(NOW + left));
        let password = GitPassword::sign(&credentials, &remote("eu-west-1/app"), at(NOW)).unwrap();
        assert_eq!(password.expires_at(), at(NOW + left));
    }
}

#[test]
fn rejects_expired_credentials() {
    let remote = remote("eu-west-1/app");
    for ago in [0, 1, 86_400, NOW] {
        let credentials = credentials(Some(SESSION_TOKEN), Some(NOW - ago));
        let key = GitPassword::signing_key(&credentials, &remote, at(NOW));
        let errors = [
            GitPassword::sign(&credentials, &remote, at(NOW)).unwrap_err(),
            GitPassword::sign_with_key(&key, &credentials, &remote, at(NOW)).unwrap_err(),
        ];

        for error in errors {
            assert!(matches!(error, Error::CredentialsExpired { .. }));
            assert_eq!(error.code(), "credentials_expired");
            let message = error.to_string();
            assert!(
                message.contains(&format!(" {ago} seconds ago")),
                "{message}"
            );
        }
    }
}

#[test]
fn a_password_signed_in_the_last_second_of_9999_expires_then() {
    let last = at(253_402_300_799);
    let password = GitPassword::sign(&credentials(None, None), &remote("eu-west-1/app"), last);
    let password = password.unwrap();
    assert!(password.password().starts_with("99991231T235959Z"));
    assert_eq!(password.expires_at(), last);
}
