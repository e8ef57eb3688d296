//! The settings of the caches of CodeCommit's responses.

use super::ConfigError;
use super::config_error::advise;
use super::vars::Vars;

/// The caches of CodeCommit's responses.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Caching {
    /// `PACK_CACHE`: the limits of the pack cache; `None` without one.
    pub packs: Option<PackCache>,
    /// `REFS_CACHE_SECONDS`: for how long a list of refs is cached for the credential that it was sent to; 0: not at
    /// all.
    pub refs_seconds: u32,
}

/// The limits of the pack cache.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PackCache {
    /// `PACK_CACHE_MAX_BYTES`: the largest pack that is cached, in bytes.
    pub max_bytes: u64,
    /// `PACK_CACHE_SECONDS`: for how long a pack is cached.
    pub seconds: u32,
}

impl Vars<'_> {
    // Out of line: the runtime compiles a function whole when it is first called.
    #[inline(never)]
    pub(super) fn caching(&self) -> Result<Caching, ConfigError> {
        let max_bytes = self.number("PACK_CACHE_MAX_BYTES", "100000000", 1..=MOST_PACK_BYTES)?;
        let seconds = self.number("PACK_CACHE_SECONDS", "86400", 60..=2_592_000)?;
        let packs = self.flag("PACK_CACHE")?.then(|| PackCache {
            max_bytes: max_bytes.unwrap_or(MOST_PACK_BYTES),
            seconds: seconds.unwrap_or(DEFAULT_PACK_SECONDS) as u32,
        });
        let limits = [
            ("PACK_CACHE_MAX_BYTES", max_bytes),
            ("PACK_CACHE_SECONDS", seconds),
        ];
        if packs.is_none()
            && let Some((name, _)) = limits.iter().find(|(_, value)| value.is_some())
        {
            return Err(advise(
                name,
                "is set, but PACK_CACHE is not",
                format!("Set PACK_CACHE = true, or remove {name}"),
            ));
        }
        Ok(Caching {
            packs,
            refs_seconds: self
                .number("REFS_CACHE_SECONDS", "10", 0..=300)?
                .unwrap_or(0) as u32,
        })
    }
}

/// Cloudflare's limit for an object in the Cache API, less a reserve for its headers.
///
/// Source: <https://developers.cloudflare.com/workers/platform/limits/#cache-api-limits>
const MOST_PACK_BYTES: u64 = 511_000_000;
const DEFAULT_PACK_SECONDS: u64 = 24 * 3600;
