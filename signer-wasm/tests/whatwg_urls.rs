//! Addresses as browsers and `fetch` read them (WHATWG URL Standard): an accepted address leads to the host that is signed.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use signer_wasm::{Host, Remote};
use url::Url;

const HOST: &str = "git-codecommit.eu-west-1.amazonaws.com";

/// Spellings that browsers normalise to CodeCommit's host. The signature covers the host's text, so
/// only one spelling is accepted.
#[test]
fn rejects_other_spellings_of_the_host() {
    for spelling in [
        "GIT-CodeCommit.EU-WEST-1.AmazonAWS.com",
        "git-codecommit.eu-west-1.amazonaws%2Ecom",
        "%67it-codecommit.eu-west-1.amazonaws.com",
        "git-codecommit。eu-west-1。amazonaws。com",
        "git-codecommit.eu-west-1.amazonaws．com",
        "git-codecommit.eu-west-1.amazonaws｡com",
        "ｇｉｔ-codecommit.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws.ⅽom",
        "git-\u{ad}codecommit.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws.com\u{200b}",
        "git-codecommit.eu-\twest-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazon\naws.com",
        "git-codecommit.eu-west-1.amazonaws.com\r",
        "git-codecommit.eu-west-1.amazonaws.com:443",
        "git-codecommit.eu-west-1.amazonaws.com:",
        "@git-codecommit.eu-west-1.amazonaws.com",
        ":@git-codecommit.eu-west-1.amazonaws.com",
        "evil.tld@git-codecommit.eu-west-1.amazonaws.com",
        "a:b@c@git-codecommit.eu-west-1.amazonaws.com",
        "/git-codecommit.eu-west-1.amazonaws.com",
        "\\git-codecommit.eu-west-1.amazonaws.com",
    ] {
        let url = format!("https://{spelling}/v1/repos/app");
        assert_eq!(Url::parse(&url).unwrap().host_str(), Some(HOST), "{url:?}");
        assert!(Remote::parse(&url, None).is_err(), "{url:?}");
        assert!(Host::parse(spelling).is_err(), "{spelling:?}");
    }
}

/// Addresses that show CodeCommit's host but lead a browser elsewhere.
#[test]
fn rejects_addresses_of_other_hosts() {
    for (url, leads_to) in [
        (
            "https://git-codecommit.eu-west-1.amazonaws.com@evil.tld/v1/repos/app",
            "evil.tld",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com:443@evil.tld/v1/repos/app",
            "evil.tld",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com%40evil.tld@evil.tld/v1/repos/app",
            "evil.tld",
        ),
        (
            "https://evil.tld\\git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "evil.tld",
        ),
        (
            "https://evil.tld\\@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "evil.tld",
        ),
        (
            "https://evil.tld#@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "evil.tld",
        ),
        (
            "https://evil.tld?@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "evil.tld",
        ),
        (
            "https:///evil.tld/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "evil.tld",
        ),
        (
            "https:\\\\evil.tld/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "evil.tld",
        ),
        (
            "https:evil.tld/https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "evil.tld",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com.evil.tld/v1/repos/app",
            "git-codecommit.eu-west-1.amazonaws.com.evil.tld",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com。evil.tld/v1/repos/app",
            "git-codecommit.eu-west-1.amazonaws.com.evil.tld",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com./v1/repos/app",
            "git-codecommit.eu-west-1.amazonaws.com.",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.сom/v1/repos/app",
            "git-codecommit.eu-west-1.amazonaws.xn--om-nmc",
        ),
        (
            "https://git‐codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "xn--gitcodecommit-dm6g.eu-west-1.amazonaws.com",
        ),
        ("https://2130706433/v1/repos/app", "127.0.0.1"),
        ("https://0x7f.1/v1/repos/app", "127.0.0.1"),
        ("https://[::ffff:127.0.0.1]/v1/repos/app", "[::ffff:7f00:1]"),
        ("https://[::1]:443/v1/repos/app", "[::1]"),
    ] {
        let seen = Url::parse(url).unwrap();
        assert_eq!(seen.host_str(), Some(leads_to), "{url:?}");
        assert!(Remote::parse(url, None).is_err(), "{url:?}");
    }
}

