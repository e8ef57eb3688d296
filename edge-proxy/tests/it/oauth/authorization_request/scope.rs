//! Scopes.

use edge_proxy::oauth::Scope;
use proptest::prelude::*;

proptest! {
    #[test]
    fn reads_any_scope_as_it_is_written(text in "((profile:[a-z0-9-]{0,6}|read|write|[a-z:]{0,5}) ?){0,4}") {
        if let Some(scope) = Scope::parse(&text) {
            prop_assert_eq!(Scope::parse(&scope.text()), Some(scope));
        }
    }
}

#[test]
fn reads_the_profile_and_access_of_a_scope() {
    for (text, profile, read_only, shown) in [
        ("", None, false, "write"),
        ("write", None, false, "write"),
        ("read", None, true, "read"),
        ("read read", None, true, "read"),
        ("profile:pay", Some("pay"), false, "profile:pay write"),
        ("profile:pay write", Some("pay"), false, "profile:pay write"),
        (" read  profile:a-1 ", Some("a-1"), true, "profile:a-1 read"),
    ] {
        let scope = Scope::parse(text).unwrap();
        assert_eq!(
            (scope.profile.as_deref(), scope.read_only),
            (profile, read_only)
        );
        assert_eq!(scope.text(), shown);
    }
    let long = format!("profile:{}", "p".repeat(65));
    for text in [
        "admin",
        "READ",
        "read,write",
        "read\twrite",
        "profile:",
        "profile:Pay",
        "profile:a/b",
        "profile:a\"b",
        "profile:a profile:a",
        "profile:a profile:b",
        "Profile:a",
        "openid",
        "repo:read",
        &long,
    ] {
        assert_eq!(Scope::parse(text), None, "{text}");
    }
}
