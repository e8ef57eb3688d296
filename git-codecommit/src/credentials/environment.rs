use std::env;

use signer_wasm::Credentials;
use zeroize::Zeroizing;

use super::Found;
use crate::Failure;

/// The credentials in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, if there are any.
///
/// # Errors
///
/// `incomplete_credentials` if only a part is set, and `invalid_credentials` if a part is malformed. Falling back to
/// another source could use credentials that the user did not intend.
pub fn from_environment() -> Result<Option<Found>, Failure> {
    let id = variable("AWS_ACCESS_KEY_ID");
    // The older name, which AWS's SDKs accept too.
    let secret = variable("AWS_SECRET_ACCESS_KEY").or_else(|| variable("SECRET_ACCESS_KEY"));
    let (id, secret) = match (id, secret) {
        (None, None) => return Ok(None),
        (Some(id), Some(secret)) => (id, secret),
        (Some(_), None) => return Err(incomplete("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")),
        (None, Some(_)) => return Err(incomplete("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")),
    };
    let token = variable("AWS_SESSION_TOKEN");

    match Credentials::new(&id, &secret, token.as_deref().map(String::as_str), None) {
        Ok(credentials) => Ok(Some(Found {
            credentials,
            source: "the environment variable AWS_ACCESS_KEY_ID".to_owned(),
        })),
        Err(error) => Err(Failure::new(
            error.code(),
            format!("the environment has no usable credentials: {error}"),
            "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN again, or unset all three.",
        )),
    }
}

fn variable(name: &str) -> Option<Zeroizing<String>> {
    env::var(name)
        .ok()
        .filter(|value| !value.is_empty())
        .map(Zeroizing::new)
}

fn incomplete(set: &str, unset: &str) -> Failure {
    Failure::new(
        "incomplete_credentials",
        format!("{set} is set, but {unset} is not"),
        "Set both, or unset both to use a profile.",
    )
}
