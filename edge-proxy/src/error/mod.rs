//! Refusals: why the edge rejects a request or cannot serve it, with a status, a code and a message for each reason.
//!
//! May import `util`, `jwt` and `session`, whose errors become refusals.

mod conversions;
mod public_message;
mod upstream;

use std::borrow::Cow;

pub use self::upstream::Upstream;

/// Why the edge refuses a request or cannot serve it.
///
/// Each error has an HTTP status, a stable code for programs, and a message for people that says what was seen and
/// what to do. Messages of 5xx errors reveal nothing about the services behind the edge; the log has the detail,
/// under the request's id.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Error {
    /// IAM, a role's trust policy or one of the edge's rules denies access; the text says which.
    AccessDenied(Cow<'static, str>),
    /// The edge rejects a SAML identity provider's response; the text says why.
    AssertionRejected(Cow<'static, str>),
    /// The edge does not relay calls to this action of AWS's API.
    ActionNotRelayed {
        /// The name of the service, as in `/aws/{service}`.
        service: &'static str,
        /// The action that the call names.
        seen: String,
    },
    /// The address has something else in the place of its region.
    BadRegion(Cow<'static, str>),
    /// The request is malformed; the text says how.
    BadRequest(Cow<'static, str>),
    /// The repository name does not match CodeCommit's grammar.
    BadRepositoryName(String),
    /// A call to AWS's API is unsigned, or signed for another service than that of its address; the text says which.
    CallNotSigned(Cow<'static, str>),
    /// The body of a call to AWS's API is larger than the edge relays: the limit, in bytes.
    CallTooLarge(usize),
    /// The password or the token is dated in the future.
    ClockSkewed(Cow<'static, str>),
    /// The password, or the credentials behind it, have expired.
    CredentialsExpired(Cow<'static, str>),
    /// The request arrived over plain HTTP, where others can read it.
    HttpsRequired,
    /// Git LFS called its API, which CodeCommit does not have.
    LfsUnsupported,
    /// The address does not support the method.
    MethodNotAllowed {
        /// The supported methods, for the `Allow` header.
        allow: &'static str,
    },
    /// The edge's configuration prevents it from serving the request.
    Misconfigured(String),
    /// A sign-in was started by part of a page, such as an image or a frame, or by a browser in advance.
    NavigationRequired {
        /// The header in which the browser says so, with its value.
        seen: String,
    },
    /// Nothing is at this address, or CodeCommit has no such repository; the text says which.
    NotFound(Cow<'static, str>),
    /// Web pages of this origin may not use the edge.
    OriginNotAllowed,
    /// A push is larger than the edge accepts.
    PushTooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// A fetch request without `Content-Length` is larger than the edge buffers.
    FetchTooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The edge is read-only, or the caller's access by its profile, rule or session; the text says which.
    ReadOnly(Cow<'static, str>),
    /// The operator does not allow the region, or the account has not enabled it; the text says which.
    RegionNotAllowed(Cow<'static, str>),
    /// The operator does not allow the repository.
    RepositoryNotAllowed(String),
    /// CodeCommit rejected a password's signature, or a token's signature is invalid.
    SignatureRejected(Cow<'static, str>),
    /// A service asked for fewer requests.
    Throttled {
        /// The service that the edge called.
        upstream: Upstream,
        /// Seconds to wait before trying again.
        retry_after: u32,
    },
    /// More calls to AWS's APIs came from one network address than the operator's rate limit allows.
    TooManyCalls {
        /// Seconds to wait before trying again.
        retry_after: u32,
    },
    /// More sign-ins came from one network address than the operator's rate limit allows.
    TooManySignIns {
        /// Seconds to wait before trying again.
        retry_after: u32,
    },
    /// The request carries no credential.
    Unauthenticated,
    /// The credential is malformed, or of a kind that the edge does not accept; the text says why.
    UnrecognisedCredential(Cow<'static, str>),
    /// The body does not have the content type of its address.
    UnsupportedMediaType {
        /// The content type that git or AWS's SDKs send.
        expected: &'static str,
    },
    /// A service cannot be reached, or failed.
    UpstreamUnreachable {
        /// The service that the edge called.
        upstream: Upstream,
        /// The failure, for the operator: it is logged and not sent to the caller.
        detail: String,
    },
    /// CodeCommit's address returned a success that is not a git response.
    UnexpectedResponse {
        /// The content type of the response.
        seen: String,
        /// The content type of git's response.
        expected: &'static str,
    },
    /// A service did not respond in time.
    UpstreamTimeout(Upstream),
}

impl Error {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status_and_code().0
    }

    /// The stable code, for the `x-codecommit-edge-code` header and the log.
    pub fn code(&self) -> &'static str {
        self.status_and_code().1
    }

    fn status_and_code(&self) -> (u16, &'static str) {
        match self {
            Self::AccessDenied(_) => (403, "access_denied"),
            Self::ActionNotRelayed { .. } => (403, "action_not_relayed"),
            Self::AssertionRejected(_) => (403, "assertion_rejected"),
            Self::BadRegion(_) => (400, "bad_region"),
            Self::BadRepositoryName(_) => (400, "bad_repository_name"),
            Self::BadRequest(_) => (400, "bad_request"),
            Self::CallNotSigned(_) => (403, "call_not_signed"),
            Self::CallTooLarge(_) => (413, "call_too_large"),
            Self::ClockSkewed(_) => (401, "clock_skewed"),
            Self::CredentialsExpired(_) => (401, "credentials_expired"),
            Self::FetchTooLarge { .. } => (413, "fetch_too_large"),
            Self::HttpsRequired => (403, "https_required"),
            Self::LfsUnsupported => (501, "lfs_unsupported"),
            Self::MethodNotAllowed { .. } => (405, "method_not_allowed"),
            Self::Misconfigured(_) => (500, "misconfigured"),
            Self::NavigationRequired { .. } => (403, "navigation_required"),
            Self::NotFound(_) => (404, "not_found"),
            Self::OriginNotAllowed => (403, "origin_not_allowed"),
            Self::PushTooLarge { .. } => (413, "push_too_large"),
            Self::ReadOnly(_) => (403, "read_only"),
            Self::RegionNotAllowed(_) => (403, "region_not_allowed"),
            Self::RepositoryNotAllowed(_) => (403, "repository_not_allowed"),
            Self::SignatureRejected(_) => (401, "signature_rejected"),
            Self::Throttled { .. } => (429, "throttled"),
            Self::TooManyCalls { .. } => (429, "too_many_calls"),
            Self::TooManySignIns { .. } => (429, "too_many_sign_ins"),
            Self::Unauthenticated => (401, "unauthenticated"),
            Self::UnexpectedResponse { .. } => (502, "unexpected_answer"),
            Self::UnrecognisedCredential(_) => (401, "unrecognised_credential"),
            Self::UnsupportedMediaType { .. } => (415, "unsupported_media_type"),
            Self::UpstreamTimeout(_) => (504, "upstream_timeout"),
            Self::UpstreamUnreachable { .. } => (502, "upstream_unreachable"),
        }
    }

    /// The detail that is logged only.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Misconfigured(detail) | Self::UpstreamUnreachable { detail, .. } => Some(detail),
            _ => None,
        }
    }
}
