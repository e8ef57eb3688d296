//! Hostile origins and profile names.

use super::{Home, SETUP, page, pasted};
use crate::support::text;
use edge_proxy::pages::{Setup, setup, setup_gitconfig};

#[test]
fn rejects_malformed_origins() {
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
fn omits_malformed_names() {
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
