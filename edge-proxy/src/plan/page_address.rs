//! Leads browsers from a repository's address to the page.

use super::route;
use crate::Config;
use crate::http::{AccessLog, RequestHead};

/// The page's address for a repository whose address a browser opens in a tab; `None` for all other requests.
///
/// git never requests the address itself, only addresses below it, and asks for no HTML.
pub(super) fn for_navigation(
    request: &RequestHead<'_>,
    path: &str,
    config: &Config,
    log: &mut AccessLog,
) -> Option<String> {
    let is_navigation = request.method == "GET"
        && request
            .header("accept")
            .is_some_and(|accept| accept.contains("text/html"))
        && request
            .header("sec-fetch-dest")
            .is_none_or(|destination| destination == "document");
    if !config.has_page || !is_navigation {
        return None;
    }
    let (_, profile, remote) = route::parse_address(path, config).ok()?;
    let (region, repository) = (remote.region().as_str(), remote.repository().as_str());
    log.route = "home";
    log.profile.clone_from(&profile);
    log.region = Some(region.to_owned());
    log.repository = Some(repository.to_owned());
    let parts = [profile.as_deref(), Some(region), Some(repository)];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    Some(["/#/", &parts.join("/")].concat())
}
