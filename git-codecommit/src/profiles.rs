//! AWS's files of profiles.

use std::borrow::Cow;
use std::env;

use aws_config::profile::{Profile, ProfileSet, load};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};
use signer_wasm::Region;

use crate::Failure;
use crate::failure::printable;

/// The profiles in `~/.aws/config` and `~/.aws/credentials`, or in the files that the environment names.
#[derive(Debug)]
pub struct Profiles {
    set: ProfileSet,
    explicit: bool,
}

impl Profiles {
    /// Reads the files. `chosen` is the profile from the command line or the address; otherwise `AWS_PROFILE` or
    /// `default` is in use.
    ///
    /// # Errors
    ///
    /// `invalid_aws_config` if a file cannot be read, `profile_not_found` if a profile that was named does not exist.
    pub async fn load(chosen: Option<&str>) -> Result<Self, Failure> {
        let chosen = chosen.map(|name| Cow::Owned(name.to_owned()));
        let explicit = chosen.is_some();
        let set = load(
            &Fs::real(),
            &Env::real(),
            &EnvConfigFiles::default(),
            chosen,
        )
        .await
        .map_err(|error| {
            Failure::new(
                "invalid_aws_config",
                format!("AWS's configuration cannot be read: {}", chain(&error)),
                "Correct the file; `aws configure list` reads the same files.",
            )
        })?;
        let profiles = Self { set, explicit };

        let named = explicit || env::var_os("AWS_PROFILE").is_some_and(|name| !name.is_empty());
        if named && profiles.selected().is_none() {
            return Err(profiles.not_found());
        }
        Ok(profiles)
    }

    /// The name of the profile in use.
    pub fn name(&self) -> &str {
        self.set.selected_profile()
    }

    /// Whether the command line or the address names the profile, so that no other source of credentials counts.
    pub fn is_explicit(&self) -> bool {
        self.explicit
    }

    /// The profile in use, if it exists.
    pub fn selected(&self) -> Option<&Profile> {
        self.set.get_profile(self.name())
    }

    /// The profiles from which the one in use gets its credentials, itself first.
    pub fn sources(&self) -> Vec<&Profile> {
        let mut found: Vec<&Profile> = Vec::new();
        let mut next = self.selected();
        while let Some(profile) =
            next.filter(|it| found.iter().all(|seen| seen.name() != it.name()))
        {
            found.push(profile);
            next = profile
                .get("source_profile")
                .and_then(|name| self.set.get_profile(name));
        }
        found
    }

    /// The region that the profile names.
    ///
    /// # Errors
    ///
    /// `region_required`, or `invalid_region`.
    pub fn region(&self) -> Result<Region, Failure> {
        let name = printable(self.name());
        match self.selected().and_then(|profile| profile.get("region")) {
            Some(region) => parse_region(region, &format!("the profile `{name}`")),
            None => Err(Failure::new(
                "region_required",
                format!(
                    "neither the address, nor AWS_REGION, nor the profile `{name}` names a region"
                ),
                "Use `codecommit::eu-west-1://repository`, or run `aws configure set region eu-west-1`.",
            )),
        }
    }

    fn not_found(&self) -> Failure {
        let mut known: Vec<String> = self.set.profiles().map(printable).collect();
        known.sort();
        let remedy = match known.as_slice() {
            [] => "There are no profiles in ~/.aws/config and ~/.aws/credentials; `aws configure` makes one.".to_owned(),
            names => format!("The profiles are: {}.", names.join(", ")),
        };
        Failure::new(
            "profile_not_found",
            format!(
                "AWS's configuration has no profile `{}`",
                printable(self.name())
            ),
            remedy,
        )
    }
}

/// The region that `AWS_REGION` or `AWS_DEFAULT_REGION` names.
///
/// # Errors
///
/// `invalid_region`.
pub(crate) fn region_from_environment() -> Result<Option<Region>, Failure> {
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        if let Some(value) = env::var(name).ok().filter(|value| !value.is_empty()) {
            return parse_region(&value, name).map(Some);
        }
    }
    Ok(None)
}

fn parse_region(text: &str, place: &str) -> Result<Region, Failure> {
    Region::parse(text).map_err(|error| {
        Failure::new(
            error.code(),
            format!(
                "`{}`, the region of {place}, is not an AWS region",
                printable(text)
            ),
            "Write a region such as `eu-west-1`.",
        )
    })
}

/// An error with its causes, each said once.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    printable(&text)
}
