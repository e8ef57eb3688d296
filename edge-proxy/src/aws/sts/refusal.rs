//! Explains each of STS's errors to the caller.

use super::{AssumeRole, Evidence, StsFailure, saml};
use crate::Error;
use crate::error::Upstream;

/// Turns STS's error into a refusal that says what to change, and whether the caller or the operator can.
///
/// A fault that only the operator can mend is logged, and not shown to the caller.
pub fn explain(failure: &StsFailure, assume_role: &AssumeRole, profile: &str) -> Error {
    if failure.is_late() {
        return Error::UpstreamTimeout(Upstream::Sts);
    }
    if failure.is_throttling() {
        return Error::Throttled {
            upstream: Upstream::Sts,
            retry_after: RETRY_SECONDS,
        };
    }

    if let Evidence::Saml { .. } = assume_role.evidence
        && let Some(error) = saml::explain(failure, profile)
    {
        return error;
    }
    match failure.code.as_str() {
        "ExpiredTokenException" => Error::CredentialsExpired(
            "AWS STS says that the token has expired. Get a new one from the identity provider and try again.".into(),
        ),
        "InvalidIdentityToken" => invalid_token(&failure.message),
        "IDPRejectedClaim" => Error::UnrecognisedCredential(
            "The identity provider rejects the token: it was revoked, or a claim in it is not accepted. Get a new one and try again.".into(),
        ),
        "IDPCommunicationError" => Error::UpstreamUnreachable {
            upstream: Upstream::IdentityProvider,
            detail: failure.to_string(),
        },
        "AccessDenied" => access_denied(assume_role, profile),
        "RegionDisabledException" => Error::RegionNotAllowed(
            format!(
                "AWS STS is not active in {} for the account of the profile {profile}. Its administrator can activate it in IAM's account settings.",
                assume_role.region
            )
            .into(),
        ),
        // A proxy or a firewall in between refused in a format of its own.
        _ if failure.is_unreadable() && matches!(failure.status, 401 | 403) => Error::AccessDenied(
            format!(
                "AWS STS, or a proxy in front of it, refused with status {} and gave no readable reason. Tell the edge's operator the request id.",
                failure.status
            )
            .into(),
        ),
        _ if !(400..500).contains(&failure.status) => Error::UpstreamUnreachable {
            upstream: Upstream::Sts,
            detail: failure.to_string(),
        },
        // The edge's own keys or its STS endpoint are wrong, or the role's duration or the policy is too large.
        _ => Error::Misconfigured(failure.to_string()),
    }
}

/// STS has one code for several faults of a token; its messages tell them apart.
fn invalid_token(message: &str) -> Error {
    let says = |phrase: &str| message.contains(phrase);
    if says("audience") {
        Error::UnrecognisedCredential(
            "AWS STS says that the token's audience is wrong. Ask the identity provider for a token with an audience that is registered with it in IAM, usually sts.amazonaws.com.".into(),
        )
    } else if says("No OpenIDConnect provider") {
        Error::UnrecognisedCredential(
            "AWS STS does not know the token's issuer. The account's administrator can register it as an OpenID Connect provider in IAM; the URL must be exactly the token's `iss`.".into(),
        )
    } else if says("ignature") || says("verification key") || says("could not be validated") {
        Error::SignatureRejected(
            "AWS STS cannot verify the token's signature. Send the token unchanged; if it is, the provider's keys are not those that IAM finds at its issuer.".into(),
        )
    } else {
        Error::UnrecognisedCredential(
            "AWS STS does not accept the token. Send it complete and unchanged, as the identity provider issued it.".into(),
        )
    }
}

fn access_denied(assume_role: &AssumeRole, profile: &str) -> Error {
    let text = match &assume_role.evidence {
        Evidence::Saml { .. } | Evidence::WebIdentity { .. } => format!(
            "AWS STS does not let this token assume the role of the profile {profile}. The role's trust policy must allow sts:AssumeRoleWithWebIdentity to the token's provider, for its `aud` and its `sub`."
        ),
        Evidence::EdgeKeys { .. } => format!(
            "AWS STS does not let this edge assume the role of the profile {profile}. The role's trust policy must allow the edge's own user sts:AssumeRole, with the external id, and sts:TagSession and sts:SetSourceIdentity where the profile has tags or a source identity; and so must that user's own policy."
        ),
    };
    Error::AccessDenied(text.into())
}

const RETRY_SECONDS: u32 = 5;
