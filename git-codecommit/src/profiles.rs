//! The profiles in AWS's configuration files.

use std::borrow::Cow;
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

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
                "Fix the file. To check it, run `aws configure list`, which reads the same files.",
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

    /// Whether the command line or the address names the profile. Then it is the only source of credentials.
    pub fn is_explicit(&self) -> bool {
        self.explicit
    }

    /// The profile in use, if it exists.
    pub fn selected(&self) -> Option<&Profile> {
        self.set.get_profile(self.name())
    }

    /// The profile in use, followed by the chain of its `source_profile`s.
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
                format!("neither the address, AWS_REGION nor the profile `{name}` names a region"),
                "Write the region in the address, as in `codecommit::eu-west-1://repository`, or run `aws configure set region eu-west-1`.",
            )),
        }
    }

    fn not_found(&self) -> Failure {
        let mut known: Vec<String> = self.set.profiles().map(printable).collect();
        known.sort();
        let remedy = match known.as_slice() {
            [] => "There are no profiles in ~/.aws/config and ~/.aws/credentials; run `aws configure` to create one.".to_owned(),
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

/// Whether AWS's files contain the name of a setting anywhere, or exist and cannot be read.
pub(crate) fn files_mention(setting: &str) -> bool {
    let files = [
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ];
    files.into_iter().any(|(variable, name)| {
        let named = env::var_os(variable).filter(|path| !path.is_empty());
        let path = match (named.map(PathBuf::from), env::home_dir()) {
            (Some(path), Some(home)) => match path.strip_prefix("~") {
                Ok(rest) => home.join(rest),
                Err(_) => path,
            },
            (Some(path), None) => path,
            (None, Some(home)) => home.join(".aws").join(name),
            (None, None) => return false,
        };
        match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).contains(setting),
            Err(error) => error.kind() != ErrorKind::NotFound,
        }
    })
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

/// An error and its causes on one line, without repetitions.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut parts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = cause.source();
    }
    // The first part may be a mere introduction to the others.
    if parts.len() > 1
        && parts
            .first()
            .is_some_and(|it| it.ends_with("while loading credentials"))
    {
        parts.remove(0);
    }
    let lines: Vec<String> = parts
        .iter()
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    printable(&lines.join(": "))
}
