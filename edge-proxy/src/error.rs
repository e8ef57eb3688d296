use std::borrow::Cow;

/// Why the edge does not do what it was asked.
///
/// Each has an HTTP status, a stable code for programs, and a text for people that says what was
/// seen and what to do. Texts of 5xx say nothing of what is behind the edge: the log has it, under
/// the request's id.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Error {
    /// IAM refused; the reason is CodeCommit's own.
    AccessDenied(String),
    /// The request is not one of git's.
    BadRequest(Cow<'static, str>),
    /// The repository's name is outside CodeCommit's grammar.
    BadRepositoryName(String),
    /// The password is signed for a time to come.
    ClockSkewed {
        /// By how many seconds.
        seconds: u64,
    },
    /// The password or the credentials behind it have ended.
    CredentialsExpired(Cow<'static, str>),
    /// The method is not for this address.
    MethodNotAllowed {
        /// The methods that are, for the header `Allow`.
        allow: &'static str,
    },
    /// The edge cannot work as it is configured.
    Misconfigured(String),
    /// There is nothing at this address.
    NotFound(Cow<'static, str>),
    /// A web page of this origin may not use the edge.
    OriginNotAllowed,
    /// A push is larger than the edge takes.
    PushTooLarge {
        /// What it takes, in bytes.
        limit: u64,
    },
    /// Pushing is switched off.
    ReadOnly(Cow<'static, str>),
    /// The region is not on the operator's list.
    RegionNotAllowed(String),
    /// The repository is not on the operator's list.
    RepositoryNotAllowed(String),
    /// CodeCommit does not accept the signature.
    SignatureRejected,
    /// CodeCommit asks for fewer requests.
    Throttled {
        /// After how many seconds to try again.
        retry_after: u32,
    },
    /// No credential came with the request.
    Unauthenticated,
    /// The credential is of no kind that this edge knows.
    UnrecognisedCredential(Cow<'static, str>),
    /// The body is not of git's content type.
    UnsupportedMediaType {
        /// The one that is.
        expected: &'static str,
    },
    /// CodeCommit cannot be reached, or fails.
    UpstreamUnreachable(String),
    /// CodeCommit did not answer in time.
    UpstreamTimeout,
}

impl Error {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadRepositoryName(_) | Self::BadRequest(_) => 400,
            Self::ClockSkewed { .. }
            | Self::CredentialsExpired(_)
            | Self::SignatureRejected
            | Self::Unauthenticated
            | Self::UnrecognisedCredential(_) => 401,
            Self::AccessDenied(_)
            | Self::OriginNotAllowed
            | Self::ReadOnly(_)
            | Self::RegionNotAllowed(_)
            | Self::RepositoryNotAllowed(_) => 403,
            Self::NotFound(_) => 404,
            Self::MethodNotAllowed { .. } => 405,
            Self::PushTooLarge { .. } => 413,
            Self::UnsupportedMediaType { .. } => 415,
            Self::Throttled { .. } => 429,
            Self::Misconfigured(_) => 500,
            Self::UpstreamUnreachable(_) => 502,
            Self::UpstreamTimeout => 504,
        }
    }

    /// The stable name, in the header `x-codecommit-edge-code` and in the log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AccessDenied(_) => "access_denied",
            Self::BadRepositoryName(_) => "bad_repository_name",
            Self::BadRequest(_) => "bad_request",
            Self::ClockSkewed { .. } => "clock_skewed",
            Self::CredentialsExpired(_) => "credentials_expired",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::Misconfigured(_) => "misconfigured",
            Self::NotFound(_) => "not_found",
            Self::OriginNotAllowed => "origin_not_allowed",
            Self::PushTooLarge { .. } => "push_too_large",
            Self::ReadOnly(_) => "read_only",
            Self::RegionNotAllowed(_) => "region_not_allowed",
            Self::RepositoryNotAllowed(_) => "repository_not_allowed",
            Self::SignatureRejected => "signature_rejected",
            Self::Throttled { .. } => "throttled",
            Self::Unauthenticated => "unauthenticated",
            Self::UnrecognisedCredential(_) => "unrecognised_credential",
            Self::UnsupportedMediaType { .. } => "unsupported_media_type",
            Self::UpstreamTimeout => "upstream_timeout",
            Self::UpstreamUnreachable(_) => "upstream_unreachable",
        }
    }

    /// The text for the caller: what was seen, and what to do.
    pub fn public_message(&self) -> Cow<'static, str> {
        match self {
            Self::AccessDenied(reason) => format!(
                "CodeCommit refused: {reason}\nAsk for this permission, or use a role that has it."
            )
            .into(),
            Self::BadRepositoryName(problem) => {
                format!("{problem}. A name has up to 100 letters, digits, `.`, `_` and `-`.").into()
            }
            Self::BadRequest(problem)
            | Self::CredentialsExpired(problem)
            | Self::NotFound(problem)
            | Self::ReadOnly(problem)
            | Self::UnrecognisedCredential(problem) => problem.clone(),
            Self::ClockSkewed { seconds } => format!(
                "The password is signed for {} minutes from now: the clock where it was signed is ahead. Set it right and sign again.",
                seconds.div_ceil(60)
            )
            .into(),
            Self::MethodNotAllowed { allow } => {
                format!("This address takes only {allow}.").into()
            }
            Self::Misconfigured(_) => {
                "This edge is not configured rightly. Tell its operator the request id.".into()
            }
            Self::OriginNotAllowed => {
                "Pages of this origin may not use this edge. Its operator can add the origin to ALLOWED_ORIGINS.".into()
            }
            Self::PushTooLarge { limit } => format!(
                "The push is larger than the {limit} bytes that this edge takes. Push fewer commits at a time (git push origin <older commit>:refs/heads/<branch>), or push to CodeCommit directly."
            )
            .into(),
            Self::RegionNotAllowed(region) => format!(
                "The region {region} is not open on this edge. Its operator can add it to ALLOWED_REGIONS."
            )
            .into(),
            Self::RepositoryNotAllowed(repository) => format!(
                "The repository {repository} is not open on this edge. Its operator can add it to ALLOWED_REPOSITORIES."
            )
            .into(),
            Self::SignatureRejected => {
                "CodeCommit does not accept the signature: the secret key, the session token or the region it was made with is wrong. Get new credentials and sign again.".into()
            }
            Self::Throttled { retry_after } => format!(
                "CodeCommit asks for fewer requests. Try again in {retry_after} seconds."
            )
            .into(),
            Self::Unauthenticated => {
                "No credential came with the request. Give git a signed password, or the Git credentials of an IAM user.".into()
            }
            Self::UnsupportedMediaType { expected } => {
                format!("The body must be of the type {expected}.").into()
            }
            Self::UpstreamTimeout => {
                "CodeCommit did not answer in time. Try again; the request id leads to the log.".into()
            }
            Self::UpstreamUnreachable(_) => {
                "CodeCommit could not be reached, or failed. Try again; the request id leads to the log.".into()
            }
        }
    }

    /// What only the log may say.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Misconfigured(detail) | Self::UpstreamUnreachable(detail) => Some(detail),
            _ => None,
        }
    }
}

impl From<signer_wasm::Error> for Error {
    fn from(error: signer_wasm::Error) -> Self {
        match error {
            signer_wasm::Error::InvalidRepositoryName(_) => {
                Self::BadRepositoryName(sentence(&error))
            }
            signer_wasm::Error::CredentialsExpired { .. } => {
                Self::CredentialsExpired(sentence(&error).into())
            }
            signer_wasm::Error::InvalidCredentials(_) => {
                Self::UnrecognisedCredential(sentence(&error).into())
            }
            _ => Self::NotFound(sentence(&error).into()),
        }
    }
}

/// The signer's messages are for the middle of a sentence; here they start one.
fn sentence(error: &signer_wasm::Error) -> String {
    let message = error.to_string();
    let mut characters = message.chars();
    characters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(characters)
        .collect()
}
