//! The commands to paste.

use super::{BARE, Home, MANAGER, OAUTH, SETUP, page, pasted};
use crate::support::EDGE;
use edge_proxy::pages::Setup;
use std::fs;

#[test]
fn configures_each_helper_only_for_this_edge() {
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
fn each_choice_replaces_the_settings_of_another() {
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
        // Pasting twice has the effect of pasting once.
        home.run(&pasted(&SETUP, query));
        home.run(&pasted(&SETUP, query));
        assert_eq!(home.asked(&format!("{EDGE}/eu-west-1/app")), helpers);
        // One sign-in serves all repositories.
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
fn sets_the_profile_scope_and_removes_it() {
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
fn rewrites_codecommit_urls_to_the_edge() {
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
fn sends_pushes_to_codecommit_when_the_edge_is_read_only() {
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
fn has_no_placeholders_in_commands() {
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
fn configures_only_the_helper_in_gitea_compatibility() {
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
        assert!(page(&compatible, query).contains("nothing needs to be configured"));
    }
    // The option that would need more settings is not offered.
    assert!(page(&SETUP, "with=oauth").contains("-device"));
    assert!(!page(&compatible, "with=oauth").contains("-device"));
}
