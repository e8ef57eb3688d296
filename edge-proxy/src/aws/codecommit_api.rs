//! Requests to CodeCommit's API that the edge signs.
//!
//! Source: AWS CodeCommit API Reference, version 2015-04-13; botocore's service model (JSON 1.1).

use signer_wasm::sigv4::{self, Options, SessionTokenHeader};
use signer_wasm::{Credentials, Region, Timestamp};
use zeroize::Zeroizing;

use super::relay::{RelayedService, host};
use crate::http::headers::to_lines;
use crate::{Config, Error};

/// A `POST` request to CodeCommit's API.
#[derive(Clone, Eq, PartialEq)]
pub struct ApiRequest {
    /// The URL of CodeCommit's API, or of the configured endpoint.
    pub url: String,
    /// The headers, in the format of [`to_lines`].
    pub headers: Zeroizing<String>,
    /// The JSON body.
    pub body: String,
}

impl ApiRequest {
    /// Builds and signs the request.
    ///
    /// # Errors
    ///
    /// [`Error::BadRegion`] if the region has no public endpoint, [`Error::CredentialsExpired`].
    pub fn new(
        action: &str,
        body: String,
        region: &Region,
        credentials: &Credentials,
        config: &Config,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let service = RelayedService::CodeCommit;
        let host = host(service, region)?;
        let target = ["CodeCommit_20150413.", action].concat();
        let named = [("content-type", JSON), ("x-amz-target", target.as_str())];
        let [content_type, x_amz_target] = named;
        let request = sigv4::Request {
            method: "POST",
            path: "/",
            query: "",
            headers: &[("host", &host), content_type, x_amz_target],
            body: body.as_bytes(),
        };
        let options = Options {
            service: service.name(),
            region,
            timestamp: now,
            normalize_path: true,
            content_sha256: false,
            session_token: SessionTokenHeader::Signed,
        };
        let signed = sigv4::sign(&request, credentials, &options)?;

        let endpoint = service.endpoint(config);
        let headers: Vec<(&str, &str)> = named
            .into_iter()
            .chain(signed.headers())
            // A configured endpoint must know which host was signed.
            .chain(endpoint.map(|_| ("x-forwarded-host", host.as_str())))
            .collect();
        Ok(Self {
            url: match endpoint {
                Some(endpoint) => [endpoint.as_str(), "/"].concat(),
                None => ["https://", &host, "/"].concat(),
            },
            headers: Zeroizing::new(to_lines(headers)),
            body,
        })
    }
}

const JSON: &str = "application/x-amz-json-1.1";
