//! The names of all variables, secrets and bindings.

use super::config_error::advise;
use super::{Config, ConfigError, names};

impl Config {
    /// Rejects a binding whose name looks like a misspelling of one of [`Config::BINDINGS`]. Any other binding is the
    /// operator's own, and is ignored.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] names the binding that was probably meant.
    pub fn check_binding(name: &str) -> Result<(), ConfigError> {
        match Self::BINDINGS
            .into_iter()
            .find(|it| names::is_slip(name, it))
        {
            Some(known) if known != name => Err(advise(
                name,
                "is not a binding of this worker",
                format!("Did you mean {known}?"),
            )),
            _ => Ok(()),
        }
    }

    /// The binding of the operator's rate limit.
    pub const RATE_LIMITER: &str = "RATE_LIMITER";
    /// Every binding that the edge uses.
    pub const BINDINGS: [&str; 4] = ["ASSETS", "LOGINS", Self::RATE_LIMITER, "SESSIONS"];

    /// Every variable and secret that the edge reads.
    pub const VARIABLES: [&str; 34] = [
        "ACCEPT_ACCESS_KEYS",
        "ALLOWED_ORIGINS",
        "ALLOWED_REGIONS",
        "ALLOWED_REPOSITORIES",
        "AWS_ACCESS_KEY_ID",
        "AWS_ENDPOINT_URL_CODECOMMIT",
        "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        "AWS_ENDPOINT_URL_IAM",
        "AWS_ENDPOINT_URL_SSO",
        "AWS_ENDPOINT_URL_SSO_OIDC",
        "AWS_ENDPOINT_URL_STS",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "CLIENT_SECRETS",
        "DEFAULT_PROFILE",
        "DEFAULT_REGION",
        "GITEA_COMPATIBILITY",
        "IDENTITY_CENTER",
        "IDENTITY_PROVIDERS",
        "LOGIN_SECONDS",
        "MAX_PUSH_BYTES",
        "MAX_UPSTREAM_REQUESTS",
        "PACK_CACHE",
        "PACK_CACHE_MAX_BYTES",
        "PACK_CACHE_SECONDS",
        "PROFILES",
        "READ_ONLY",
        "REFS_CACHE_SECONDS",
        "RELAY_AWS_CALLS",
        "SAML_PROVIDERS",
        "SESSION_KEYS",
        "SESSION_SECONDS",
        "THROTTLE_WAIT_SECONDS",
        "UPSTREAM_TIMEOUT_SECONDS",
    ];
}

/// Rejects an unknown variable.
// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
pub(super) fn check_name(name: &str) -> Result<(), ConfigError> {
    // wrangler's and Cloudflare's own settings, from `.env` files and version metadata, reach the worker too.
    let is_platforms = ["CF_", "CLOUDFLARE_", "WRANGLER_"]
        .iter()
        .any(|prefix| name.starts_with(prefix));
    if is_platforms || Config::VARIABLES.contains(&name) {
        return Ok(());
    }
    if Config::BINDINGS.contains(&name) {
        return Err(advise(
            name,
            "is a variable, and should be a binding",
            "Remove it from [vars], and bind it as wrangler.toml shows",
        ));
    }
    let advice = match names::nearest(name, &Config::VARIABLES) {
        Some(known) => format!("Did you mean {known}?"),
        None => "Remove it; wrangler.toml lists every setting".to_owned(),
    };
    Err(advise(name, "is not a setting", advice))
}
