//! The names of repositories.

use proptest::prelude::*;
use signer_wasm::{Error, RepositoryName};

#[test]
fn names_of_up_to_a_hundred_characters_are_taken() {
    for name in [
        "a",
        "A-b_c.d",
        "0",
        "_",
        "-",
        "...",
        ".a",
        "a.git.b",
        "git",
        "a.GIT",
        &"x".repeat(100),
    ] {
        assert_eq!(RepositoryName::parse(name).unwrap().as_str(), name);
    }
}

#[test]
fn names_outside_the_grammar_are_refused() {
    for name in [
        "",
        ".",
        "..",
        ".git",
        "a.git",
        "a/b",
        "a b",
        "a%20b",
        "a\\b",
        "a\n",
        "a\0",
        "a@b",
        "a:b",
        "a?b",
        "a#b",
        "ä",
        "a\u{202e}b",
        &"x".repeat(101),
    ] {
        let error = RepositoryName::parse(name).unwrap_err();
        assert!(matches!(error, Error::InvalidRepositoryName(_)), "{name:?}");
        assert_eq!(error.code(), "invalid_repository_name");
    }
}

#[test]
fn what_people_add_by_habit_is_taken_off_a_segment() {
    for segment in ["app", "app/", "app.git", "app.git/"] {
        assert_eq!(
            RepositoryName::parse_segment(segment).unwrap().as_str(),
            "app"
        );
    }
}

#[test]
fn nothing_is_taken_off_twice() {
    for segment in [
        "app//",
        "app.git//",
        "app.git.git",
        "app/.git",
        "app.git/x",
        "/app",
        "/",
        ".git",
        ".git/",
        "../",
        "./",
        "..git",
    ] {
        assert!(RepositoryName::parse_segment(segment).is_err(), "{segment}");
    }
}

proptest! {
    #[test]
    fn every_name_of_the_grammar_survives(name in "[A-Za-z0-9._-]{1,100}") {
        prop_assume!(!name.ends_with(".git") && name != "." && name != "..");
        for segment in [name.clone(), format!("{name}/"), format!("{name}.git"), format!("{name}.git/")] {
            prop_assert_eq!(RepositoryName::parse_segment(&segment).unwrap().to_string(), name.clone());
        }
    }

    #[test]
    fn what_parses_is_of_the_grammar(text in "\\PC{0,110}") {
        if let Ok(name) = RepositoryName::parse(&text) {
            prop_assert_eq!(name.as_str(), &text);
            prop_assert!(text.len() <= 100);
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)));
        }
    }
}
