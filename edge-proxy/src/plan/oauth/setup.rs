use crate::Config;
use crate::http::EdgeResponse;
use crate::pages::Setup;

/// A response that `page` makes of the edge's settings for git.
pub(super) fn page(
    config: &Config,
    origin: &str,
    page: impl FnOnce(&Setup<'_>) -> EdgeResponse,
) -> EdgeResponse {
    let profiles: Vec<&str> = config.profiles.keys().map(String::as_str).collect();
    let login = config.has_login();
    let tokens = config.has_roles();
    page(&Setup {
        origin,
        login,
        tokens,
        sessions: config.session_keys.is_some() && (tokens || login),
        access_keys: config.accept_access_keys,
        default_region: config.default_region.as_ref().map(|region| region.as_str()),
        profiles: &profiles,
        compatibility: config.gitea_compatibility,
        read_only: config.policy.read_only,
    })
}
