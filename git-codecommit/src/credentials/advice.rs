//! Failures of credential sources, with what the user can do about them.

use aws_config::profile::Profile;
use aws_credential_types::provider::error::CredentialsError;

use crate::Failure;
use crate::failure::printable;
use crate::profiles::{Profiles, chain};
use crate::shell::quoted;

/// The failure for a profile whose role requires a code from an MFA device: git's helpers cannot prompt for it.
///
/// `aws-config` ignores `mfa_serial`, and STS would answer only that access is denied.
pub(super) fn needs_mfa(profiles: &Profiles) -> Option<Failure> {
    let sources = profiles.sources();
    let profile = sources
        .iter()
        .find(|profile| profile.get("mfa_serial").is_some() && profile.get("role_arn").is_some())?;
    // A named profile is the only source, so exported credentials would be ignored.
    let then = match profiles.is_explicit() {
        true => {
            "Then run git without the profile: not in the address, as in `codecommit::eu-west-1://repository`, and not with --profile."
        }
        false => "Then run git again.",
    };
    Some(Failure::new(
        "mfa_required",
        format!(
            "the profile `{}` requires a code from an MFA device (mfa_serial), and git cannot prompt for it",
            printable(profile.name())
        ),
        format!(
            "Export the credentials of the role: eval \"$(aws configure export-credentials --profile {} --format env)\"\n{then}",
            quoted(&printable(profiles.name()))
        ),
    ))
}

/// The failure for a profile that is configured but yields no credentials.
pub(super) fn profile_failed(profiles: &Profiles, error: &CredentialsError) -> Failure {
    let name = printable(profiles.name());
    let word = quoted(&name);
    let reason = chain(error);
    // The profile may assume a role with the credentials of another profile, which signs in.
    let signs_in = |profile: &Profile, how: &str| {
        let own = printable(profile.name());
        let source = match own == name {
            true => String::new(),
            false => format!(", the source of `{name}`,"),
        };
        format!("the profile `{own}`{source} signs in {how} and has no valid session: {reason}")
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
                "Run `aws sso login --profile {}`, then run git again.",
                quoted(&printable(profile.name()))
            ),
        );
    }
    if let Some(profile) = has("login_session") {
        return Failure::new(
            "login_expired",
            signs_in(profile, "with `aws login`"),
            format!(
                "Run `aws login --profile {}`, then run git again.",
                quoted(&printable(profile.name()))
            ),
        );
    }
    if has("credential_process").is_some() {
        return Failure::new(
            "credential_process_failed",
            format!("the command in `credential_process` of the profile `{name}` failed: {reason}"),
            "Run that command in a terminal, and fix the error that it prints.",
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
                "Check the role's trust policy, then test it with `aws sts get-caller-identity --profile {word}`."
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

/// The failure for a configured source other than a profile that yields no credentials.
pub(super) fn source_failed(source: &str, reason: &str) -> Failure {
    Failure::new(
        "credentials_failed",
        format!("{source} has no credentials: {reason}"),
        "Fix this source, or set AWS_PROFILE to use a profile.",
    )
}

/// The failure if no source has credentials. `tried` has the reason for each source.
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
