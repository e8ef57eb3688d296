//! What users can do about sources of credentials that fail.

use aws_config::profile::Profile;
use aws_credential_types::provider::error::CredentialsError;

use crate::Failure;
use crate::failure::printable;
use crate::profiles::{Profiles, chain};
use crate::shell::quoted;

/// A profile whose role wants a code from an MFA device cannot be used: git's helpers have nobody to ask.
///
/// `aws-config` ignores `mfa_serial`, and STS would only say that access is denied.
pub(super) fn needs_mfa(profiles: &Profiles) -> Option<Failure> {
    let sources = profiles.sources();
    let profile = sources
        .iter()
        .find(|profile| profile.get("mfa_serial").is_some() && profile.get("role_arn").is_some())?;
    // A profile that is named counts alone, so exported credentials would not be used.
    let then = match profiles.is_explicit() {
        true => {
            "Then run git without the profile: not in the address, as in `codecommit::eu-west-1://repository`, and not with --profile."
        }
        false => "Then run git again.",
    };
    Some(Failure::new(
        "mfa_required",
        format!(
            "the profile `{}` needs a code from an MFA device (mfa_serial), which git cannot ask for",
            printable(profile.name())
        ),
        format!(
            "Export the credentials of the role: eval \"$(aws configure export-credentials --profile {} --format env)\"\n{then}",
            quoted(&printable(profiles.name()))
        ),
    ))
}

/// The profile should have had credentials, and has none.
pub(super) fn profile_failed(profiles: &Profiles, error: &CredentialsError) -> Failure {
    let name = printable(profiles.name());
    let word = quoted(&name);
    let reason = chain(error);
    // The profile may be a role of another one, which signs in.
    let signs_in = |profile: &Profile, how: &str| {
        let own = printable(profile.name());
        let source = match own == name {
            true => String::new(),
            false => format!(", the source of `{name}`,"),
        };
        format!("the profile `{own}`{source} signs in {how}, and has no valid session: {reason}")
    };
    let sources = profiles.sources();
    let has = |key: &str| {
        sources
            .iter()
            .find(|profile| profile.get(key).is_some())
            .copied()
    };

    if let Some(profile) = has("sso_session").or_else(|| has("sso_start_url")) {
        return Failure::new(
            "sso_session_expired",
            signs_in(profile, "at IAM Identity Center"),
            format!(
                "Run `aws sso login --profile {}`, and then git again.",
                quoted(&printable(profile.name()))
            ),
        );
    }
    if let Some(profile) = has("login_session") {
        return Failure::new(
            "login_expired",
            signs_in(profile, "with `aws login`"),
            format!(
                "Run `aws login --profile {}`, and then git again.",
                quoted(&printable(profile.name()))
            ),
        );
    }
    if has("credential_process").is_some() {
        return Failure::new(
            "credential_process_failed",
            format!("the command in `credential_process` of the profile `{name}` failed: {reason}"),
            "Run that command by itself, and correct what it reports.",
        );
    }
    if let Some(profile) = has("role_arn") {
        return Failure::new(
            "role_failed",
            format!(
                "the profile `{name}` cannot assume {}: {reason}",
                role(profile)
            ),
            format!(
                "Run `aws sts get-caller-identity --profile {word}`, which needs the same permission."
            ),
        );
    }
    Failure::new(
        "profile_failed",
        format!("the profile `{name}` has no credentials: {reason}"),
        format!("Run `aws configure --profile {word}`, or choose another profile."),
    )
}

fn role(profile: &Profile) -> String {
    profile
        .get("role_arn")
        .map_or_else(|| "its role".to_owned(), printable)
}

/// A source besides the profile should have had credentials, and has none.
pub(super) fn source_failed(source: &str, reason: &str) -> Failure {
    Failure::new(
        "credentials_failed",
        format!("{source} has no credentials: {reason}"),
        "Correct this source, or set AWS_PROFILE to use a profile.",
    )
}

/// No source has credentials. `tried` says of each why.
pub(super) fn none_found(tried: &[String]) -> Failure {
    Failure::new(
        "no_credentials",
        format!(
            "no AWS credentials were found: AWS_ACCESS_KEY_ID is not set; {}",
            tried.join("; ")
        ),
        "Run `aws configure`, `aws sso login` or `aws login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID.",
    )
}
