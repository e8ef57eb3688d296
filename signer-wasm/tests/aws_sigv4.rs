//! Random requests, signed by this crate and by AWS's own `aws-sigv4`.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::{Duration, UNIX_EPOCH};

use aws_sigv4::http_request::{
    PayloadChecksumKind, SessionTokenMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use proptest::prelude::*;
use signer_wasm::sigv4::{self, Options, Request, SessionTokenHeader};
use signer_wasm::{Credentials, Region};
use support::at;

#[derive(Clone, Debug)]
struct Call {
    method: String,
    host: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    secret_access_key: String,
    session_token: Option<String>,
    service: String,
    region: String,
    now: u64,
    normalize_path: bool,
    content_sha256: bool,
    sign_token: bool,
}

impl Call {
    fn signed_by_us(&self) -> Vec<(String, String)> {
        let mut headers = vec![("Host", &*self.host)];
        headers.extend(self.headers.iter().map(|(name, value)| (&**name, &**value)));
        let region = Region::parse(&self.region).unwrap();
        let token = self.session_token.as_deref();
        let signed = sigv4::sign(
            &Request {
                method: &self.method,
                path: &self.path,
                query: &self.query,
                headers: &headers,
                body: &self.body,
            },
            &Credentials::new(support::ACCESS_KEY_ID, &self.secret_access_key, token, None)
                .unwrap(),
            &Options {
                service: &self.service,
                region: &region,
                timestamp: at(self.now),
                normalize_path: self.normalize_path,
                content_sha256: self.content_sha256,
                session_token: match self.sign_token {
                    true => SessionTokenHeader::Signed,
                    false => SessionTokenHeader::Unsigned,
                },
            },
        )
        .unwrap();
        sorted(signed.headers())
    }

    fn signed_by_aws(&self) -> Vec<(String, String)> {
        let question_mark = if self.query.is_empty() { "" } else { "?" };
        let uri = format!(
            "https://{}{}{question_mark}{}",
            self.host, self.path, self.query
        );
        let headers = self.headers.iter().map(|(name, value)| (&**name, &**value));
        let body = SignableBody::Bytes(&self.body);
        let request = SignableRequest::new(&self.method, uri, headers, body).unwrap();

        let mut settings = SigningSettings::default();
        settings.excluded_headers = None;
        settings.payload_checksum_kind = match self.content_sha256 {
            true => PayloadChecksumKind::XAmzSha256,
            false => PayloadChecksumKind::NoHeader,
        };
        settings.uri_path_normalization_mode = match self.normalize_path {
            true => UriPathNormalizationMode::Enabled,
            false => UriPathNormalizationMode::Disabled,
        };
        settings.session_token_mode = match self.sign_token {
            true => SessionTokenMode::Include,
            false => SessionTokenMode::Exclude,
        };
        let identity = aws_credential_types::Credentials::new(
            support::ACCESS_KEY_ID,
            &self.secret_access_key,
            self.session_token.clone(),
            None,
            "tests",
        )
        .into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.service)
            .time(UNIX_EPOCH + Duration::from_secs(self.now))
            .settings(settings)
            .build()
            .unwrap()
            .into();

        let (instructions, _) = sign(request, &parameters).unwrap().into_parts();
        sorted(instructions.headers())
    }
}

fn sorted<'n, 'v>(headers: impl Iterator<Item = (&'n str, &'v str)>) -> Vec<(String, String)> {
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    headers.sort();
    headers
}

fn call() -> impl Strategy<Value = Call> {
    let resource = (
        "GET|POST|PUT|DELETE|HEAD",
        "[a-z]{1,8}\\.[a-z]{2}-[a-z]{4}-1\\.amazonaws\\.com",
        "(/([A-Za-z0-9._~!$&'()*,;=:@-]|%[0-9A-F]{2}){0,8}|/\\.{0,3}){1,5}/?",
        "|([a-c]{1,2}|%[2-7][0-9A-F]|[A-Za-z0-9._~-]{1,6})(=([A-Za-z0-9._~:/@-]|%[2-7][0-9A-Fa-f]){0,9})?\
         (&([a-c]{1,2}|[A-Za-z0-9._~-]{1,6})(=([A-Za-z0-9._~-]|%[2-7][0-9A-F]){0,9})?){0,5}",
    );
    let header = (
        "[xX]-[A-Za-d]{1,2}",
        "[!-~]{0,6}( {0,3}[!-~]{1,6}){0,3} {0,2}",
    );
    let message = (
        prop::collection::vec(header, 0..6),
        prop::collection::vec(any::<u8>(), 0..300),
    );
    let keys = ("[!-~]{1,80}", prop::option::of("[!-~]{1,400}"));
    let scope = (
        "[a-z0-9-]{1,12}",
        "[a-z]{2}-[a-z]{4,9}-[1-9]",
        0_u64..253_402_300_799,
    );

    (resource, message, keys, scope, any::<[bool; 3]>()).prop_map(
        |(
            (method, host, path, query),
            (headers, body),
            (secret_access_key, session_token),
            (service, region, now),
            flags,
        )| {
            let [normalize_path, content_sha256, sign_token] = flags;
            Call {
                method,
                host,
                path,
                query,
                headers,
                body,
                secret_access_key,
                session_token,
                service,
                region,
                now,
                normalize_path,
                content_sha256,
                sign_token,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn signs_as_the_aws_signer_does(call in call()) {
        prop_assert_eq!(call.signed_by_us(), call.signed_by_aws());
    }
}
