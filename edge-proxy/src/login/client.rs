use crate::Config;

/// The programs that may ask for codes. None of them has a secret: who has the verifier of a code is
/// the one that asked for it.
pub(super) fn is_known(id: &str, config: &Config) -> bool {
    id == CLIENT || config.gitea_compatibility && OF_GITEA.contains(&id)
}

/// Every helper that is configured for this edge.
pub(super) const CLIENT: &str = "git";
/// The ids by which git-credential-oauth and Git Credential Manager are known to every Gitea.
///
/// Source: Gitea's documentation, "Pre-configured Applications".
const OF_GITEA: [&str; 2] = [
    "a4792ccc-144e-407e-86c9-5e7d8d9c3269",
    "e90ee53c-94e2-48ac-9358-a874fb9e0662",
];
