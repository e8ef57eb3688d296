use super::RedirectUri;
use crate::Config;

/// Whether a program may request codes. All of them are public clients: PKCE proves that the program that redeems a
/// code is the one that requested it.
pub(super) fn is_known(id: &str, config: &Config) -> bool {
    id == CLIENT
        || id == PAGE && config.has_page
        || config.gitea_compatibility && GITEA_CLIENTS.contains(&id)
}

/// The redirect URI of a program, if it is allowed to have it: the page only the root of the edge `own_origin`, every
/// other program only loopback addresses.
pub(super) fn redirect_uri(id: &str, text: &str, own_origin: &str) -> Option<RedirectUri> {
    match id {
        PAGE => RedirectUri::for_page(text, own_origin),
        _ => RedirectUri::parse(text),
    }
}

/// The name by which users know a program.
pub(super) fn program(id: &str) -> &'static str {
    match id {
        PAGE => "the git client of this page",
        id if id == GITEA_CLIENTS[0] => "git-credential-oauth",
        id if id == GITEA_CLIENTS[1] => "Git Credential Manager",
        _ => "git",
    }
}

/// The browser client at `/`.
pub(super) const PAGE: &str = "www";
/// The client id of every helper that is configured for this edge.
pub(super) const CLIENT: &str = "git";
/// The ids with which git-credential-oauth and Git Credential Manager are registered in every Gitea.
///
/// Source: Gitea's documentation, "Pre-configured Applications".
const GITEA_CLIENTS: [&str; 2] = [
    "a4792ccc-144e-407e-86c9-5e7d8d9c3269",
    "e90ee53c-94e2-48ac-9358-a874fb9e0662",
];
