//! AWS's official Signature Version 4 test suite: signing in headers.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use signer_wasm::sigv4::{self, Options, Request, SessionTokenHeader, SigningKey};
use signer_wasm::{Credentials, Region, Timestamp};

#[derive(Deserialize)]
struct Context {
    credentials: Keys,
    region: String,
    service: String,
    timestamp: String,
    normalize: bool,
    sign_body: bool,
    #[serde(default)]
    omit_session_token: bool,
}

#[derive(Deserialize)]
struct Keys {
    access_key_id: String,
    secret_access_key: String,
    token: Option<String>,
}

/// A request in the suite's format.
struct Message {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Message {
    fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let (method, rest) = lines.next()?.split_once(' ')?;
        let target = rest.strip_suffix(" HTTP/1.1")?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));

        let mut headers: Vec<(String, String)> = Vec::new();
        for line in lines {
            if line.starts_with([' ', '\t']) {
                let (_, value) = headers.last_mut()?;
                value.extend(["\n", line]);
            } else {
                let (name, value) = line.split_once(':')?;
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
        Some(Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.to_owned(),
        })
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }
}

fn cases() -> Vec<PathBuf> {
    let suite =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/aws-signing-test-suite/v4");
    let entries = fs::read_dir(suite).unwrap();
    let mut cases: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert_eq!(cases.len(), 38);
    cases
}

#[test]
fn matches_every_stage_of_every_case() {
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy();
        let read = |file: &str| fs::read_to_string(case.join(file)).unwrap();
        let context: Context = serde_json::from_str(&read("context.json")).unwrap();
        let message = Message::read(&read("request.txt")).unwrap();

        let keys = &context.credentials;
        let credentials = Credentials::new(
            &keys.access_key_id,
            &keys.secret_access_key,
            keys.token.as_deref(),
            None,
        )
        .unwrap();
        let region = Region::parse(&context.region).unwrap();
        let options = Options {
            service: &context.service,
            region: &region,
            timestamp: Timestamp::parse(&context.timestamp.replace(['-', ':'], "")).unwrap(),
            normalize_path: context.normalize,
            content_sha256: context.sign_body,
            session_token: match context.omit_session_token {
                true => SessionTokenHeader::Unsigned,
                false => SessionTokenHeader::Signed,
            },
        };
        let headers: Vec<(&str, &str)> = message
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let request = Request {
            method: &message.method,
            path: &message.path,
            query: &message.query,
            headers: &headers,
            body: message.body.as_bytes(),
        };
        let signed = sigv4::sign(&request, &credentials, &options).unwrap();

        let canonical_request = signed.canonical_request();
        assert_eq!(
            canonical_request.to_string(),
            read("header-canonical-request.txt"),
            "{name}"
        );
        assert_eq!(
            signed.string_to_sign().as_str(),
            read("header-string-to-sign.txt"),
            "{name}"
        );
        assert_eq!(
            signed.signature().as_str(),
            read("header-signature.txt").trim(),
            "{name}"
        );

        let expected = Message::read(&read("header-signed-request.txt")).unwrap();
        let mut added = 0;
        for (header, value) in signed.headers() {
            assert_eq!(Some(value), expected.header(header), "{name}");
            added += 1;
        }
        assert_eq!(
            message.headers.len() + added,
            expected.headers.len(),
            "{name}"
        );

        let key = SigningKey::derive(credentials.secret_access_key(), &options.scope());
        let again = sigv4::sign_with_key(&key, &request, &credentials, &options).unwrap();
        assert_eq!(again.signature(), signed.signature(), "{name}");
    }
}
