//! Explains CodeCommit's errors to the client.

use serde_json::Value;
use signer_wasm::{GitPassword, Timestamp};

use crate::Error;
use crate::auth::Credential;
use crate::error::Upstream;
use crate::util::xml::Texts;

/// Whether a response with this status is relayed unchanged.
///
/// For any other, the shell reads up to [`MAX_REASON`] bytes of the body and calls [`explain`].
pub fn relays(status: u16) -> bool {
    (200..300).contains(&status) || status == 304
}

/// Checks that a success has git's content type, compared for equality as git's clients do. Any other response comes
/// from a proxy in between.
///
/// # Errors
///
/// [`Error::UnexpectedResponse`]
pub fn admit_type(status: u16, seen: Option<&str>, expected: &'static str) -> Result<(), Error> {
    match (status, seen) {
        (304, _) => Ok(()),
        (_, Some(seen)) if seen == expected => Ok(()),
        (_, seen) => Err(Error::UnexpectedResponse {
            seen: seen.unwrap_or_default().to_owned(),
            expected,
        }),
    }
}

/// Turns an error response into the refusal that git understands.
///
/// CodeCommit responds with 403 to a bad signature, for which git would keep the stored password: git is told 401
/// instead. Only IAM's denials stay 403.
pub fn explain(
    status: u16,
    reason: &str,
    retry_after: Option<&str>,
    credential: &Credential,
    now: Timestamp,
) -> Error {
    let throttled = status == 429 || says(reason, &["Rate exceeded", "ThrottlingException"]);
    match status {
        _ if throttled => Error::Throttled {
            upstream: Upstream::CodeCommit,
            retry_after: retry_after
                .and_then(|seconds| seconds.trim().parse().ok())
                .unwrap_or(DEFAULT_RETRY_SECONDS),
        },
        401 | 403 => explain_refusal(reason, credential, now),
        404 => Error::NotFound("CodeCommit has no repository of this name in this region and account. Check the name's case, and which account the credentials belong to.".into()),
        _ => Error::UpstreamUnreachable {
            upstream: Upstream::CodeCommit,
            detail: format!("CodeCommit answered {status}"),
        },
    }
}

fn explain_refusal(reason: &str, credential: &Credential, now: Timestamp) -> Error {
    if says(reason, &["AccessDenied", "not authorized to perform"]) {
        let reason = plain_text(reason);
        return Error::AccessDenied(
            format!(
                "CodeCommit refused: {reason}\nAsk for this permission, or use a role that has it."
            )
            .into(),
        );
    }

    match credential {
        Credential::GitCredentials { .. } => Error::UnrecognisedCredential("CodeCommit does not accept these Git credentials: the user name or the password is wrong, or they were deactivated.".into()),
        _ if says(reason, &["ExpiredToken"]) => Error::CredentialsExpired("The temporary credentials have expired. Get new ones and try again.".into()),
        // The edge made the signature a moment ago.
        Credential::AccessKeys(_) | Credential::Session(_) | Credential::WebIdentity(_)
            if says(reason, &["Signature expired", NOT_YET_CURRENT]) =>
        {
            Error::ClockSkewed("CodeCommit rejects the time of the signature: its clock and this edge's differ. Try again; if the problem persists, tell the edge's operator.".into())
        }
        Credential::AccessKeys(_) => Error::SignatureRejected(REJECTED.into()),
        Credential::Session(_) | Credential::WebIdentity(_) => Error::SignatureRejected("CodeCommit does not accept the credentials that this edge obtained for you. Try again; if the problem persists, sign in again.".into()),
        Credential::Signed { signed_at, .. } => {
            let age = now.unix_seconds().saturating_sub(signed_at.unix_seconds());
            let ahead = signed_at.unix_seconds().saturating_sub(now.unix_seconds());
            if ahead > CLOCK_TOLERANCE {
                Error::ClockSkewed(format!(
                        "The password is signed for {} minutes from now: the clock of the machine that signed it is ahead. Correct that clock and sign again.",
                        ahead.div_ceil(60)
                    )
                    .into())
            } else if age > GitPassword::LIFETIME || says(reason, &["Signature expired"]) {
                Error::CredentialsExpired(format!(
                        "The password was signed {} minutes ago, and is valid for 15. Sign again; if it was signed just now, the clock of the machine that signed it is behind.",
                        age / 60
                    )
                    .into())
            } else if says(reason, &[NOT_YET_CURRENT]) {
                Error::ClockSkewed("CodeCommit's clock is behind the clock of the machine that signed the password. Correct that clock, or wait, and sign again.".into())
            } else {
                Error::SignatureRejected([REJECTED, SIGNED_FOR_THE_EDGE].concat().into())
            }
        }
    }
}

/// The message in an AWS error, which may be XML, JSON or text, as one line of plain text.
fn plain_text(reason: &str) -> String {
    let message = in_xml(reason)
        .or_else(|| in_json(reason))
        .unwrap_or_else(|| reason.to_owned());
    let words: Vec<&str> = message
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(MAX_SHOWN).collect()
}

fn in_xml(reason: &str) -> Option<String> {
    let texts = Texts::parse(reason)?;
    ["/Message", "/message"]
        .into_iter()
        .find_map(|end| texts.find(end))
        .map(str::to_owned)
}

fn in_json(reason: &str) -> Option<String> {
    let value: Value = serde_json::from_str(reason).ok()?;
    ["message", "Message"]
        .into_iter()
        .find_map(|name| value.get(name)?.as_str())
        .map(str::to_owned)
}

fn says(reason: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| reason.contains(phrase))
}

/// The most bytes of an error response that are read.
pub const MAX_REASON: usize = 8 << 10;
const MAX_SHOWN: usize = 500;
const NOT_YET_CURRENT: &str = "Signature not yet current";
const REJECTED: &str = "CodeCommit does not accept the signature: the secret key, the session token or the region it was made with is wrong. Get new credentials and sign again.";
/// The most common mistake of callers that sign: AWS's helper signs whatever host git talks to.
const SIGNED_FOR_THE_EDGE: &str = "\nA password must be signed for CodeCommit's own host and path (git-codecommit.{region}.amazonaws.com, /v1/repos/{repository}), as codecommit-signer does. A helper that signs the address git uses, such as `aws codecommit credential-helper --ignore-host-check`, signs this edge's host instead.";
/// Seconds that a clock may be ahead before it is blamed for a rejected password.
const CLOCK_TOLERANCE: u64 = 60;
const DEFAULT_RETRY_SECONDS: u32 = 5;
