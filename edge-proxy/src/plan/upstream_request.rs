use signer_wasm::{Credentials, GitPassword, Timestamp};
use zeroize::Zeroizing;

use super::RequestBody;
use super::reuse::Reuse;
use crate::git::GitRequest;
use crate::git::service::{Phase, Service};
use crate::http::RequestHead;
use crate::http::headers::{REQUEST, to_lines};
use crate::{Config, Error};

/// The head of the request to CodeCommit, and how its body is sent.
#[derive(Clone, Eq, PartialEq)]
pub struct UpstreamRequest {
    /// The URL at CodeCommit, or at the configured endpoint.
    pub url: String,
    /// The headers, in the format of [`to_lines`].
    pub headers: Zeroizing<String>,
    /// The timeout for the response's head, if there is one.
    ///
    /// CodeCommit responds to a push only when it has read all of it, so that requests with a body have none.
    pub timeout_seconds: Option<u32>,
    /// The most seconds in which the request waits for its turn and is repeated while CodeCommit throttles.
    pub throttle_wait_seconds: u32,
    /// How the body is sent.
    pub body: RequestBody,
    /// The content type of a successful response.
    pub response_type: &'static str,
    /// Which cached responses may be used; `None` if the operator enabled no cache and no limit.
    pub reuse: Option<Box<Reuse>>,
}

impl UpstreamRequest {
    /// Signs with `credentials`; without any, relays the caller's own `Authorization` header.
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
                // A configured endpoint must know which host was signed.
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
            throttle_wait_seconds: config.throttle_wait_seconds,
            body: RequestBody::new(route, request.content_length(), config),
            response_type: match route.phase {
                Phase::Discovery => route.service.advertisement_type(),
                Phase::Rpc => route.service.result_type(),
            },
            reuse: None,
        })
    }

    /// The discovery by which CodeCommit confirms that the caller may fetch: of the same repository, with the same
    /// authorization, which covers the whole repository. `None` if no cached pack may be served.
    pub(super) fn confirmation(&self, timeout_seconds: u32) -> Option<Box<Self>> {
        let reuse = self.reuse.as_ref()?;
        reuse.pack.as_ref()?;
        let service = Service::UploadPack;
        let repository_url = self.url.strip_suffix(service.name())?;
        Some(Box::new(Self {
            url: format!("{repository_url}info/refs?service={}", service.name()),
            headers: self.headers_without(&["content-encoding", "content-type", "git-protocol"]),
            timeout_seconds: Some(timeout_seconds),
            throttle_wait_seconds: self.throttle_wait_seconds,
            body: RequestBody::None,
            response_type: service.advertisement_type(),
            reuse: Some(Box::new(Reuse {
                place: reuse.place,
                ..Reuse::default()
            })),
        }))
    }

    /// The whole request as one text for the forwarder, with a value per line: the URL, the timeout in milliseconds (0:
    /// none), the wait in milliseconds, the body's kind, whether the request can be repeated, the body's number, the
    /// content type of a successful response, the three lines of [`Reuse::to_lines`], and the headers, alternating
    /// names and values.
    pub fn to_lines(&self) -> Zeroizing<String> {
        let (body, number) = self.body.in_words();
        let reuse = match &self.reuse {
            Some(reuse) => reuse.to_lines(),
            None => Reuse::NO_LINES.to_owned(),
        };
        let timeout_ms = u64::from(self.timeout_seconds.unwrap_or(0)) * 1000;
        let wait_ms = u64::from(self.throttle_wait_seconds) * 1000;
        let lines: [&str; 14] = [
            &self.url,
            "\n",
            &timeout_ms.to_string(),
            "\n",
            &wait_ms.to_string(),
            "\n",
            body,
            if self.is_repeatable() {
                "\n1\n"
            } else {
                "\n\n"
            },
            &number.to_string(),
            "\n",
            self.response_type,
            "\n",
            &reuse,
            &self.headers,
        ];
        Zeroizing::new(lines.concat())
    }

    /// Whether the request can be sent again: it changes nothing, and its body is not needed or in memory.
    fn is_repeatable(&self) -> bool {
        let is_push = self.response_type == Service::ReceivePack.result_type();
        matches!(self.body, RequestBody::None | RequestBody::Short(_)) && !is_push
    }

    /// The headers, except for those with these names.
    fn headers_without(&self, names: &[&str]) -> Zeroizing<String> {
        let mut kept = Vec::new();
        let mut lines = self.headers.lines();
        while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
            if !names.contains(&name) {
                kept.push((name, value));
            }
        }
        Zeroizing::new(to_lines(kept))
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
