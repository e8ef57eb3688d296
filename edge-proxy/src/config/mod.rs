//! The configuration, from the variables of `wrangler.toml`.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};
use signer_wasm::Region;

mod profiles;
mod vars;

use self::profiles::profiles;
use self::vars::Vars;
use crate::{Origin, Policy};

/// The worker's configuration, from the variables of `wrangler.toml`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Config {
    /// `DEFAULT_REGION`: the region of `/v1/repos/{name}`.
    pub default_region: Option<Region>,
    /// `ALLOWED_REGIONS`, `ALLOWED_REPOSITORIES` and `READ_ONLY`.
    pub policy: Policy,
    /// `ALLOWED_ORIGINS`: the web pages that may use the edge, besides its own.
    pub allowed_origins: AllowedOrigins,
    /// `MAX_PUSH_BYTES`: the largest body of a push.
    pub max_push_bytes: u64,
    /// `ACCEPT_ACCESS_KEYS`: whether the edge signs with keys that the caller sends.
    pub accept_access_keys: bool,
    /// `UPSTREAM_TIMEOUT_SECONDS`: how long discovery may wait for CodeCommit's answer.
    pub upstream_timeout_seconds: u32,
    /// `PROFILES`: named policies, the first segment of `/{profile}/{region}/{name}`.
    pub profiles: BTreeMap<String, Policy>,
    /// `AWS_ENDPOINT_URL_CODECOMMIT_GIT`: where to connect instead of CodeCommit's own hosts.
    pub endpoint: Option<Origin>,
}

impl Config {
    /// Reads the variables. TOML gives some of them other types than text; both are taken.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable, what is wrong, and a valid example.
    pub fn from_vars(vars: &Map<String, Value>) -> Result<Self, ConfigError> {
        let vars = Vars(vars);
        Ok(Self {
            default_region: vars.region("DEFAULT_REGION")?,
            policy: Policy {
                regions: vars.regions("ALLOWED_REGIONS")?,
                repositories: vars.globs("ALLOWED_REPOSITORIES")?,
                read_only: vars.flag("READ_ONLY")?,
            },
            allowed_origins: vars.origins("ALLOWED_ORIGINS")?,
            max_push_bytes: vars
                .number("MAX_PUSH_BYTES", "100000000", 1..=MAX_SAFE_INTEGER)?
                .unwrap_or(DEFAULT_MAX_PUSH_BYTES),
            accept_access_keys: vars.flag("ACCEPT_ACCESS_KEYS")?,
            upstream_timeout_seconds: vars
                .number("UPSTREAM_TIMEOUT_SECONDS", "30", 1..=600)?
                .unwrap_or(DEFAULT_TIMEOUT_SECONDS) as u32,
            profiles: profiles(vars.get("PROFILES"))?,
            endpoint: vars.origin("AWS_ENDPOINT_URL_CODECOMMIT_GIT")?,
        })
    }

    /// Every variable that is read.
    pub const VARIABLES: [&str; 10] = [
        "ACCEPT_ACCESS_KEYS",
        "ALLOWED_ORIGINS",
        "ALLOWED_REGIONS",
        "ALLOWED_REPOSITORIES",
        "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        "DEFAULT_REGION",
        "MAX_PUSH_BYTES",
        "PROFILES",
        "READ_ONLY",
        "UPSTREAM_TIMEOUT_SECONDS",
    ];
}

/// The origins of web pages that may use the edge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AllowedOrigins {
    /// `*`
    Any,
    /// The ones listed.
    Listed(Vec<Origin>),
}

impl Default for AllowedOrigins {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}

/// A variable that cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigError {
    variable: String,
    problem: String,
    example: &'static str,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            variable,
            problem,
            example,
        } = self;
        write!(
            f,
            "{variable} {problem}; a valid value is {variable} = {example}"
        )
    }
}

impl std::error::Error for ConfigError {}

/// Cloudflare's limit for request bodies on its Free and Pro plans.
const DEFAULT_MAX_PUSH_BYTES: u64 = 100_000_000;
const DEFAULT_TIMEOUT_SECONDS: u64 = 30;
/// Numbers reach the worker through JavaScript.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
