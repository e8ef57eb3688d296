//! Request URLs that another parser reads differently are rejected.

use super::{APP, DISCOVERY, edge, forwarded};
use crate::support::{EDGE, head};
use proptest::prelude::*;
use url::Url;

/// A path that a proxy in front of the edge would rewrite is rejected: it never names two repositories.
#[test]
fn rejects_paths_that_a_url_parser_would_rewrite() {
    for (address, leads_to) in [
        ("/eu-west-1/other/../app", "/eu-west-1/app"),
        ("/eu-west-1/other/%2e%2e/app", "/eu-west-1/app"),
        ("/eu-west-1/other/.%2E/app", "/eu-west-1/app"),
        ("/eu-west-1/./app", "/eu-west-1/app"),
        ("/./eu-west-1/app", "/eu-west-1/app"),
        ("/eu-west-1\\app", "/eu-west-1/app"),
        ("\\eu-west-1/app", "/eu-west-1/app"),
        ("/eu-west-1/a\tpp", "/eu-west-1/app"),
        ("/eu-\nwest-1/app", "/eu-west-1/app"),
        ("/eu-west-1/app\r\n", "/eu-west-1/app"),
    ] {
        let url = format!("{EDGE}{address}{DISCOVERY}");
        let seen = Url::parse(&url).unwrap();
        assert_eq!(seen.as_str(), format!("{EDGE}{leads_to}{DISCOVERY}"));
        assert_eq!(forwarded(&edge(), &url), None, "{url:?}");
        assert_eq!(forwarded(&edge(), seen.as_str()).as_deref(), Some(APP));
    }
}

#[test]
fn rejects_additional_queries_fragments_and_escapes() {
    for url in [
        "/eu-west-1/app//info/refs?service=git-upload-pack&service=git-receive-pack",
        "/eu-west-1/app/info/refs?service=git-upload-pack;service=git-receive-pack",
        "/eu-west-1/app/info/refs?service=git-upload-pack#",
        "/eu-west-1/app/info/refs?service=git-upload-pack#service=git-receive-pack",
        "/eu-west-1/app/info/refs#?service=git-upload-pack",
        "/eu-west-1/app/info/refs;x?service=git-upload-pack",
        "/eu-west-1/app/info/refs?service=git-upload-pack&",
        "/eu-west-1/app/info/refs?&service=git-upload-pack",
        "/eu-west-1/app/info/refs??service=git-upload-pack",
        "/eu-west-1/app/info/refs?service=git-upload-pack%00",
        "/eu-west-1/app/info/refs?service=git-upload-pack\0",
        "/eu-west-1/app/info/refs?%73ervice=git-upload-pack",
        "/eu-west-1/app/info%2frefs?service=git-upload-pack",
        "/eu-west-1/app%2finfo/refs?service=git-upload-pack",
        "/eu-west-1%2fapp/info/refs?service=git-upload-pack",
        "/eu-west-1%5capp/info/refs?service=git-upload-pack",
        "/eu-west-1/app%00/info/refs?service=git-upload-pack",
        "/eu-west-1/app\0/info/refs?service=git-upload-pack",
        "/eu-west-1/app;x/info/refs?service=git-upload-pack",
        "/eu-west-1/..%2fapp/info/refs?service=git-upload-pack",
        "/eu。west-1/app/info/refs?service=git-upload-pack",
        "/eu-west-1/app%E3%80%82git/info/refs?service=git-upload-pack",
        "/payments/../eu-west-1/app/info/refs?service=git-upload-pack#",
        "#/eu-west-1/app/info/refs?service=git-upload-pack",
        "#x/eu-west-1/app/info/refs?service=git-upload-pack",
        "\\/eu-west-1/app/info/refs?service=git-upload-pack",
    ] {
        assert_eq!(forwarded(&edge(), &format!("{EDGE}{url}")), None, "{url:?}");
    }
}

