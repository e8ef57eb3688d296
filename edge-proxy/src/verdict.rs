//! What CodeCommit's answer means to the client.

use signer_wasm::{GitPassword, Timestamp};

use crate::{Error, Identity};

/// Whether an answer of this status is the client's to read as it is.
///
/// Where it is not, the shell reads up to [`MAX_REASON`] bytes of the body and asks [`explain`].
pub fn relays(status: u16) -> bool {
    (200..300).contains(&status) || status == 304
}

/// Turns an answer that says no into the refusal that git understands.
///
/// CodeCommit says 403 to a bad signature, and git would keep such a password for ever: to git it
/// is a 401. Only what IAM refuses stays a 403.
pub fn explain(
    status: u16,
    reason: &str,
    retry_after: Option<&str>,
    identity: &Identity,
    now: Timestamp,
) -> Error {
    let throttled = status == 429 || says(reason, &["Rate exceeded", "ThrottlingException"]);
    match status {
        _ if throttled => Error::Throttled {
            retry_after: retry_after
                .and_then(|seconds| seconds.trim().parse().ok())
                .unwrap_or(DEFAULT_RETRY_SECONDS),
        },
        401 | 403 => explain_refusal(reason, identity, now),
        404 => Error::NotFound("CodeCommit has no repository of this name in this region and account. Check the name's case, and whose credentials these are.".into()),
        413 => Error::UpstreamUnreachable("CodeCommit answered 413".to_owned()),
        _ => Error::UpstreamUnreachable(format!("CodeCommit answered {status}")),
    }
}

fn explain_refusal(reason: &str, identity: &Identity, now: Timestamp) -> Error {
    if says(reason, &["AccessDenied", "not authorized to perform"]) {
        return Error::AccessDenied(plain_text(reason));
    }

    match identity {
        Identity::GitCredentials { .. } => Error::UnrecognisedCredential("CodeCommit does not accept these Git credentials: the user name or the password is wrong, or they were deactivated.".into()),
        _ if says(reason, &["ExpiredToken"]) => Error::CredentialsExpired("The temporary credentials have ended. Get new ones and try again.".into()),
        Identity::AccessKeys(_) => Error::SignatureRejected,
        Identity::Signed { signed_at, .. } => {
            let age = now.unix_seconds().saturating_sub(signed_at.unix_seconds());
            let ahead = signed_at.unix_seconds().saturating_sub(now.unix_seconds());
            if ahead > CLOCK_TOLERANCE {
                Error::ClockSkewed { seconds: ahead }
            } else if age > GitPassword::LIFETIME || says(reason, &["Signature expired"]) {
                Error::CredentialsExpired(format!(
                        "The password was signed {} minutes ago, and is good for 15. Sign again; if it was signed just now, then the clock where it was signed is behind.",
                        age / 60
                    )
                    .into())
            } else {
                Error::SignatureRejected
            }
        }
    }
}

/// The message in an answer of AWS's, which may be XML, JSON or text, as one line of plain text.
fn plain_text(reason: &str) -> String {
    let message = between(reason, "<Message>", "</Message>")
        .or_else(|| between(reason, "<message>", "</message>"))
        .or_else(|| between(reason, "\"message\":\"", "\""))
        .unwrap_or(reason);
    let words: Vec<&str> = message
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(MAX_SHOWN).collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, text) = text.split_once(start)?;
    text.split_once(end).map(|(inner, _)| inner)
}

fn says(reason: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| reason.contains(phrase))
}

/// Bytes of an answer that are read to find its reason.
pub const MAX_REASON: usize = 8 << 10;
const MAX_SHOWN: usize = 500;
/// Seconds that a clock may be ahead before it is what is wrong with a refused password.
const CLOCK_TOLERANCE: u64 = 60;
const DEFAULT_RETRY_SECONDS: u32 = 5;