/// Paths that a browser rewrites to that of a repository, or of another repository.
#[test]
fn rejects_paths_that_browsers_rewrite() {
    for (path, leads_to) in [
        ("/v1/repos/other/../app", "/v1/repos/app"),
        ("/v1/repos/other/%2e%2e/app", "/v1/repos/app"),
        ("/v1/repos/other/.%2E/app", "/v1/repos/app"),
        ("/v1/./repos/app", "/v1/repos/app"),
        ("/v1/%2e/repos/app", "/v1/repos/app"),
        ("/v1\\repos\\app", "/v1/repos/app"),
        ("\\v1/repos/app", "/v1/repos/app"),
        ("/v1/repos/a\tpp", "/v1/repos/app"),
        ("/v1/repos/app\r\n", "/v1/repos/app"),
        ("/v1/re\npos/app", "/v1/repos/app"),
        ("/v1/repos/app ", "/v1/repos/app"),
        ("/v1/repos/app?", "/v1/repos/app"),
        ("/v1/repos/app#", "/v1/repos/app"),
        ("/v1/repos/..", "/v1/"),
        ("/v1/repos/../", "/v1/"),
        ("/v1/repos/.", "/v1/repos/"),
        ("/v1/repos/%2e%2e", "/v1/"),
        ("/v1/repos/a/..", "/v1/repos/"),
        ("//v1/repos/app", "//v1/repos/app"),
        ("/v1/repos//app", "/v1/repos//app"),
        ("/v1/repos/app//", "/v1/repos/app//"),
        ("/v1/repos/app%2f", "/v1/repos/app%2f"),
        ("/v1/repos/app%5c..", "/v1/repos/app%5c.."),
        ("/v1/repos/app%00", "/v1/repos/app%00"),
        ("/v1/repos/app\0", "/v1/repos/app"),
        ("/v1/repos/app;x", "/v1/repos/app;x"),
        ("/v1/repos/ap\u{e9}", "/v1/repos/ap%C3%A9"),
        ("/V1/repos/app", "/V1/repos/app"),
    ] {
        let url = format!("https://{HOST}{path}");
        assert_eq!(Url::parse(&url).unwrap().path(), leads_to, "{url:?}");
        assert!(Remote::parse(&url, None).is_err(), "{url:?}");
    }
}

/// Text inserted into a valid address or written over a part of it.
fn hostile() -> impl Strategy<Value = String> {
    let known = prop::sample::select(
        &[
            "",
            "/",
            "//",
            "\\",
            "\\\\",
            "@",
            "a:b@",
            ":443",
            ":",
            "?",
            "#",
            ";",
            "..",
            "/../",
            "%2e%2e",
            "%2f",
            "%5c",
            "%00",
            "\0",
            "\t",
            "\n",
            "\r\n",
            " ",
            ".",
            "。",
            "．",
            "｡",
            "\u{200b}",
            "\u{ad}",
            "ｇ",
            "с",
            "é",
            "[::1]",
            "%41",
            "%",
            "evil.tld",
            "evil.tld/",
            "https://",
            "xn--",
            ".git",
            "-fips",
            "vpce-0a1b.",
        ][..],
    );
    prop_oneof![
        known.prop_map(str::to_owned),
        "\\PC{1,2}",
        "[A-Za-z0-9._-]{1,3}"
    ]
}

const GOOD: [&str; 4] = [
    "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
    "https://git-codecommit-fips.us-gov-west-1.amazonaws.com/v1/repos/app.git",
    "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/app/",
    "https://vpce-0a1b-9m26mi0y.git-codecommit.us-east-1.vpce.amazonaws.com/v1/repos/app",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn accepts_only_addresses_that_url_parsers_resolve_to_the_signed_host(
        good in prop::sample::select(&GOOD[..]),
        written in prop::collection::vec((hostile(), any::<prop::sample::Index>(), 0..3_usize), 1..3),
    ) {
        let mut text = good.to_owned();
        for (hostile, at, over) in written {
            let start = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.floor_char_boundary((start + over).min(text.len())).max(start);
            text.replace_range(start..end, &hostile);
        }

        if let Ok(remote) = Remote::parse(&text, None) && text.starts_with("https://") {
            let seen = Url::parse(&text).unwrap();
            prop_assert_eq!(seen.as_str(), &text);
            prop_assert_eq!(seen.host_str(), Some(remote.host().as_str()));
            let name = seen.path().strip_prefix("/v1/repos/").unwrap();
            let name = name.strip_suffix('/').unwrap_or(name);
            prop_assert_eq!(name.strip_suffix(".git").unwrap_or(name), remote.repository().as_str());
            prop_assert_eq!((seen.query(), seen.fragment(), seen.port()), (None, None, None));

            let url = remote.to_string();
            let seen = Url::parse(&url).unwrap();
            prop_assert_eq!(seen.as_str(), &url);
        }
    }
}
