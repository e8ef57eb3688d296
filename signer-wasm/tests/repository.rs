//! Repository names.

use proptest::prelude::*;
use signer_wasm::{Error, RepositoryName};

#[test]
fn accepts_names_of_up_to_100_characters() {
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
fn rejects_names_outside_the_grammar() {
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
fn removes_a_git_suffix_or_slash_from_a_segment() {
    for segment in ["app", "app/", "app.git", "app.git/"] {
        assert_eq!(
            RepositoryName::parse_segment(segment).unwrap().as_str(),
            "app"
        );
    }
}

#[test]
fn rejects_segments_with_more_than_one_suffix_or_without_a_name() {
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
    fn accepts_any_name_of_the_grammar(name in "[A-Za-z0-9._-]{1,100}") {
        prop_assume!(!name.ends_with(".git") && name != "." && name != "..");
        for segment in [name.clone(), format!("{name}/"), format!("{name}.git"), format!("{name}.git/")] {
            prop_assert_eq!(RepositoryName::parse_segment(&segment).unwrap().to_string(), name.clone());
        }
    }

    #[test]
    fn accepts_only_names_of_the_grammar(text in "\\PC{0,110}") {
        if let Ok(name) = RepositoryName::parse(&text) {
            prop_assert_eq!(name.as_str(), &text);
            prop_assert!(text.len() <= 100);
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)));
        }
    }
}
