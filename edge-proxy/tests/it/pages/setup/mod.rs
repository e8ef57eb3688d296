//! The set-up page and the gitconfig file: real git does what their lines say.

mod choices;
mod commands;
mod gitconfig;
mod hostile_names;
mod shell_word;

use crate::support::{EDGE, text};
use edge_proxy::pages::{Setup, setup};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

const SETUP: Setup<'_> = Setup {
    origin: EDGE,
    login: true,
    tokens: true,
    sessions: true,
    access_keys: false,
    default_region: Some("eu-west-1"),
    profiles: &["payments", "tools"],
    compatibility: false,
    read_only: false,
};

/// An edge without sign-in.
const WITHOUT_LOGIN: Setup<'_> = Setup {
    login: false,
    ..SETUP
};

/// An edge as it is deployed without any settings.
const BARE: Setup<'_> = Setup {
    login: false,
    tokens: false,
    sessions: false,
    default_region: None,
    profiles: &[],
    ..SETUP
};

/// The page for a query.
fn page(setup_of: &Setup<'_>, query: &str) -> String {
    text(&setup(setup_of, query))
}

/// The commands of a page, as they are copied, in order.
fn pasted(setup_of: &Setup<'_>, query: &str) -> String {
    let page = page(setup_of, query);
    let blocks = page.split("<pre>").skip(1).map(|block| {
        let block = block.split("</pre>").next().unwrap();
        block
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
    });
    blocks.collect::<Vec<_>>().join("\n")
}

/// A temporary home directory for git.
struct Home(PathBuf);

impl Home {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "codecommit-edge-setup-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let home = std::env::temp_dir().join(name);
        fs::create_dir(&home).unwrap();
        Self(home)
    }

    /// Includes a file with the command in its first lines.
    fn include(&self, file: &str) {
        fs::write(self.0.join(".codecommit-edge.gitconfig"), file).unwrap();
        let (_, rest) = file.split_once("\n# ").unwrap();
        self.run(rest.lines().next().unwrap());
    }

    /// Runs a script in a shell and returns what it prints.
    fn run(&self, script: &str) -> String {
        let output = Command::new("sh")
            .args(["-euc", script])
            .current_dir(&self.0)
            .env_clear()
            .env("HOME", &self.0)
            .env("PATH", format!("{}:{}", self.0.display(), env!("PATH")))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{script}\n{said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn value(&self, key: &str, url: &str) -> String {
        let value = self.run(&format!("git config --get-urlmatch {key} {url}"));
        value.trim_end().to_owned()
    }

    fn url(&self, kind: &str, url: &str) -> String {
        let url = self.run(&format!(
            "git init -q r; cd r; git remote add o {url}; git remote get-url {kind} o; rm -r ../r"
        ));
        url.trim_end().to_owned()
    }

    /// Installs credential helpers that record their input, and returns which of them git ran, in order.
    fn asked(&self, url: &str) -> Vec<String> {
        for helper in ["oauth", "manager", "other"] {
            let path = self.0.join(format!("git-credential-{helper}"));
            fs::write(&path, "#!/bin/sh\ncat >>\"$HOME/question\"\n").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        self.run(&format!(
            "printf 'url={url}\\n\\n' | GIT_TRACE=$HOME/trace git credential fill || true"
        ));
        let trace = fs::read_to_string(self.0.join("trace")).unwrap();
        let helpers = trace.lines().filter_map(|line| {
            let (_, helper) = line.split_once("run_command: 'git credential-")?;
            Some(helper.trim_end_matches('\'').to_owned())
        });
        helpers.collect()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const OAUTH: [(&str, &str); 5] = [
    ("oauthClientId", "git"),
    ("oauthAuthURL", "/oauth/authorize"),
    ("oauthTokenURL", "/oauth/token"),
    ("oauthDeviceAuthURL", "/oauth/device_authorization"),
    ("useHttpPath", "false"),
];

const MANAGER: [(&str, &str); 8] = [
    ("oauthClientId", "git"),
    ("oauthAuthorizeEndpoint", "/oauth/authorize"),
    ("oauthTokenEndpoint", "/oauth/token"),
    ("oauthDeviceEndpoint", "/oauth/device_authorization"),
    ("oauthRedirectUri", "http://127.0.0.1"),
    ("oauthDefaultUserName", "oauth2"),
    ("provider", "generic"),
    ("useHttpPath", "false"),
];
