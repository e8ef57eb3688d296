use super::commands::{
    CLIENT_ID, CODECOMMIT, MANAGER_HELPERS, MANAGER_KEYS, OAUTH_HELPERS, OAUTH_KEYS, ONE_SIGN_IN,
};
use super::setup::not_addressable;
use super::setup_options::Setup;
use crate::http::EdgeResponse;

/// The settings of [`setup`](super::setup()), as a file for git to include.
pub fn setup_gitconfig(setup: &Setup<'_>) -> EdgeResponse {
    if !setup.is_addressable() {
        return not_addressable();
    }
    let mut file = File(String::new());
    file.line(&["# Git and ", setup.origin, ", to be included:"]);
    file.line(&["# git config --global --add include.path ~/.codecommit-edge.gitconfig"]);

    file.line(&["\n# CodeCommit's addresses go through the edge."]);
    file.line(&["[url \"", setup.origin, "/git-codecommit\"]"]);
    file.set("\t", "insteadOf", CODECOMMIT);
    if setup.read_only {
        file.line(&["\n# The edge refuses pushes: without the `#`, they go to CodeCommit itself."]);
        file.line(&["# [url \"", CODECOMMIT, "\"]"]);
        file.set("# \t", "pushInsteadOf", CODECOMMIT);
    }
    if setup.login {
        file.sign_in(setup);
    }

    EdgeResponse {
        status: 200,
        headers: vec![
            ("content-type", "text/plain; charset=utf-8".into()),
            (
                "content-disposition",
                "inline; filename=\"codecommit-edge.gitconfig\"".into(),
            ),
            ("cache-control", "no-store".into()),
            ("x-content-type-options", "nosniff".into()),
        ],
        body: file.0.into_bytes(),
        code: None,
    }
}

/// A git configuration file.
struct File(String);

impl File {
    fn sign_in(&mut self, setup: &Setup<'_>) {
        self.line(&["\n[credential \"", setup.origin, "\"]"]);
        for (key, value) in [CLIENT_ID, ONE_SIGN_IN] {
            self.set("\t", key, value);
        }
        for (name, keys, helpers) in [
            (
                "git-credential-oauth",
                OAUTH_KEYS.as_slice(),
                OAUTH_HELPERS.as_slice(),
            ),
            ("Git Credential Manager", &MANAGER_KEYS, &MANAGER_HELPERS),
        ] {
            self.line(&["\n\t# For ", name, "; to choose it, remove the `#` here:"]);
            self.set("\t# ", "helper", "");
            for helper in helpers {
                self.set("\t# ", "helper", helper);
            }
            for (key, value) in keys {
                self.set("\t", key, value);
            }
        }

        let mut profiles = setup.plain_profiles().peekable();
        if profiles.peek().is_some() {
            self.line(&["\n\t# To sign in for a profile, remove the `#` of its line:"]);
        }
        for profile in profiles {
            self.set("\t# ", "oauthScopes", &["profile:", profile].concat());
        }
    }

    fn set(&mut self, before: &str, key: &str, value: &str) {
        match value {
            "" => self.line(&[before, key, " ="]),
            value => self.line(&[before, key, " = ", value]),
        }
    }

    fn line(&mut self, parts: &[&str]) {
        for part in parts {
            self.0.push_str(part);
        }
        self.0.push('\n');
    }
}
