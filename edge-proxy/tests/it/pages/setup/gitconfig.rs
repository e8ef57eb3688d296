//! The file for git to include.

use super::{Home, MANAGER, OAUTH, SETUP, pasted};
use crate::support::{EDGE, header, text};
use edge_proxy::pages::{Setup, setup_gitconfig};
use std::fs;
use std::os::unix::fs::PermissionsExt;

#[test]
fn includes_the_same_settings_as_the_commands() {
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
fn includes_the_file_once_however_often_it_is_pasted() {
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

/// Uncomments a file's lines from the one that ends in `end` to the next line that is not a comment.
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
fn settings_in_comments_work_when_uncommented() {
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
        "remove the `#` of its line:",
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
