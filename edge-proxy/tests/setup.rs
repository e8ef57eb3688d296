//! How git is set up: what is to be pasted or included does in real git what it says.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use edge_proxy::pages::{Setup, setup, setup_gitconfig, shell_word};
use proptest::prelude::*;
use support::{EDGE, header, text};

const SETUP: Setup<'_> = Setup {
    origin: EDGE,
    login: true,
    default_region: Some("eu-west-1"),
    profiles: &["payments", "tools"],
    compatibility: false,
    read_only: false,
};

/// The blocks to paste, as they are copied.
fn blocks(setup_of: &Setup<'_>) -> Vec<String> {
    let page = text(&setup(setup_of));
    let blocks = page.split("<pre>").skip(1);
    blocks
        .map(|block| {
            let block = block.split("</pre>").next().unwrap();
            block
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
        })
        .collect()
}

/// The block that has this in it.
#[track_caller]
fn block(setup_of: &Setup<'_>, part: &str) -> String {
    let blocks = blocks(setup_of);
    let mut found = blocks.iter().filter(|block| block.contains(part));
    let block = found.next().expect(part).clone();
    assert!(found.next().is_none(), "{blocks:#?}");
    block
}

/// A home of its own for git, removed in the end.
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

    /// Includes a file as its first lines say.
    fn include(&self, file: &str) {
        fs::write(self.0.join(".codecommit-edge.gitconfig"), file).unwrap();
        let (_, rest) = file.split_once("\n# ").unwrap();
        self.run(rest.lines().next().unwrap());
    }

    /// What a shell makes of a script.
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

    /// Puts helpers there that write down what they are asked; which of them were, in their order.
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

#[test]
fn each_helper_finds_its_keys_for_this_edge_alone() {
    for (part, keys) in [(".oauthAuthURL ", &OAUTH[..]), (".provider ", &MANAGER[..])] {
        let home = Home::new();
        home.run(&block(&SETUP, part));
        for (key, value) in keys {
            let key = format!("credential.{key}");
            assert_eq!(home.value(&key, EDGE), *value);
            assert_eq!(home.value(&key, &format!("{EDGE}/eu-west-1/app")), *value);
            let elsewhere = home.run(&format!(
                "git config --get-urlmatch {key} https://git.example.com || true"
            ));
            assert_eq!(elsewhere, "");
        }
    }
}

#[test]
fn this_edges_helpers_are_asked_in_place_of_the_others() {
    for (part, helpers) in [
        (
            ".oauthAuthURL ",
            &["cache --timeout 43200 get", "oauth get"][..],
        ),
        (".provider ", &["manager get"]),
    ] {
        let home = Home::new();
        home.run("git config --global credential.helper other; git config --global credential.useHttpPath true");
        let block = block(&SETUP, part);
        home.run(&block);
        // What is pasted twice is as if it were once.
        home.run(&block);
        assert_eq!(home.asked(&format!("{EDGE}/eu-west-1/app")), helpers);
        // One sign-in is good for all repositories.
        let asked = fs::read_to_string(home.0.join("question")).unwrap();
        assert!(
            asked.contains("host=edge.example.com") && !asked.contains("path="),
            "{asked}"
        );
    }

    let home = Home::new();
    home.run("git config --global credential.helper other");
    home.run(&block(
        &Setup {
            login: false,
            ..SETUP
        },
        "cache",
    ));
    assert_eq!(
        home.asked(&format!("{EDGE}/eu-west-1/app")),
        ["cache --timeout 43200 get"]
    );
}

#[test]
fn codecommits_addresses_go_through_the_edge() {
    let home = Home::new();
    home.run(&block(&SETUP, "insteadOf"));
    for (host, path) in [
        ("git-codecommit.eu-west-1.amazonaws.com", "v1/repos/app"),
        ("git-codecommit.cn-north-1.amazonaws.com.cn", "v1/repos/app"),
        (
            "git-codecommit-fips.us-east-1.amazonaws.com",
            "v1/repos/app",
        ),
    ] {
        let url = format!("https://{host}/{path}");
        for kind in ["", "--push"] {
            assert_eq!(home.url(kind, &url), format!("{EDGE}/{host}/{path}"));
        }
    }
    let other = "https://git.example.com/app";
    assert_eq!(home.url("", other), other);
}

#[test]
fn pushes_can_go_past_a_read_only_edge() {
    let read_only = Setup {
        read_only: true,
        ..SETUP
    };
    let home = Home::new();
    home.run(&block(&read_only, ".insteadOf"));
    home.run(&block(&read_only, "pushInsteadOf"));
    let host = "git-codecommit.eu-west-1.amazonaws.com";
    let url = format!("https://{host}/v1/repos/app");
    assert_eq!(home.url("", &url), format!("{EDGE}/{host}/v1/repos/app"));
    assert_eq!(home.url("--push", &url), url);
    assert!(text(&setup(&read_only)).contains("read-only"));
    assert!(!text(&setup(&SETUP)).contains("read-only"));
}

