//! Addresses of the remote helper.

use signer_wasm::{Region, RepositoryName};

use crate::Failure;
use crate::failure::printable;

/// An address for `git-remote-codecommit`, as git passes it: `codecommit://[{profile}@]{repository}` whole, and
/// `codecommit::{region}://[{profile}@]{repository}` without `codecommit::`.
///
/// The grammar is that of AWS's program (`git_remote_codecommit/__init__.py`), with two differences: a profile may
/// contain `@`, and text after the repository's name is an error instead of being ignored.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HelperAddress {
    /// The region in the address. If it is `None`, the region comes from the environment or the profile.
    pub region: Option<Region>,
    /// The profile in the address.
    pub profile: Option<String>,
    /// The repository.
    pub repository: RepositoryName,
}

impl HelperAddress {
    /// Parses an address.
    ///
    /// # Errors
    ///
    /// `invalid_address`, `invalid_region` or `invalid_repository_name`.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        // A user who runs the program by hand may type the whole address.
        let short = text.strip_prefix("codecommit::").unwrap_or(text);
        let (scheme, rest) = short.split_once("://").ok_or_else(|| malformed(text))?;
        // The schemes of URLs have no case.
        let scheme = scheme.to_ascii_lowercase();
        let region = match scheme.as_str() {
            "codecommit" => None,
            "http" | "https" => return Err(malformed(text)),
            scheme => Some(Region::parse(scheme).map_err(|_| unknown_region(scheme))?),
        };

        let (profile, name) = match rest.rsplit_once('@') {
            Some(("", _)) => return Err(malformed(text)),
            Some((profile, name)) => (Some(profile), name),
            None => (None, rest),
        };
        if profile.is_some_and(|profile| profile.contains('/')) || is_host(name) {
            return Err(malformed(text));
        }

        Ok(Self {
            region,
            profile: profile.map(str::to_owned),
            repository: RepositoryName::parse_segment(name).map_err(|error| {
                Failure::new(
                    error.code(),
                    format!(
                        "`{}` does not end in a valid repository name: {error}",
                        printable(text)
                    ),
                    FORMS,
                )
            })?,
        })
    }
}

/// Whether the name is a host of CodeCommit, which users paste by mistake.
fn is_host(name: &str) -> bool {
    name.starts_with("git-codecommit") && name.contains(".amazonaws.")
}

fn malformed(text: &str) -> Failure {
    Failure::new(
        "invalid_address",
        format!(
            "`{}` is not an address for git-remote-codecommit",
            printable(text)
        ),
        FORMS,
    )
}

fn unknown_region(scheme: &str) -> Failure {
    Failure::new(
        "invalid_region",
        format!("`{}` is not an AWS region", printable(scheme)),
        FORMS,
    )
}

const FORMS: &str = "Write `codecommit::eu-west-1://repository` or `codecommit::eu-west-1://profile@repository`, or \
    `codecommit://repository` to use the region of AWS_REGION or of the profile.";
