//! How git is set up: what is to be pasted or included does in real git what it says.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::{EDGE, header, text};
use edge_proxy::pages::{Setup, setup, setup_gitconfig, shell_word};
use proptest::prelude::*;

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

/// An edge where nobody can sign in.
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

/// The page of a query.
fn page(setup_of: &Setup<'_>, query: &str) -> String {
    text(&setup(setup_of, query))
}

/// All that a page has to paste, as it is copied, in its order.
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

/// The values of `with` that a page links to.
fn offered(page: &str) -> Vec<&str> {
    let links = page.split("href=\"/setup?with=").skip(1);
    links.map(|it| it.split('"').next().unwrap()).collect()
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
    for (query, keys) in [("with=oauth", &OAUTH[..]), ("with=manager", &MANAGER[..])] {
        let home = Home::new();
        home.run(&pasted(&SETUP, query));
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
fn each_choice_replaces_what_another_has_set() {
    let choices = [
        (
            "with=oauth",
            &["cache --timeout 43200 get", "oauth get"][..],
        ),
        ("with=manager", &["manager get"]),
        ("with=password", &["cache --timeout 43200 get"]),
    ];
    for (query, helpers) in choices {
        let home = Home::new();
        home.run("git config --global credential.helper other; git config --global credential.useHttpPath true");
        for (earlier, _) in choices {
            home.run(&pasted(&SETUP, earlier));
        }
        // What is pasted twice is as if it were once.
        home.run(&pasted(&SETUP, query));
        home.run(&pasted(&SETUP, query));
        assert_eq!(home.asked(&format!("{EDGE}/eu-west-1/app")), helpers);
        // One sign-in is good for all repositories.
        if query != "with=password" {
            let asked = fs::read_to_string(home.0.join("question")).unwrap();
            assert!(
                asked.contains("host=edge.example.com") && !asked.contains("path="),
                "{asked}"
            );
        }
    }
}

#[test]
fn a_profile_is_set_by_its_lines_and_undone_by_the_ones_without() {
    let home = Home::new();
    for helper in ["with=oauth", "with=manager"] {
        for (query, scope) in [
            ("&profile=payments", "profile:payments"),
            ("&profile=tools", "profile:tools"),
            ("", "write"),
        ] {
            home.run(&pasted(&SETUP, &[helper, query].concat()));
            assert_eq!(home.value("credential.oauthScopes", EDGE), scope);
        }
    }
    assert!(
        !pasted(
            &Setup {
                profiles: &[],
                ..SETUP
            },
            "with=oauth"
        )
        .contains("Scopes")
    );
}

#[test]
fn the_first_page_offers_only_what_the_edge_can_do() {
    let read_only = Setup {
        read_only: true,
        ..SETUP
    };
    for (setup_of, choices) in [
        (
            SETUP,
            &["oauth", "manager", "password", "addresses", "file"][..],
        ),
        (WITHOUT_LOGIN, &["password", "addresses", "file"]),
        (
            read_only,
            &[
                "oauth",
                "manager",
                "password",
                "addresses",
                "fetches",
                "file",
            ],
        ),
    ] {
        let first = page(&setup_of, "");
        assert_eq!(offered(&first), choices);
        assert!(!first.contains("<pre>"), "{first}");
        for choice in choices {
            let query = format!("with={choice}");
            assert_eq!(setup(&setup_of, &query).status, 200);
            assert!(!pasted(&setup_of, &query).is_empty());
        }
    }
    let profiles = page(&SETUP, "with=oauth");
    assert_eq!(
        offered(&profiles),
        ["oauth&amp;profile=payments", "oauth&amp;profile=tools"]
    );
    assert!(page(&read_only, "").contains("read-only"));
    assert!(!page(&SETUP, "").contains("read-only"));
}

#[test]
fn a_query_that_is_unknown_here_leads_to_the_choices() {
    let first = page(&SETUP, "");
    for query in [
        "with=",
        "with=OAUTH",
        "with=fetches",
        "with=oauth&with=manager",
        "with=oauth&else=1",
        "with=oauth&profile=other",
        "with=oauth&profile=Tools",
        "with=oauth&profile=tools&profile=tools",
        "with=addresses&profile=tools",
        "profile=tools",
        "region=eu-west-1&repository=app",
        "with=%00%ff<script>",
    ] {
        assert_eq!(page(&SETUP, query), first, "{query}");
    }
    assert_eq!(page(&WITHOUT_LOGIN, "with=oauth"), page(&WITHOUT_LOGIN, ""));
}

#[test]
fn passwords_are_the_ones_that_the_edge_accepts() {
    let bare = page(&BARE, "with=password");
    for (said, with) in [
        (
            "JWT",
            Setup {
                tokens: true,
                ..BARE
            },
        ),
        (
            "cces_",
            Setup {
                sessions: true,
                ..BARE
            },
        ),
        (
            "the secret access key",
            Setup {
                access_keys: true,
                ..BARE
            },
        ),
    ] {
        assert!(!bare.contains(said), "{said}");
        assert!(page(&with, "with=password").contains(said), "{said}");
    }
    assert!(bare.contains("signed password") && bare.contains("IAM user"));
    let first = page(&BARE, "");
    for setting in [
        "IDENTITY_CENTER",
        "IDENTITY_PROVIDERS",
        "SESSION_KEYS",
        "role_arn",
    ] {
        assert!(first.contains(setting), "{setting}");
        assert!(!page(&SETUP, "").contains(setting), "{setting}");
    }
}

#[test]
fn codecommits_addresses_go_through_the_edge() {
    let home = Home::new();
    home.run(&pasted(&SETUP, "with=addresses"));
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
    home.run(&pasted(&read_only, "with=fetches"));
    let host = "git-codecommit.eu-west-1.amazonaws.com";
    let url = format!("https://{host}/v1/repos/app");
    assert_eq!(home.url("", &url), format!("{EDGE}/{host}/v1/repos/app"));
    assert_eq!(home.url("--push", &url), url);
}

#[test]
fn a_clone_command_is_shown_once_the_repository_is_known() {
    for (query, command) in [
        (
            "with=oauth",
            "https://edge.example.com/eu-central-1/app_1.x",
        ),
        (
            "with=manager&profile=payments",
            "https://edge.example.com/payments/eu-central-1/app_1.x",
        ),
        (
            "with=password",
            "https://edge.example.com/eu-central-1/app_1.x",
        ),
    ] {
        for setup_of in [
            SETUP,
            Setup {
                default_region: None,
                ..SETUP
            },
        ] {
            let region = setup_of.default_region.unwrap_or_default();
            let empty = page(&setup_of, query);
            assert!(!pasted(&setup_of, query).contains("git clone"));
            assert!(empty.contains(&format!("name=region required maxlength=32 autocomplete=off autocapitalize=none spellcheck=false value=\"{region}\"")), "{empty}");
            let filled = format!("{query}&region=eu-central-1&repository=app_1.x");
            let all = pasted(&setup_of, &filled);
            assert_eq!(all.lines().last(), Some(&*format!("git clone {command}")));
            assert!(all.starts_with(&pasted(&setup_of, query)));
        }
    }
}

#[test]
fn a_malformed_repository_or_region_is_called_that() {
    for (values, message) in [
        (
            "region=eu-west1&repository=app",
            "not the name of an AWS region",
        ),
        ("region=&repository=app", "not the name of an AWS region"),
        (
            "region=$(id)&repository=app",
            "not the name of an AWS region",
        ),
        (
            "region=eu-west-1&repository=",
            "not the name of a CodeCommit repository",
        ),
        (
            "region=eu-west-1&repository=app.git",
            "not the name of a CodeCommit repository",
        ),
        (
            "region=eu-west-1&repository=a;id",
            "not the name of a CodeCommit repository",
        ),
        (
            "region=eu-west-1&repository=a%0Aid",
            "not the name of a CodeCommit repository",
        ),
        (
            "region=eu-west-1&repository=..",
            "not the name of a CodeCommit repository",
        ),
    ] {
        let query = format!("with=oauth&{values}");
        let answer = setup(&SETUP, &query);
        assert_eq!(answer.status, 400, "{values}");
        let page = text(&answer);
        assert!(page.contains(message), "{page}");
        assert_eq!(
            page.matches("aria-invalid=true aria-describedby=message")
                .count(),
            1
        );
        assert_eq!(pasted(&SETUP, &query), pasted(&SETUP, "with=oauth"));
    }
}

#[test]
fn no_line_to_paste_has_a_placeholder() {
    for with in [
        "oauth",
        "manager",
        "password",
        "addresses",
        "fetches",
        "file",
    ] {
        for setup_of in [
            SETUP,
            BARE,
            Setup {
                read_only: true,
                ..SETUP
            },
        ] {
            let lines = pasted(&setup_of, &format!("with={with}"));
            assert!(!lines.contains(['{', '}', '<', '>']), "{lines}");
        }
    }
}

#[test]
fn without_a_login_there_is_nothing_of_oauth() {
    let page = page(&WITHOUT_LOGIN, "")
        + &page(&WITHOUT_LOGIN, "with=password")
        + &text(&setup_gitconfig(&WITHOUT_LOGIN));
    assert!(!page.contains("oauth"), "{page}");
    assert!(page.contains("no sign-in"));
}

#[test]
fn with_compatibility_a_helper_is_all_there_is_to_configure() {
    let compatible = Setup {
        compatibility: true,
        ..SETUP
    };
    for (query, helper) in [
        ("with=oauth", "helper oauth"),
        ("with=manager", "helper manager"),
    ] {
        let lines = pasted(&compatible, query);
        assert!(
            !lines.contains("URL") && !lines.contains("Endpoint"),
            "{lines}"
        );
        assert!(lines.contains(helper), "{lines}");
        assert!(page(&compatible, query).contains("nothing has to be configured"));
    }
    // The one that would need more is not offered.
    assert!(page(&SETUP, "with=oauth").contains("-device"));
    assert!(!page(&compatible, "with=oauth").contains("-device"));
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

#[test]
fn the_file_is_included_once_however_often_its_lines_are_pasted() {
    let home = Home::new();
    let curl = home.0.join("curl");
    fs::write(&curl, "#!/bin/sh\nprintf '%s %s\\n' \"$@\" >>asked\n").unwrap();
    fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
    home.run("git config --global include.path other.gitconfig");
    for _ in 0..2 {
        home.run(&pasted(&SETUP, "with=file"));
    }
    let file = format!("{}/.codecommit-edge.gitconfig", home.0.display());
    let included = home.run("git config --global --no-includes --get-all include.path");
    assert_eq!(included, format!("other.gitconfig\n{file}\n"));
    let asked = fs::read_to_string(home.0.join("asked")).unwrap();
    assert!(
        asked.starts_with(&format!("-fsSo {file}\n{EDGE}/setup.gitconfig")),
        "{asked}"
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
        for answer in [setup(&hostile, ""), setup_gitconfig(&hostile)] {
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
        home.run(&pasted(&setup_of, "with=manager"));
        home.run(&pasted(&setup_of, "with=addresses"));
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
        let texts = [
            "",
            "with=oauth",
            "with=password",
            "with=oauth&profile=tools",
        ]
        .map(|query| page(&setup_of, query))
        .concat()
            + &text(&setup_gitconfig(&setup_of));
        assert!(!texts.contains("evil"), "{texts}");
        assert!(texts.contains("profile:tools"));
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
