//! The attributes that the edge vouches for when it assumes a role for a caller.

use serde_json::Value;

use crate::Error;
use crate::aws::sts::session_name;
use crate::config::role::{AssumeWith, Role};
use crate::jwt::Claims;
use crate::session::VerifiedIdentity;

/// Takes the attributes of the role session from a token, which must have been verified.
///
/// # Errors
///
/// [`Error::AccessDenied`] if a required claim is missing, or its value cannot be a session tag.
pub fn verified_identity(claims: &Claims, role: &Role) -> Result<VerifiedIdentity, Error> {
    let mut identity = VerifiedIdentity {
        issuer: claims.issuer().unwrap_or_default().to_owned(),
        subject: claims.subject().unwrap_or_default().to_owned(),
        session_name: caller_name(claims),
        source_identity: None,
        tags: Vec::new(),
    };
    let AssumeWith::EdgeKeys {
        source_identity,
        session_tags,
        external_id: _,
    } = &role.assume_with
    else {
        return Ok(identity);
    };

    if let Some(claim) = source_identity {
        let value = claims.text(claim).ok_or_else(|| match claims.has_unverified_email() {
            true if claim == "email" => denied("The email address in the token is needed as the source identity, and the identity provider says that it is not verified (email_verified). Verify the address there, then sign in again.".into()),
            _ => denied(format!("The claim `{claim}` is needed as the source identity, and the token has no text in it. Have the identity provider add it.")),
        })?;
        identity.source_identity = Some(session_name(value));
    }
    for (tag, claim) in session_tags {
        // A missing claim sets no tag, and policies that require the tag deny access.
        if let Some(value) = claims.claim(claim) {
            identity.tags.push((tag.clone(), tag_value(claim, value)?));
        }
    }
    Ok(identity)
}

/// The role session name for a token: the e-mail address, unless the issuer says that it is unverified; otherwise the
/// subject.
pub(crate) fn caller_name(claims: &Claims) -> String {
    let email = claims.text("email").filter(|email| !email.is_empty());
    session_name(email.or(claims.subject()).unwrap_or_default())
}

/// A tag's value is never altered to fit, because policies compare it.
fn tag_value(claim: &str, value: &Value) -> Result<String, Error> {
    let text = match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => number.as_i64().map(|number| number.to_string()),
        _ => None,
    };
    let text = text.ok_or_else(|| {
        denied(format!("The claim `{claim}` is needed as a session tag, and is neither text, a whole number nor a boolean. Have the identity provider send one of these."))
    })?;
    // STS accepts letters and digits of any script, and rejects other characters itself.
    let fits = text.chars().count() <= MAX_TAG
        && text
            .chars()
            .all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || " _.:/=+-@".contains(c));
    match fits {
        true => Ok(text),
        false => Err(denied(format!(
            "The claim `{claim}` is needed as a session tag, and has more than {MAX_TAG} characters, or characters other than letters, digits, spaces and _.:/=+-@."
        ))),
    }
}

fn denied(text: String) -> Error {
    Error::AccessDenied(text.into())
}

const MAX_TAG: usize = 256;