/// URLs in the path or query that show CodeCommit's host but lead elsewhere, or spell it differently.
#[test]
fn rejects_embedded_urls_that_hide_their_host() {
    for (authority, leads_to) in [
        (
            "git-codecommit.eu-west-1.amazonaws.com@evil.tld",
            "evil.tld",
        ),
        (
            "git-codecommit.eu-west-1.amazonaws.com:443@evil.tld",
            "evil.tld",
        ),
        (
            "a:b@git-codecommit.eu-west-1.amazonaws.com",
            "git-codecommit.eu-west-1.amazonaws.com",
        ),
        (
            "evil.tld\\git-codecommit.eu-west-1.amazonaws.com",
            "evil.tld",
        ),
        (
            "evil.tld\\@git-codecommit.eu-west-1.amazonaws.com",
            "evil.tld",
        ),
        (
            "evil.tld#@git-codecommit.eu-west-1.amazonaws.com",
            "evil.tld",
        ),
        (
            "evil.tld?@git-codecommit.eu-west-1.amazonaws.com",
            "evil.tld",
        ),
        (
            "/evil.tld/git-codecommit.eu-west-1.amazonaws.com",
            "evil.tld",
        ),
        (
            "evil.tld/git-codecommit.eu-west-1.amazonaws.com",
            "evil.tld",
        ),
        (
            "GIT-codecommit.eu-west-1.amazonaws.com",
            "git-codecommit.eu-west-1.amazonaws.com",
        ),
        (
            "git-codecommit.eu-west-1.amazonaws.com:443",
            "git-codecommit.eu-west-1.amazonaws.com",
        ),
        (
            "git-codecommit.eu-west-1.amazonaws.com:8443",
            "git-codecommit.eu-west-1.amazonaws.com",
        ),
        (
            "git-codecommit.eu-west-1.amazonaws.com.",
            "git-codecommit.eu-west-1.amazonaws.com.",
        ),
        (
            "git-codecommit.eu-west-1.amazonaws%2ecom",
            "git-codecommit.eu-west-1.amazonaws.com",
        ),
        (
            "git-codecommit。eu-west-1.amazonaws.com",
            "git-codecommit.eu-west-1.amazonaws.com",
        ),
        (
            "ｇit-codecommit.eu-west-1.amazonaws.com",
            "git-codecommit.eu-west-1.amazonaws.com",
        ),
        (
            "git-codecommit.eu-west-1.amazonaws.сom",
            "git-codecommit.eu-west-1.amazonaws.xn--om-nmc",
        ),
        (
            "git-codecommit.eu-west-1\t.amazonaws.com",
            "git-codecommit.eu-west-1.amazonaws.com",
        ),
        ("127.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("169.254.169.254", "169.254.169.254"),
    ] {
        let inner = format!("https://{authority}/v1/repos/app{DISCOVERY}");
        assert_eq!(
            Url::parse(&inner).unwrap().host_str(),
            Some(leads_to),
            "{inner:?}"
        );
        for address in [
            format!("{EDGE}/?{inner}"),
            format!("{EDGE}/{inner}"),
            format!("{EDGE}/{authority}/v1/repos/app{DISCOVERY}"),
        ] {
            assert_eq!(forwarded(&edge(), &address), None, "{address:?}");
        }
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
            "&",
            "=",
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
            "\u{200b}",
            "ｇ",
            "с",
            "é",
            "[::1]",
            "%41",
            "%",
            "evil.tld",
            "evil.tld/",
            "https://",
            ".git",
            "-fips",
            "payments/",
            "service=git-receive-pack",
        ][..],
    );
    prop_oneof![
        known.prop_map(str::to_owned),
        "\\PC{1,2}",
        "[A-Za-z0-9._-]{1,3}"
    ]
}

const GOOD: [&str; 6] = [
    "/eu-west-1/app",
    "/payments/eu-west-1/app.git",
    "/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
    "/git-codecommit-fips.us-east-1.amazonaws.com/v1/repos/app/",
    "/?https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
    "/v1/repos/app",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// A forwarded request and its upstream URL are both in normal form.
    #[test]
    fn forwards_only_urls_in_normal_form(
        good in prop::sample::select(&GOOD[..]),
        written in prop::collection::vec((hostile(), any::<prop::sample::Index>(), 0..3_usize), 1..3),
    ) {
        let mut address = format!("{good}{DISCOVERY}");
        for (hostile, at, over) in written {
            let start = address.floor_char_boundary(at.index(address.len() + 1));
            let end = address.floor_char_boundary((start + over).min(address.len())).max(start);
            address.replace_range(start..end, &hostile);
        }
        let url = format!("{EDGE}{address}");
        // Text in the authority makes another host, which the runtime has already parsed.
        prop_assume!(head("GET", &url).own_origin() == EDGE);

        if let Some(upstream) = forwarded(&edge(), &url) {
            let asked = Url::parse(&url).unwrap();
            prop_assert_eq!(asked.as_str(), &url);
            prop_assert_eq!(asked.origin().ascii_serialization(), EDGE);
            let seen = Url::parse(&upstream).unwrap();
            prop_assert_eq!(seen.as_str(), &upstream);
            prop_assert!(seen.username().is_empty() && seen.password().is_none());
            prop_assert_eq!((seen.port(), seen.fragment()), (None, None));
            let host = seen.host_str().unwrap();
            prop_assert!(host.starts_with("git-codecommit") && !host.contains("vpce"), "{}", host);

            if let Some(inner) = asked.query().filter(|query| query.starts_with("https://")) {
                let inner = Url::parse(inner).unwrap();
                prop_assert_eq!(inner.host_str(), Some(host));
                prop_assert_eq!(inner.query(), seen.query());
            }
            let pairs: Vec<_> = seen.query_pairs().collect();
            prop_assert_eq!(pairs.len(), 1);
            prop_assert_eq!(&pairs[0].0, "service");
        }
    }
}
