//! What an edge can do for git, as far as `/setup` shows it.

use signer_wasm::{ProfileName, Region};

use crate::util::Origin;

/// What there is to know of an edge before git can use it.
#[derive(Clone, Copy, Debug)]
pub struct Setup<'a> {
    /// The edge's own origin, as the request has it.
    pub origin: &'a str,
    /// Whether people can sign in.
    pub login: bool,
    /// Whether tokens of an identity provider are accepted.
    pub tokens: bool,
    /// Whether sessions of this edge are passwords.
    pub sessions: bool,
    /// Whether access keys are passwords.
    pub access_keys: bool,
    /// The region of addresses without one.
    pub default_region: Option<&'a str>,
    /// The names of the profiles.
    pub profiles: &'a [&'a str],
    /// Whether both helpers find out by themselves how to sign in.
    pub compatibility: bool,
    /// Whether pushes are refused.
    pub read_only: bool,
}

impl<'a> Setup<'a> {
    /// Whether the origin is one, of characters that no shell and no file takes for more.
    pub(super) fn is_addressable(&self) -> bool {
        Origin::parse(self.origin).is_some()
    }

    /// The profiles that can be shown in commands.
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
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }
}
