use crate::Error;
use crate::error::Upstream;

/// Turns the status of a portal error into the refusal for the caller.
pub fn explain(status: u16) -> Error {
    match status {
        401 => Error::CredentialsExpired(
            "The sign-in to IAM Identity Center has ended. Sign in again.".into(),
        ),
        403 | 404 => Error::AccessDenied(
            "IAM Identity Center does not assign you this role. Ask its administrator for it, or sign in again and choose another.".into(),
        ),
        429 => Error::Throttled {
            upstream: Upstream::IdentityCenter,
            retry_after: RETRY_SECONDS,
        },
        _ => Error::UpstreamUnreachable {
            upstream: Upstream::IdentityCenter,
            detail: format!("IAM Identity Center answered {status}"),
        },
    }
}

const RETRY_SECONDS: u32 = 5;
