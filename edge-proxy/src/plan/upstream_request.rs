use signer_wasm::{Credentials, GitPassword, Timestamp};
use zeroize::Zeroizing;

use crate::git::GitRequest;
use crate::git::service::{Phase, Service};
use crate::http::RequestHead;
use crate::http::headers::{REQUEST, to_lines};
use crate::{Config, Error};

/// The head of the request to CodeCommit, and how its body is to be sent.
#[derive(Clone, Eq, PartialEq)]
pub struct UpstreamRequest {
    /// Where to send it.
    pub url: String,
    /// Its headers, as [`to_lines`] writes them.
    pub headers: Zeroizing<String>,
    /// How long to wait for the answer's head, where there is a limit.
    ///
    /// A push is answered only when it has been taken in whole, so that nothing with a body has one.
    pub timeout_seconds: Option<u32>,
    /// How the body is sent.
    pub body: RequestBody,
    /// The content type of a successful answer.
    pub answer_type: &'static str,
}

/// How the body of a request is sent on. It streams, unless said otherwise.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RequestBody {
    /// The request has no body, and can be sent again.
    None,
    /// With the length that it came with, in bytes.
    Counted(u64),
    /// In chunks, as it came, up to a limit in bytes.
    Chunked(u64),
    /// With its length, which is known once all of it has come: up to a limit in bytes.
    ///
    /// CodeCommit closes the connection on a fetch without `Content-Length`.
    Collected(u64),
}

impl RequestBody {
    fn new(route: &GitRequest, content_length: Option<u64>, config: &Config) -> Self {
        match (route.phase, content_length, route.service) {
            (Phase::Discovery, _, _) => Self::None,
            (Phase::Rpc, Some(length), _) => Self::Counted(length),
            (Phase::Rpc, None, Service::ReceivePack) => Self::Chunked(config.max_push_bytes),
            (Phase::Rpc, None, Service::UploadPack) => Self::Collected(MAX_COLLECTED),
        }
    }

    /// The name by which the forwarder knows it, and the number that belongs to it.
    fn in_words(self) -> (&'static str, u64) {
        match self {
            Self::None => ("none", 0),
            Self::Counted(length) => ("counted", length),
            Self::Chunked(limit) => ("chunked", limit),
            Self::Collected(limit) => ("collected", limit),
        }
    }
}

/// The longest fetch request that is taken in to learn its length, in bytes: some 160,000 refs.
///
/// A worker has 128 MB for all the requests that it is answering.
const MAX_COLLECTED: u64 = 8 << 20;

impl UpstreamRequest {
    /// Signs with `credentials`; where there are none, relays what the caller has signed.
    ///
    /// # Errors
    ///
    /// [`Error::CredentialsExpired`]
    pub fn new(
        route: &GitRequest,
        credentials: Option<&Credentials>,
        request: &RequestHead<'_>,
        config: &Config,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let signed;
        let authorization = match credentials {
            Some(credentials) => {
                signed = GitPassword::sign(credentials, &route.remote, now)?.authorization();
                Some(signed.as_str())
            }
            None => request.header("authorization"),
        };

        let host = route.remote.host().as_str();
        let base = match &config.endpoint {
            Some(endpoint) => endpoint.as_str().to_owned(),
            None => format!("https://{host}"),
        };
        let headers = REQUEST
            .iter()
            .zip(request.headers)
            .map(|(name, value)| (*name, value))
            .chain([
                ("authorization", authorization),
                // Whoever is at the endpoint instead has to know whose signature to expect.
                ("x-forwarded-host", config.endpoint.as_ref().map(|_| host)),
            ])
            .filter_map(|(name, value)| Some((name, value?)));

        let repository = route.remote.repository();
        let service = route.service.name();
        Ok(Self {
            url: match route.phase {
                Phase::Discovery => {
                    format!("{base}/v1/repos/{repository}/info/refs?service={service}")
                }
                Phase::Rpc => format!("{base}/v1/repos/{repository}/{service}"),
            },
            headers: Zeroizing::new(to_lines(headers)),
            timeout_seconds: match route.phase {
                Phase::Discovery => Some(config.upstream_timeout_seconds),
                Phase::Rpc => None,
            },
            body: RequestBody::new(route, request.content_length(), config),
            answer_type: match route.phase {
                Phase::Discovery => route.service.advertisement_type(),
                Phase::Rpc => route.service.result_type(),
            },
        })
    }

    /// All of it as one text for the forwarder, a value a line: the URL, the milliseconds to wait for
    /// an answer (0: no limit), the body's kind and number, the content type of a successful answer,
    /// and the headers, names and values in turn.
    pub fn to_lines(&self) -> Zeroizing<String> {
        let (body, number) = self.body.in_words();
        let timeout_ms = u64::from(self.timeout_seconds.unwrap_or(0)) * 1000;
        Zeroizing::new(format!(
            "{}\n{timeout_ms}\n{body}\n{number}\n{}\n{}",
            self.url,
            self.answer_type,
            self.headers.as_str()
        ))
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.lines();
        while let (Some(known), Some(value)) = (lines.next(), lines.next()) {
            if known == name {
                return Some(value);
            }
        }
        None
    }
}
