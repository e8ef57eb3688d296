//! The edge's features that `/setup` shows.

use signer_wasm::{ProfileName, Region};

use crate::util::{HttpUrl, Origin};

/// The edge's features that matter for git.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// The edge's origin, as the request addresses it.
    pub origin: &'a str,
    /// Whether users can sign in.
    pub login: bool,
    /// Whether tokens of an identity provider are accepted.
    pub tokens: bool,
    /// Whether sessions are accepted as passwords.
    pub sessions: bool,
    /// Whether access keys are accepted.
    pub access_keys: bool,
    /// The region of addresses without one.
    pub default_region: Option<&'a str>,
    /// The names of the profiles.
    pub profiles: &'a [&'a str],
    /// Whether both helpers discover by themselves how to sign in.
    pub compatibility: bool,
    /// Whether pushes are rejected.
    pub read_only: bool,
}

impl<'a> Setup<'a> {
    /// Whether the origin is valid, so that it needs no quoting in a shell or a file.
    pub(super) fn is_addressable(&self) -> bool {
        Origin::parse(self.origin).is_some()
    }

    /// The profiles whose names need no quoting in commands.
    pub(super) fn plain_profiles(&self) -> impl Iterator<Item = &'a str> {
        let profiles = self.profiles.iter().copied();
        profiles.filter(|name| ProfileName::parse(name).is_ok())
    }

    /// The region to suggest.
    pub(super) fn region(&self) -> &'a str {
        self.default_region
            .filter(|name| Region::parse(name).is_ok())
            .unwrap_or_default()
    }

    pub(super) fn host(&self) -> &'a str {
        HttpUrl::parse(self.origin).map_or("", |url| url.authority())
    }
}