#[test]
fn the_page_shows_this_edges_addresses() {
    assert_eq!(
        block(&SETUP, "clone 'https://edge.example.com/eu"),
        "git clone 'https://edge.example.com/eu-west-1/{repository}'"
    );
    assert_eq!(
        block(&SETUP, "clone 'https://edge.example.com/pay"),
        "git clone 'https://edge.example.com/payments/eu-west-1/{repository}'"
    );
    assert!(text(&setup(&SETUP)).contains("<code>payments</code>, <code>tools</code>"));
    let bare = Setup {
        default_region: None,
        profiles: &[],
        ..SETUP
    };
    assert_eq!(
        block(&bare, "git clone"),
        "git clone 'https://edge.example.com/{region}/{repository}'"
    );
    assert!(!text(&setup(&bare)).contains("rofile"));
    let home = Home::new();
    home.run(&block(&SETUP, "oauthScopes"));
    assert_eq!(
        home.value("credential.oauthScopes", EDGE),
        "profile:payments"
    );
}

#[test]
fn without_a_login_there_is_nothing_of_oauth() {
    let without = Setup {
        login: false,
        ..SETUP
    };
    let page = text(&setup(&without)) + &text(&setup_gitconfig(&without));
    assert!(!page.contains("oauth"), "{page}");
    assert!(page.contains("no sign-in"));
    assert!(page.contains("cces_"));
}

#[test]
fn with_compatibility_a_helper_is_all_there_is_to_configure() {
    let compatible = Setup {
        compatibility: true,
        ..SETUP
    };
    let keys: Vec<_> = blocks(&compatible)
        .concat()
        .lines()
        .filter(|line| line.contains("URL") || line.contains("Endpoint"))
        .map(str::to_owned)
        .collect();
    assert!(keys.is_empty(), "{keys:?}");
    assert!(text(&setup(&compatible)).contains("nothing has to be configured"));
    // The one that would need more is not offered.
    assert!(text(&setup(&SETUP)).contains("-device"));
    assert!(!text(&setup(&compatible)).contains("-device"));
    block(&compatible, "helper oauth");
    block(&compatible, "helper manager");
}

#[test]
fn the_file_has_the_same_for_git_to_include() {
    let file = setup_gitconfig(&SETUP);
    assert_eq!(file.status, 200);
    for (name, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        (
            "content-disposition",
            "inline; filename=\"codecommit-edge.gitconfig\"",
        ),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(header(&file, name), Some(value));
    }

    let home = Home::new();
    home.include(&text(&file));
    let listed = home.run("git config --file .codecommit-edge.gitconfig --list");
    assert_eq!(listed.lines().count(), 1 + OAUTH.len() + MANAGER.len() - 2);
    assert!(!listed.contains("helper"), "{listed}");
    for (key, value) in OAUTH.iter().chain(&MANAGER) {
        assert_eq!(home.value(&format!("credential.{key}"), EDGE), *value);
    }
    assert_eq!(
        home.url(
            "",
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app"
        ),
        format!("{EDGE}/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app")
    );
}

/// A file's lines without their mark, from the one that ends in this up to the next that has none.
fn chosen(file: &str, end: &str) -> String {
    let mut within = false;
    let line = |line: &str| {
        let unmarked = line.trim_start().strip_prefix("# ");
        within = (within && unmarked.is_some()) || line.ends_with(end);
        match unmarked {
            Some(rest) if within && !line.ends_with(end) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        }
    };
    file.lines().map(line).collect()
}

#[test]
fn what_the_file_offers_is_good_without_its_mark() {
    for (end, helpers) in [
        (
            "git-credential-oauth; to choose it, remove the `#` here:",
            &["cache --timeout 43200 get", "oauth get"][..],
        ),
        (
            "Git Credential Manager; to choose it, remove the `#` here:",
            &["manager get"],
        ),
    ] {
        let home = Home::new();
        home.run("git config --global credential.helper other");
        home.include(&chosen(&text(&setup_gitconfig(&SETUP)), end));
        assert_eq!(home.asked(&format!("{EDGE}/eu-west-1/app")), helpers);
    }

    let home = Home::new();
    home.include(&chosen(
        &text(&setup_gitconfig(&SETUP)),
        "remove the `#` of one:",
    ));
    assert_eq!(home.value("credential.oauthScopes", EDGE), "profile:tools");

    let read_only = Setup {
        read_only: true,
        ..SETUP
    };
    let home = Home::new();
    home.include(&chosen(
        &text(&setup_gitconfig(&read_only)),
        "they go to CodeCommit itself.",
    ));
    let url = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app";
    assert_eq!(home.url("--push", url), url);
    assert_eq!(home.value("credential.provider", EDGE), "generic");
}

