use super::RedirectUri;
use crate::Config;

/// The programs that may ask for codes. None of them has a secret: who has the verifier of a code is
/// the one that asked for it.
pub(super) fn is_known(id: &str, config: &Config) -> bool {
    id == CLIENT
        || id == PAGE && config.has_page
        || config.gitea_compatibility && OF_GITEA.contains(&id)
}

/// Where a program of this id may have its codes sent at the edge `own_origin`: the page to the edge's
/// own home alone, every other to the person's own machine alone.
pub(super) fn redirect_uri(id: &str, text: &str, own_origin: &str) -> Option<RedirectUri> {
    match id {
        PAGE => RedirectUri::of_page(text, own_origin),
        _ => RedirectUri::parse(text),
    }
}

/// What users know a program by.
pub(super) fn program(id: &str) -> &'static str {
    match id {
        PAGE => "the git client of this page",
        id if id == OF_GITEA[0] => "git-credential-oauth",
        id if id == OF_GITEA[1] => "Git Credential Manager",
        _ => "git",
    }
}

/// The browser client at `/`.
pub(super) const PAGE: &str = "www";
/// Every helper that is configured for this edge.
pub(super) const CLIENT: &str = "git";
/// The ids by which git-credential-oauth and Git Credential Manager are known to every Gitea.
///
/// Source: Gitea's documentation, "Pre-configured Applications".
const OF_GITEA: [&str; 2] = [
    "a4792ccc-144e-407e-86c9-5e7d8d9c3269",
    "e90ee53c-94e2-48ac-9358-a874fb9e0662",
];
