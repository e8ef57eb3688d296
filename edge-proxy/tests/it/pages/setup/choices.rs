//! The choices of the set-up page.

use super::{BARE, SETUP, WITHOUT_LOGIN, page, pasted};
use crate::support::text;
use edge_proxy::pages::{Setup, setup, setup_gitconfig};

/// The values of `with` that a page links to.
fn offered(page: &str) -> Vec<&str> {
    let links = page.split("href=\"/setup?with=").skip(1);
    links.map(|it| it.split('"').next().unwrap()).collect()
}

#[test]
fn offers_only_what_the_edge_supports() {
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
fn shows_the_choices_for_an_unknown_query() {
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
fn lists_only_the_passwords_that_the_edge_accepts() {
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
fn shows_a_clone_command_for_a_repository() {
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
fn rejects_malformed_repositories_and_regions() {
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
fn omits_oauth_where_sign_in_is_not_configured() {
    let page = page(&WITHOUT_LOGIN, "")
        + &page(&WITHOUT_LOGIN, "with=password")
        + &text(&setup_gitconfig(&WITHOUT_LOGIN));
    assert!(!page.contains("oauth"), "{page}");
    assert!(page.contains("no sign-in"));
}