#[test]
fn an_origin_is_one_or_is_refused() {
    for origin in [
        "",
        "edge.example.com",
        "ftp://edge.example.com",
        "https://",
        "https://edge.example.com/",
        "https://EDGE.example.com",
        "https://edge.example.com:0",
        "https://a@edge.example.com",
        "https://edge.example.com\"]\n[core]\n\tpager = evil",
        "https://edge.example.com;evil",
        "https://$(evil)",
        "https://`evil`",
        "https://edge.example.com ",
        "https://<script>",
    ] {
        let hostile = Setup { origin, ..SETUP };
        for answer in [setup(&hostile), setup_gitconfig(&hostile)] {
            assert_eq!(
                (answer.status, answer.code),
                (400, Some("bad_request")),
                "{origin}"
            );
        }
    }
    for origin in [
        "http://127.0.0.1:8787",
        "http://localhost:8787",
        "http://[::1]:8787",
    ] {
        let setup_of = Setup { origin, ..SETUP };
        let home = Home::new();
        home.run(&block(&setup_of, ".provider"));
        home.run(&block(&setup_of, "insteadOf"));
        assert_eq!(
            home.value("credential.provider", &format!("'{origin}'")),
            "generic"
        );
        assert_eq!(
            home.url(
                "",
                "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app"
            ),
            format!("{origin}/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app")
        );
        let home = Home::new();
        home.include(&text(&setup_gitconfig(&setup_of)));
        assert_eq!(
            home.value("credential.provider", &format!("'{origin}'")),
            "generic"
        );
    }
}

#[test]
fn names_that_are_none_are_in_no_command() {
    for hostile in [
        "a\n[core]\n\tpager = evil",
        "$(evil)",
        "`evil`",
        "a;evil",
        "<script>evil",
        "evil\u{202e}",
        "",
    ] {
        let setup_of = Setup {
            default_region: Some(hostile),
            profiles: &[hostile, "tools", hostile],
            ..SETUP
        };
        let texts = text(&setup(&setup_of)) + &text(&setup_gitconfig(&setup_of));
        assert!(!texts.contains("evil"), "{texts}");
        assert!(texts.contains("/tools/{region}/{repository}"));
    }
}

/// What does something in a shell unless it is quoted: each would write a file.
const HOSTILE_WORDS: [&str; 33] = [
    "app;id>ran;#",
    "$(id>ran)",
    "`id>ran`",
    "x';id>ran;'",
    "x'\\'';id>ran;#",
    "\";id>ran;\"",
    "a|id>ran",
    "a&id>ran&",
    ">ran",
    "a||id>ran",
    "*",
    "~",
    "~/x",
    "?",
    "[a-z]",
    "http://[::1]:8787",
    "{a,b}",
    "$HOME",
    "${IFS}",
    "!!",
    "#",
    "a b",
    " ",
    "",
    "\\",
    "a\\",
    "'",
    "''",
    "a=b",
    "-n",
    "--upload-pack=id>ran",
    "%PATH%",
    "\u{e4}\u{202e}\u{2028}id>ran",
];

/// Hands words to a program as a shell reads them, and compares what it gets.
#[track_caller]
fn same_in_a_shell(home: &Home, words: &[String]) {
    let quoted: Vec<_> = words.iter().map(|word| shell_word(word).unwrap()).collect();
    let said = home.run(&format!("./said {}", quoted.join(" ")));
    let got: Vec<_> = said.split_terminator('\0').collect();
    assert_eq!(got, words);
    assert_eq!(fs::read_dir(&home.0).unwrap().count(), 1, "{words:?}");
}

fn shell() -> Home {
    let home = Home::new();
    let path = home.0.join("said");
    fs::write(&path, "#!/bin/sh\n[ $# = 0 ] || printf '%s\\0' \"$@\"\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    home
}

#[test]
fn a_shell_hands_every_word_on_as_it_is() {
    let home = shell();
    same_in_a_shell(&home, &HOSTILE_WORDS.map(str::to_owned));
    let each = (' '..='~').flat_map(|character| [character.to_string(), format!("a{character}b")]);
    same_in_a_shell(&home, &each.collect::<Vec<_>>());
    for plain in ["https://edge.example.com:8443/pay/eu-west-1/app_1.x", "git"] {
        assert_eq!(shell_word(plain).unwrap(), plain);
    }
}

#[test]
fn no_word_has_a_control_character() {
    for text in [
        "a\nid>ran",
        "\u{1b}[201~id>ran\r",
        "\u{3}",
        "\0",
        "\u{9b}201~",
        "\u{7f}",
    ] {
        assert_eq!(shell_word(text), None, "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_shell_hands_any_words_on_as_they_are(
        words in proptest::collection::vec(
            r#"(['"\\$`;&|<>(){}\[\]*?!#~=%^@:/., a-]|id>ran|\PC){0,8}"#,
            1..20,
        )
    ) {
        same_in_a_shell(&shell(), &words);
    }
}
