//! The configuration, from the variables of `wrangler.toml`: profiles, identity providers, policies, keys and limits.
//!
//! May import `util`, `jwt`, `session` and `error`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use signer_wasm::{Credentials, Region};

mod allowed_origins;
pub mod caching;
mod config_error;
mod identity_center;
mod names;
mod oidc_client;
mod policy;
mod profile;
mod profiles;
pub mod provider;
mod providers;
mod references;
pub mod role;
mod roles;
mod rules;
mod saml_provider;
mod saml_providers;
mod secrets;
mod settings;
mod sign_in;
mod vars;

pub use self::allowed_origins::AllowedOrigins;
pub use self::caching::Caching;
pub use self::config_error::ConfigError;
pub use self::identity_center::IdentityCenter;
pub use self::policy::Policy;
pub use self::profile::Profile;
use self::profiles::profiles;
use self::providers::providers;
pub use self::saml_provider::{SamlProvider, SamlProviderArn};
use self::saml_providers::saml_providers;
use self::settings::check_name;
use self::vars::Vars;
use crate::config::provider::IdentityProvider;
use crate::session::SessionKeys;
use crate::util::Origin;

/// The worker's configuration, from the variables and secrets of `wrangler.toml`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Config {
    /// `DEFAULT_REGION`: the region of `/v1/repos/{name}`.
    pub default_region: Option<Region>,
    /// `DEFAULT_PROFILE`: the profile of callers with a token at an address without a profile.
    pub default_profile: Option<String>,
    /// `ALLOWED_REGIONS`, `ALLOWED_REPOSITORIES` and `READ_ONLY`.
    pub policy: Policy,
    /// `ALLOWED_ORIGINS`: the web origins that may use the edge, besides its own.
    pub allowed_origins: AllowedOrigins,
    /// `MAX_PUSH_BYTES`: the largest body of a push, in bytes.
    pub max_push_bytes: u64,
    /// `PACK_CACHE` and `REFS_CACHE_SECONDS`: the caches of CodeCommit's responses.
    pub caching: Caching,
    /// `MAX_UPSTREAM_REQUESTS`: how many requests an isolate sends at a time to one account and region.
    pub max_upstream_requests: Option<u32>,
    /// `THROTTLE_WAIT_SECONDS`: for how long a request may wait for its turn and be repeated while CodeCommit
    /// throttles.
    pub throttle_wait_seconds: u32,
    /// `ACCEPT_ACCESS_KEYS`: whether the edge signs with access keys that the caller sends.
    pub accept_access_keys: bool,
    /// `UPSTREAM_TIMEOUT_SECONDS`: how long discovery waits for CodeCommit's response.
    pub upstream_timeout_seconds: u32,
    /// `PROFILES`: named policies and roles, the first segment of `/{profile}/{region}/{name}`.
    pub profiles: BTreeMap<String, Profile>,
    /// `IDENTITY_PROVIDERS`: the identity providers whose tokens the edge verifies itself.
    pub identity_providers: Vec<IdentityProvider>,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`: the edge's own keys.
    pub edge_keys: Option<Credentials>,
    /// `SESSION_KEYS`: the keys that seal sessions.
    pub session_keys: Option<SessionKeys>,
    /// `SESSION_SECONDS`: the longest lifetime of a session.
    pub session_seconds: u32,
    /// `IDENTITY_CENTER`: the IAM Identity Center that users sign in with.
    pub identity_center: Option<IdentityCenter>,
    /// `SAML_PROVIDERS`: the SAML identity providers that users sign in with.
    pub saml_providers: Vec<SamlProvider>,
    /// `LOGIN_SECONDS`: how long one sign-in lasts, renewals included.
    pub login_seconds: u32,
    /// `GITEA_COMPATIBILITY`: whether the edge presents itself as a Gitea, which credential helpers know how to sign
    /// in to.
    pub gitea_compatibility: bool,
    /// `AWS_ENDPOINT_URL_CODECOMMIT_GIT`: used instead of CodeCommit's own hosts.
    pub endpoint: Option<Origin>,
    /// `RELAY_AWS_CALLS`: whether the edge relays signed calls to AWS's APIs, the browser client's among them.
    pub relay_aws_calls: bool,
    /// `AWS_ENDPOINT_URL_CODECOMMIT`: used instead of the hosts of CodeCommit's API, for relayed calls and by the
    /// browser client.
    pub codecommit_endpoint: Option<Origin>,
    /// `AWS_ENDPOINT_URL_IAM`: used instead of IAM's own hosts, for relayed calls and by the browser client.
    pub iam_endpoint: Option<Origin>,
    /// `AWS_ENDPOINT_URL_STS`: used instead of STS's own hosts.
    pub sts_endpoint: Option<Origin>,
    /// `AWS_ENDPOINT_URL_SSO`: used instead of the hosts of IAM Identity Center's portal.
    pub sso_endpoint: Option<Origin>,
    /// `AWS_ENDPOINT_URL_SSO_OIDC`: used instead of the hosts of IAM Identity Center's OIDC service.
    pub sso_oidc_endpoint: Option<Origin>,
    /// Whether the browser client is deployed: not a variable, but the binding `ASSETS`.
    pub has_page: bool,
}

impl Config {
    /// Parses the variables. Values may be text or the matching TOML type.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the variable, what is wrong, and what to write instead. A name that is not in
    /// [`Config::VARIABLES`] is an error, because a misspelt `READ_ONLY` would leave the edge writable.
    // Out of line: the runtime compiles a function whole when it is first called.
    #[inline(never)]
    pub fn from_vars(vars: &Map<String, Value>) -> Result<Self, ConfigError> {
        vars.keys().try_for_each(|name| check_name(name))?;
        let vars = Vars(vars);
        let mut identity_providers = providers(vars.get("IDENTITY_PROVIDERS"))?;
        vars.give_client_secrets(&mut identity_providers)?;
        let config = Self {
            default_region: vars.region("DEFAULT_REGION")?,
            default_profile: vars.text("DEFAULT_PROFILE", "\"payments\"")?,
            policy: Policy {
                regions: vars.regions("ALLOWED_REGIONS")?,
                repositories: vars.globs("ALLOWED_REPOSITORIES")?,
                read_only: vars.flag("READ_ONLY")?,
            },
            allowed_origins: vars.origins("ALLOWED_ORIGINS")?,
            max_push_bytes: vars
                .number("MAX_PUSH_BYTES", "100000000", 1..=MAX_SAFE_INTEGER)?
                .unwrap_or(DEFAULT_MAX_PUSH_BYTES),
            caching: vars.caching()?,
            max_upstream_requests: vars
                .number("MAX_UPSTREAM_REQUESTS", "20", 1..=1000)?
                .map(|most| most as u32),
            throttle_wait_seconds: vars
                .number("THROTTLE_WAIT_SECONDS", "30", 1..=60)?
                .unwrap_or(DEFAULT_THROTTLE_WAIT_SECONDS) as u32,
            accept_access_keys: vars.flag("ACCEPT_ACCESS_KEYS")?,
            upstream_timeout_seconds: vars
                .number("UPSTREAM_TIMEOUT_SECONDS", "30", 1..=600)?
                .unwrap_or(DEFAULT_TIMEOUT_SECONDS) as u32,
            profiles: profiles(vars.get("PROFILES"))?,
            identity_providers,
            edge_keys: vars.edge_keys()?,
            session_keys: vars.session_keys()?,
            session_seconds: vars
                .number("SESSION_SECONDS", "43200", 900..=604_800)?
                .unwrap_or(DEFAULT_SESSION_SECONDS) as u32,
            identity_center: vars.identity_center()?,
            saml_providers: saml_providers(vars.get("SAML_PROVIDERS"))?,
            login_seconds: vars
                .number("LOGIN_SECONDS", "1209600", 3600..=7_776_000)?
                .unwrap_or(DEFAULT_LOGIN_SECONDS) as u32,
            gitea_compatibility: vars.flag("GITEA_COMPATIBILITY")?,
            endpoint: vars.origin(
                "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
                "\"https://git-codecommit.internal.example.com\"",
            )?,
            relay_aws_calls: vars.flag_or("RELAY_AWS_CALLS", true)?,
            iam_endpoint: vars.origin(
                "AWS_ENDPOINT_URL_IAM",
                "\"https://iam.internal.example.com\"",
            )?,
            codecommit_endpoint: vars.origin(
                "AWS_ENDPOINT_URL_CODECOMMIT",
                "\"https://codecommit.internal.example.com\"",
            )?,
            sts_endpoint: vars.origin(
                "AWS_ENDPOINT_URL_STS",
                "\"https://vpce-0a1b-2c3d.sts.eu-west-1.vpce.amazonaws.com\"",
            )?,
            sso_endpoint: vars.origin(
                "AWS_ENDPOINT_URL_SSO",
                "\"https://portal.sso.internal.example.com\"",
            )?,
            sso_oidc_endpoint: vars.origin(
                "AWS_ENDPOINT_URL_SSO_OIDC",
                "\"https://oidc.internal.example.com\"",
            )?,
            has_page: false,
        };
        config.check_references()?;
        config.check_login()?;
        config.check_saml()?;
        Ok(config)
    }

    /// The identity provider with this issuer.
    pub fn provider(&self, issuer: &str) -> Option<&IdentityProvider> {
        self.identity_providers
            .iter()
            .find(|provider| provider.issuer == issuer)
    }
}

/// Cloudflare's limit for request bodies on the Free and Pro plans.
const DEFAULT_MAX_PUSH_BYTES: u64 = 100_000_000;
const DEFAULT_TIMEOUT_SECONDS: u64 = 30;
const DEFAULT_THROTTLE_WAIT_SECONDS: u64 = 30;
const DEFAULT_SESSION_SECONDS: u64 = 12 * 3600;
const DEFAULT_LOGIN_SECONDS: u64 = 14 * 24 * 3600;
/// JavaScript's `Number.MAX_SAFE_INTEGER`: the runtime passes numbers as JavaScript numbers.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
