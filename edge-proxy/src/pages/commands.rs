//! Git's settings for this edge, and the commands that set them.

use super::{Html, shell_word};

/// The client id, which both helpers use.
pub(super) const CLIENT_ID: (&str, &str) = ("oauthClientId", "git");

/// The other settings of git-credential-oauth.
///
/// Source: git-credential-oauth `main.go`.
pub(super) const OAUTH_KEYS: [(&str, &str); 3] = [
    ("oauthAuthURL", "/oauth/authorize"),
    ("oauthTokenURL", "/oauth/token"),
    ("oauthDeviceAuthURL", "/oauth/device_authorization"),
];

/// The other settings of Git Credential Manager.
///
/// Source: git-credential-manager `docs/generic-oauth.md`.
pub(super) const MANAGER_KEYS: [(&str, &str); 6] = [
    ("provider", "generic"),
    ("oauthAuthorizeEndpoint", "/oauth/authorize"),
    ("oauthTokenEndpoint", "/oauth/token"),
    ("oauthDeviceEndpoint", "/oauth/device_authorization"),
    ("oauthRedirectUri", "http://127.0.0.1"),
    ("oauthDefaultUserName", "oauth2"),
];

/// One sign-in serves all repositories. AWS's manual recommends the opposite setting.
pub(super) const ONE_SIGN_IN: (&str, &str) = ("useHttpPath", "false");

/// The helpers in the order in which git calls them: the first stores a credential, and the second gets it.
pub(super) const OAUTH_HELPERS: [&str; 2] = [CACHE, "oauth"];
/// Git Credential Manager both gets and stores credentials.
pub(super) const MANAGER_HELPERS: [&str; 1] = ["manager"];
/// The helper that stores a typed password.
pub(super) const CACHE_HELPERS: [&str; 1] = [CACHE];

/// In memory, for the lifetime of a session.
const CACHE: &str = "cache --timeout 43200";

const SET: &str = "git config --global";
const ADD: &str = "git config --global --add";
const REPLACE: &str = "git config --global --replace-all";

/// Shell commands to paste.
#[derive(Default)]
pub(super) struct Commands(String);

impl Commands {
    /// Sets keys for this edge.
    pub(super) fn keys(self, origin: &str, keys: &[(&str, &str)]) -> Self {
        keys.iter().fold(self, |commands, (key, value)| {
            commands.credential(SET, origin, key, value)
        })
    }

    /// Sets the helpers for this edge, instead of the ones git uses elsewhere.
    pub(super) fn helpers(self, origin: &str, helpers: &[&str]) -> Self {
        // An empty value resets the list. `REPLACE` replaces all values, so that the commands can be pasted again.
        let reset = self.credential(REPLACE, origin, "helper", "");
        helpers.iter().fold(reset, |commands, helper| {
            commands.credential(ADD, origin, "helper", helper)
        })
    }

    /// Appends a command: `start` goes in unchanged, and each word is quoted to stay one word in a shell. A word that
    /// cannot be quoted drops the whole command.
    pub(super) fn line(mut self, start: &'static str, words: &[&str]) -> Self {
        let Some(words) = words
            .iter()
            .map(|word| shell_word(word))
            .collect::<Option<Vec<_>>>()
        else {
            return self;
        };
        self.0.push_str(start);
        for word in words {
            self.0.push(' ');
            self.0.push_str(&word);
        }
        self.0.push('\n');
        self
    }

    /// Sends CodeCommit's own addresses, including those of FIPS endpoints, through this edge.
    pub(super) fn instead_of(self, origin: &str) -> Self {
        // No dot at the end, which git would take for the separator before the key.
        let name = ["url.", origin, "/git-codecommit.insteadOf"].concat();
        self.line(SET, &[&name, CODECOMMIT])
    }

    /// Excludes pushes to CodeCommit's own addresses.
    pub(super) fn push_past(self) -> Self {
        let name = ["url.", CODECOMMIT, ".pushInsteadOf"].concat();
        self.line(SET, &[&name, CODECOMMIT])
    }

    /// The text, without a final line break.
    pub(super) fn as_str(&self) -> &str {
        self.0.trim_end()
    }

    fn credential(self, start: &'static str, origin: &str, key: &str, value: &str) -> Self {
        let name = ["credential.", origin, ".", key].concat();
        self.line(start, &[&name, value])
    }
}

/// The common prefix of the URLs of CodeCommit's public hosts.
pub(super) const CODECOMMIT: &str = "https://git-codecommit";

/// Appends commands with a button that copies them.
pub(super) fn block(html: &mut Html, commands: &Commands) {
    html.raw("<pre>").text(commands.as_str()).raw("</pre>");
}
