use std::borrow::Cow;

use super::Error;

impl Error {
    /// The message for the caller: what was seen, and what to do.
    pub fn public_message(&self) -> Cow<'static, str> {
        match self {
            Self::BadRepositoryName(problem) => {
                format!("{problem} A name has up to 100 letters, digits, `.`, `_` and `-`.").into()
            }
            Self::AccessDenied(text)
            | Self::AssertionRejected(text)
            | Self::BadRegion(text)
            | Self::BadRequest(text)
            | Self::CallNotSigned(text)
            | Self::ClockSkewed(text)
            | Self::CredentialsExpired(text)
            | Self::NotFound(text)
            | Self::ReadOnly(text)
            | Self::RegionNotAllowed(text)
            | Self::SignatureRejected(text)
            | Self::UnrecognisedCredential(text) => text.clone(),
            Self::ActionNotRelayed { service, seen } => {
                let is_name = seen.len() <= 64 && seen.bytes().all(|b| b.is_ascii_alphanumeric());
                let action = if is_name { seen.as_str() } else { "This" };
                format!("{action} is not an action of {service} that this edge relays. Call AWS directly for it; docs/reference.md lists the actions.").into()
            }
            Self::CallTooLarge(limit) => format!(
                "The body of the call is larger than the {limit} bytes that this edge relays. Call AWS directly."
            )
            .into(),
            Self::FetchTooLarge { limit } => format!(
                "The request names so many refs that it is larger than the {limit} bytes this edge accepts without Content-Length. Let git send the length (git config http.postBuffer 104857600), or fetch fewer refs at a time."
            )
            .into(),
            Self::HttpsRequired => {
                "This request came over plain http://, where others on the network can read it. Use https:// in the address, and replace any credential that was sent. (For the operator: if a proxy in front of workerd ends TLS, set forwardedProtoHeader for its socket.)".into()
            }
            Self::LfsUnsupported => {
                "AWS CodeCommit has no Git LFS. Keep the large files on another LFS server and name it in the repository (git config -f .lfsconfig lfs.url https://...), or store them in git itself (git lfs migrate export --everything --include='*').".into()
            }
            Self::MethodNotAllowed { allow } => {
                format!("This address supports only {allow}.").into()
            }
            Self::Misconfigured(_) => {
                "This edge is misconfigured. Tell its operator the request id.".into()
            }
            Self::NavigationRequired { seen } => format!(
                "The browser requested this address for a part of a page, or in advance ({}). A sign-in can only start in a browser tab: open the address there, or run the git command again.",
                shown(seen)
            )
            .into(),
            Self::OriginNotAllowed => {
                "Pages of this origin may not use this edge. Its operator can add the origin to ALLOWED_ORIGINS.".into()
            }
            Self::PushTooLarge { limit } => format!(
                "The push is larger than the {limit} bytes that this edge accepts. Push fewer commits at a time (git push origin <older commit>:refs/heads/<branch>), or push to CodeCommit directly."
            )
            .into(),
            Self::RepositoryNotAllowed(repository) => format!(
                "The repository {repository} is not allowed on this edge. Its operator can add it to ALLOWED_REPOSITORIES."
            )
            .into(),
            Self::Throttled { upstream, retry_after } => format!(
                "{} asks for fewer requests. Try again in {retry_after} seconds.",
                upstream.name()
            )
            .into(),
            Self::TooManyCalls { retry_after } => format!(
                "Too many calls to AWS came from your network address. Try again in {retry_after} seconds."
            )
            .into(),
            Self::TooManySignIns { retry_after } => format!(
                "Too many requests to sign in came from your network address. Try again in {retry_after} seconds."
            )
            .into(),
            Self::Unauthenticated => {
                "The request has no credential. The page /setup of this edge shows which credentials it accepts, and how to give them to git.".into()
            }
            Self::UnexpectedResponse { seen, expected } => {
                let seen = match shown(seen) {
                    seen if seen.is_empty() => "no content type".to_owned(),
                    seen => format!("the content type {seen}"),
                };
                format!(
                    "The response from CodeCommit's address is not a git response: it has {seen} instead of {expected}. A proxy or a login page in between may have answered. Tell this edge's operator the request id."
                )
                .into()
            }
            Self::UnsupportedMediaType { expected } => {
                format!("The body must have the content type {expected}.").into()
            }
            Self::UpstreamTimeout(upstream) => format!(
                "{} did not answer in time. Try again; the operator finds the request id in the log.",
                upstream.name()
            )
            .into(),
            Self::UpstreamUnreachable { upstream, .. } => format!(
                "{} could not be reached, or failed. Try again; the operator finds the request id in the log.",
                upstream.name()
            )
            .into(),
        }
    }
}

/// A header value, shortened to 100 characters of printable ASCII.
fn shown(value: &str) -> String {
    value
        .chars()
        .filter(|c| c.is_ascii_graphic() || *c == ' ')
        .take(100)
        .collect()
}
