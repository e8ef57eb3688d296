//! The role session name.

use edge_proxy::aws::sts::session_name;
use proptest::prelude::*;

#[test]
fn keeps_long_names_distinct() {
    let prefix = "repo:octo-org/a-repository-with-a-long-name:environment:production-";
    let (one, two) = (
        session_name(&format!("{prefix}1")),
        session_name(&format!("{prefix}2")),
    );
    assert_ne!(one, two);
    assert_eq!((one.len(), two.len()), (64, 64));
    assert!(one.starts_with("repo-octo-org-a-repository-with-a-long-name-"));
    // A name of the longest length is not shortened.
    let full = "a".repeat(64);
    assert_eq!(session_name(&full), full);
    // Long names that differ only in replaced characters stay distinct.
    assert_ne!(
        session_name(&format!("{prefix}/")),
        session_name(&format!("{prefix}:"))
    );
}

#[test]
fn pads_short_names() {
    for (text, name) in [
        ("", "--"),
        ("a", "a-"),
        ("ü", "--"),
        ("ab", "ab"),
        ("a b", "a-b"),
    ] {
        assert_eq!(session_name(text), name);
    }
}

proptest! {
    #[test]
    fn makes_valid_names_of_any_text(text in ".{0,120}") {
        let name = session_name(&text);
        prop_assert!((2..=64).contains(&name.len()), "{name}");
        prop_assert!(
            name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b)),
            "{name}"
        );
    }

    #[test]
    fn keeps_valid_names(name in "[A-Za-z0-9_+=,.@-]{2,64}") {
        prop_assert_eq!(session_name(&name), name);
    }
}
