//! What git has to be told of this edge, and the commands that tell it.

use super::{Html, shell_word};

/// What both helpers call this client.
pub(super) const CLIENT_ID: (&str, &str) = ("oauthClientId", "git");

/// The keys that git-credential-oauth reads besides.
///
/// Source: git-credential-oauth `main.go`.
pub(super) const OAUTH_KEYS: [(&str, &str); 3] = [
    ("oauthAuthURL", "/oauth/authorize"),
    ("oauthTokenURL", "/oauth/token"),
    ("oauthDeviceAuthURL", "/oauth/device_authorization"),
];

/// The keys that Git Credential Manager reads besides.
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

/// One sign-in is good for all repositories. Who has followed AWS's manual has set the contrary.
pub(super) const ONE_SIGN_IN: (&str, &str) = ("useHttpPath", "false");

/// Helpers in the order in which git asks them: what keeps a credential, and what gets one.
pub(super) const OAUTH_HELPERS: [&str; 2] = [CACHE, "oauth"];
/// The one that does both.
pub(super) const MANAGER_HELPERS: [&str; 1] = ["manager"];
/// The one that keeps what was typed.
pub(super) const CACHE_HELPERS: [&str; 1] = [CACHE];

/// In memory, for as long as sessions last.
const CACHE: &str = "cache --timeout 43200";

const SET: &str = "git config --global";
const ADD: &str = "git config --global --add";
const REPLACE: &str = "git config --global --replace-all";

/// Lines to paste.
#[derive(Default)]
pub(super) struct Commands(String);

impl Commands {
    /// Sets keys for this edge.
    pub(super) fn keys(self, origin: &str, keys: &[(&str, &str)]) -> Self {
        keys.iter().fold(self, |commands, (key, value)| {
            commands.credential(SET, origin, key, value)
        })
    }

    /// Sets the helpers for this edge, in place of those that git has for all the others.
    pub(super) fn helpers(self, origin: &str, helpers: &[&str]) -> Self {
        // An empty one ends the list so far. It replaces all, so that it can be pasted again.
        let reset = self.credential(REPLACE, origin, "helper", "");
        helpers.iter().fold(reset, |commands, helper| {
            commands.credential(ADD, origin, "helper", helper)
        })
    }

    /// Adds a command: a start that is written in the source and stands as it is, and words, each of which stays
    /// one word in a shell. A word that no shell command can have leaves the command out.
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

    /// Sends CodeCommit's own addresses through this edge, those of FIPS endpoints with them.
    pub(super) fn instead_of(self, origin: &str) -> Self {
        // Without a dot at the end, which git would take for the one before the key.
        let name = ["url.", origin, "/git-codecommit.insteadOf"].concat();
        self.line(SET, &[&name, CODECOMMIT])
    }

    /// Leaves pushes to CodeCommit's own addresses as they are.
    pub(super) fn push_past(self) -> Self {
        let name = ["url.", CODECOMMIT, ".pushInsteadOf"].concat();
        self.line(SET, &[&name, CODECOMMIT])
    }

    /// The text, without a line break at its end.
    pub(super) fn as_str(&self) -> &str {
        self.0.trim_end()
    }

    fn credential(self, start: &'static str, origin: &str, key: &str, value: &str) -> Self {
        let name = ["credential.", origin, ".", key].concat();
        self.line(start, &[&name, value])
    }
}

/// What the addresses of all of CodeCommit's public hosts start with.
pub(super) const CODECOMMIT: &str = "https://git-codecommit";

/// Shows commands to copy.
pub(super) fn block(html: &mut Html, commands: &Commands) {
    html.raw("<pre>").text(commands.as_str()).raw("</pre>");
}
