//! The remote helper: how it runs git's HTTPS helper.

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

/// The repository of an address: its region is the address's, the environment's or the profile's.
///
/// AWS's files are read only for what the address and the environment leave open.
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

/// The profiles, for a setting that few have: with keys in the environment, nothing else in AWS's files counts. A file
/// that cannot be read, or a profile that does not exist, stops nothing then, unless the file may demand FIPS.
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
                "{}; whether its {FIPS_SETTING} is for this profile is not known",
                failure.message()
            ),
            format!("Correct the file, or set {FIPS_VARIABLE} to `true` or `false`."),
        )),
    }
}

/// The command that transfers: git's HTTPS helper, which asks `credential_helper` for the passwords.
///
/// The credential helpers that the user has for this host are left out, because they would be asked first. The
/// password goes from process to process in pipes, and is in no argument, no variable and no file. Git sends it with
/// the first request (`proactiveAuth`, since git 2.46), which saves the one that CodeCommit would answer with 401.
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
            format!("{name} has no host of CodeCommit: {error}"),
            "Use another region.",
        )
    })
}

/// The host of `CODE_COMMIT_ENDPOINT`, the variable with which AWS's program is sent to a VPC endpoint.
fn endpoint_host(text: &str, region: &Region) -> Result<Host, Failure> {
    let problem = match Host::parse(text) {
        Ok(host) if host.region() == region => return Ok(host),
        Ok(host) => format!(
            "it is in {}, and the repository is in {region}",
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

/// Other words are refused: whoever wrote them may rely on FIPS.
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
