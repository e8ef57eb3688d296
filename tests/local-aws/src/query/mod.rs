//! AWS's query protocol, which IAM and STS use: a form in, an XML document out.

mod caller;
mod error;
pub(crate) mod parameters;
mod request;

use http::header::AUTHORIZATION;
use http::request::Parts;
use hyper::body::Bytes;

pub(crate) use self::caller::{identify, scope_region, unknown_key};
pub(crate) use self::error::{KnownErrors, QueryError};
pub(crate) use self::request::QueryRequest;
use crate::body::{self, Body};
use crate::service::{Hangup, intended_name};

/// Longer than any request that is accepted: a SAML assertion has up to 100,000 characters.
const LONGEST_BODY: usize = 256 * 1024;

/// A service that uses the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueryService {
    Iam,
    Sts,
}

impl QueryService {
    /// The service that a request is for. An AWS host names it; at another host, such as a loopback
    /// address, the signature's scope does.
    pub(crate) fn of(parts: &Parts) -> Self {
        let name = intended_name(&parts.headers).unwrap_or_default();
        let label = name.split('.').next().unwrap_or_default();
        let is_signed_for_iam = || {
            let authorization = parts.headers.get(AUTHORIZATION);
            authorization
                .and_then(|it| it.to_str().ok())
                .is_some_and(|it| it.contains("/iam/aws4_request"))
        };
        match label {
            "iam" | "iam-fips" => Self::Iam,
            "sts" | "sts-fips" => Self::Sts,
            _ if is_signed_for_iam() => Self::Iam,
            _ => Self::Sts,
        }
    }

    /// The name in the signature's scope.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Sts => "sts",
        }
    }

    fn version(self) -> &'static str {
        match self {
            Self::Iam => "2010-05-08",
            Self::Sts => "2011-06-15",
        }
    }

    pub(crate) fn namespace(self) -> &'static str {
        match self {
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
        }
    }

    /// The operation that a request names, if it is one of the service's version.
    pub(crate) fn operation<'a>(
        self,
        request: &'a QueryRequest<'_>,
    ) -> Result<&'a str, QueryError> {
        let Some(action) = request.action() else {
            return Err(QueryError::bad_request(
                "MissingAction",
                "The request names no Action.",
            ));
        };
        match request.parameter("Version").unwrap_or_default() {
            version if version == self.version() => Ok(action),
            version => Err(unknown(action, version)),
        }
    }

    /// The error for an operation that the service does not have.
    pub(crate) fn unknown(self, action: &str) -> QueryError {
        unknown(action, self.version())
    }

    /// The response to an operation; `None` if it has no result.
    pub(crate) fn document(self, action: &str, result: Option<&str>, request_id: &str) -> String {
        let namespace = self.namespace();
        let result = result.map_or_else(String::new, |result| {
            format!("  <{action}Result>\n{result}  </{action}Result>\n")
        });
        format!(
            "<{action}Response xmlns=\"{namespace}\">\n{result}  <ResponseMetadata>\n    \
             <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n</{action}Response>\n"
        )
    }
}

fn unknown(action: &str, version: &str) -> QueryError {
    QueryError::bad_request(
        "InvalidAction",
        format!("Could not find operation {action} for version {version}"),
    )
}

/// Reads a request's body.
pub(crate) async fn read(body: Body) -> Result<Bytes, Hangup> {
    body::collect(body, LONGEST_BODY).await.map_err(|_| Hangup)
}
