//! The remote helper, which runs git's own HTTPS helper.

use std::env;
use std::path::Path;
use std::process::Command;

use signer_wasm::{Endpoint, Host, Region, Remote};

use crate::Failure;
use crate::address::HelperAddress;
use crate::credentials::from_environment;
use crate::failure::printable;
use crate::profiles::{Profiles, files_mention, region_from_environment};
use crate::shell::quoted;

/// The repository of an address. The region comes from the address, the environment or the profile.
///
/// AWS's files are read only for settings that neither the address nor the environment contains.
///
/// # Errors
///
/// Those of [`Profiles`], and `invalid_host` for a region without a public host or a wrong `CODE_COMMIT_ENDPOINT`.
pub async fn resolve(address: &HelperAddress) -> Result<Remote, Failure> {
    let known = match &address.region {
        Some(region) => Some(region.clone()),
        None => region_from_environment()?,
    };
    let endpoint = env::var(ENDPOINT).ok().filter(|text| !text.is_empty());
    let fips = fips_from_environment()?;
    let (region, profiles) = match (known, &address.profile) {
        (Some(region), None) if endpoint.is_some() || fips.is_some() => (region, None),
        (Some(region), None) => (region, only_for_fips().await?),
        (known, profile) => {
            let profiles = Profiles::load(profile.as_deref()).await?;
            let region = known.map_or_else(|| profiles.region(), Ok)?;
            (region, Some(profiles))
        }
    };
    let fips = match (fips, &profiles) {
        (Some(fips), _) => fips,
        (None, Some(profiles)) => fips_of(profiles)?,
        (None, None) => false,
    };
    let host = match endpoint {
        Some(text) => endpoint_host(&text, &region)?,
        None => public_host(region, fips)?,
    };
    Ok(Remote::new(host, address.repository.clone()))
}

/// The profiles, only for `use_fips_endpoint`. With keys in the environment, no other setting in AWS's files is used.
/// Then a missing profile is ignored, and files that cannot be parsed are an error only if one of them contains
/// `use_fips_endpoint` or cannot be read.
async fn only_for_fips() -> Result<Option<Profiles>, Failure> {
    let failure = match Profiles::load(None).await {
        Ok(profiles) => return Ok(Some(profiles)),
        Err(failure) => failure,
    };
    match failure.code() {
        _ if from_environment()?.is_none() => Err(failure),
        "profile_not_found" => Ok(None),
        _ if !files_mention(FIPS_SETTING) => Ok(None),
        _ => Err(Failure::new(
            "invalid_aws_config",
            format!(
                "{}; AWS's files may set {FIPS_SETTING} for this profile",
                failure.message()
            ),
            format!("Fix the file, or set {FIPS_VARIABLE} to `true` or `false`."),
        )),
    }
}

/// The command that transfers objects: git's HTTPS helper, which asks `credential_helper` for the password.
///
/// It ignores the user's own credential helpers for this host, which git would ask first. The password passes between
/// processes through pipes, never in an argument, an environment variable or a file. Git sends it with the first
/// request (`proactiveAuth`, since git 2.46), which saves a request that CodeCommit would answer with 401.
pub fn command(
    name: &str,
    remote: &Remote,
    profile: Option<&str>,
    credential_helper: &Path,
) -> Command {
    let mut command = git(remote, profile, credential_helper);
    command.args(["remote-https", name, &remote.to_string()]);
    command
}

/// The command that lists the refs, with the same configuration.
pub(crate) fn listing(remote: &Remote, profile: Option<&str>, credential_helper: &Path) -> Command {
    let mut command = git(remote, profile, credential_helper);
    command.args(["ls-remote", &remote.to_string()]);
    command
}

fn git(remote: &Remote, profile: Option<&str>, credential_helper: &Path) -> Command {
    let host = format!("https://{}", remote.host());
    let mut helper = format!("!{}", quoted(&credential_helper.to_string_lossy()));
    if let Some(profile) = profile {
        helper.push_str(" --profile ");
        helper.push_str(&quoted(profile));
    }

    let mut command = Command::new("git");
    for setting in [
        format!("credential.{host}.helper="),
        format!("credential.{host}.helper={helper}"),
        format!("credential.{host}.useHttpPath=true"),
        format!("http.{host}/.proactiveAuth=basic"),
    ] {
        command.arg("-c").arg(setting);
    }
    command
}

fn public_host(region: Region, fips: bool) -> Result<Host, Failure> {
    let endpoint = if fips {
        Endpoint::Fips
    } else {
        Endpoint::Public
    };
    let name = region.to_string();
    Host::new(region, endpoint).map_err(|error| {
        Failure::new(
            error.code(),
            format!("CodeCommit has no host in {name}: {error}"),
            "Use another region.",
        )
    })
}

/// The host of `CODE_COMMIT_ENDPOINT`, which AWS's program also reads: a VPC endpoint.
fn endpoint_host(text: &str, region: &Region) -> Result<Host, Failure> {
    let problem = match Host::parse(text) {
        Ok(host) if host.region() == region => return Ok(host),
        Ok(host) => format!(
            "it is in {}, but the repository is in {region}",
            host.region()
        ),
        Err(error) => error.to_string(),
    };
    Err(Failure::new(
        "invalid_host",
        format!("{ENDPOINT} is `{}`: {problem}", printable(text)),
        format!("Set {ENDPOINT} to a host of CodeCommit, or unset it."),
    ))
}

fn fips_from_environment() -> Result<Option<bool>, Failure> {
    match env::var(FIPS_VARIABLE) {
        Ok(value) if !value.is_empty() => yes_or_no(&value, FIPS_VARIABLE).map(Some),
        _ => Ok(None),
    }
}

fn fips_of(profiles: &Profiles) -> Result<bool, Failure> {
    let value = profiles.selected().and_then(|it| it.get(FIPS_SETTING));
    value.map_or(Ok(false), |value| {
        let place = format!(
            "{FIPS_SETTING} of the profile `{}`",
            printable(profiles.name())
        );
        yes_or_no(value, &place)
    })
}

/// Parses a boolean. Other values are refused, because a misspelt `true` must not disable FIPS.
fn yes_or_no(text: &str, place: &str) -> Result<bool, Failure> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Failure::new(
            "invalid_setting",
            format!("{place} is `{}`", printable(text)),
            "Write `true` or `false`.",
        )),
    }
}

const ENDPOINT: &str = "CODE_COMMIT_ENDPOINT";
const FIPS_VARIABLE: &str = "AWS_USE_FIPS_ENDPOINT";
const FIPS_SETTING: &str = "use_fips_endpoint";
