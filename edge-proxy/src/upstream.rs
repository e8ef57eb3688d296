use signer_wasm::{Credentials, GitPassword, Timestamp};
use zeroize::Zeroizing;

use crate::headers::{REQUEST, to_lines};
use crate::route::GitRoute;
use crate::service::{Service, Step};
use crate::{Config, Error, RequestHead};

/// The head of the request to CodeCommit. The body goes on beside it, untouched.
#[derive(Clone, Eq, PartialEq)]
pub struct UpstreamHead {
    /// Where to send it.
    pub url: String,
    /// Its headers, as [`to_lines`] writes them.
    pub headers: Zeroizing<String>,
    /// How long to wait for the answer's head, where there is a limit.
    ///
    /// A push is answered only when it has been taken in whole, so that nothing with a body has one.
    pub timeout_seconds: Option<u32>,
    /// The most that the body may have, where the request did not say how much it has.
    pub body_limit: Option<u64>,
}

impl UpstreamHead {
    /// Signs with `credentials`; where there are none, relays what the caller has signed.
    ///
    /// # Errors
    ///
    /// [`Error::CredentialsExpired`]
    pub fn new(
        route: &GitRoute,
        credentials: Option<&Credentials>,
        request: &RequestHead<'_>,
        body_limit: Option<u64>,
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
            url: match route.step {
                Step::Discovery => {
                    format!("{base}/v1/repos/{repository}/info/refs?service={service}")
                }
                Step::Rpc => format!("{base}/v1/repos/{repository}/{service}"),
            },
            headers: Zeroizing::new(to_lines(headers)),
            timeout_seconds: match route.step {
                Step::Discovery => Some(config.upstream_timeout_seconds),
                Step::Rpc => None,
            },
            body_limit: body_limit.filter(|_| route.service == Service::ReceivePack),
        })
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
