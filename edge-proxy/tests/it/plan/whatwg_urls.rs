//! Addresses as the parser of browsers, of `fetch` and of whatever is in front of the edge reads them
//! (WHATWG's URL Standard): nothing that the edge takes means another thing there.

use crate::support::{EDGE, head, now, signed};
use edge_proxy::http::RequestHead;
use edge_proxy::jwt::Discovery;
use edge_proxy::util::Origin;
use edge_proxy::{Config, Plan, plan};
use proptest::prelude::*;
use serde_json::json;
use url::{Host, Url};

const DISCOVERY: &str = "/info/refs?service=git-upload-pack";
const APP: &str =
    "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/info/refs?service=git-upload-pack";

/// Where a request would be sent on to.
fn forwarded(config: &Config, url: &str) -> Option<String> {
    let authorization = signed(0);
    let request = head("GET", url).with("authorization", &authorization);
    match plan(config, &request, now()).plan {
        Plan::Forward { upstream, .. } => Some(upstream.url),
        _ => None,
    }
}

fn edge() -> Config {
    crate::support::config(json!({ "DEFAULT_REGION": "eu-west-1", "PROFILES": { "payments": {} } }))
}

/// A path that a step in front of the edge would rewrite is refused as it is: whether it is rewritten
/// first or not, there are never two repositories that it means.
#[test]
fn addresses_that_others_rewrite_are_refused() {
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
fn addresses_with_more_in_them_are_refused() {
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

/// URLs in the path and behind the `?` that show CodeCommit's host and lead elsewhere, or spell it in
/// other ways.
#[test]
fn hosts_within_addresses_are_the_ones_that_others_see() {
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

#[test]
fn the_edges_own_origin_is_the_one_that_others_see() {
    for url in [
        "https://edge.example.com/eu-west-1/app",
        "https://edge.example.com:8443/a@b",
        "http://localhost:8787/?https://evil.tld@x/",
        "http://[::1]:8787/#@evil.tld",
        "https://127.0.0.1?://evil.tld",
        "https://edge.example.com./x://y",
        "https://xn--bcher-kva.example/",
        "https://edge.example.com\\@evil.tld/",
    ] {
        let seen = Url::parse(url).unwrap();
        let request = RequestHead {
            url,
            ..RequestHead::default()
        };
        assert_eq!(
            request.own_origin(),
            seen.origin().ascii_serialization(),
            "{url}"
        );
    }
}

/// Where keys are fetched from: over `https`, or on this machine.
#[test]
fn an_issuers_keys_are_where_others_see_them() {
    for (issuer, jwks_uri) in [
        (
            "https://login.example.com",
            "https://a:b@login.example.com/keys",
        ),
        (
            "https://login.example.com",
            "https://a@login.example.com/keys",
        ),
        (
            "https://login.example.com",
            "https://a:443@login.example.com/keys",
        ),
        (
            "https://login.example.com",
            "https://a\\@login.example.com/keys",
        ),
        (
            "https://login.example.com",
            "https://a#@login.example.com/keys",
        ),
        (
            "https://login.example.com",
            "https:///login.example.com/keys",
        ),
        ("https://login.example.com", "https:login.example.com/keys"),
        (
            "https://login.example.com",
            " https://login.example.com/keys",
        ),
        (
            "https://login.example.com",
            "https://login.example.com/ke\nys",
        ),
        ("https://login.example.com", "http://127.0.0.1/keys"),
        ("http://127.0.0.1", "http://127.0.0.1@evil.tld/keys"),
        ("http://127.0.0.1", "http://127.0.0.1:80@evil.tld/keys"),
        ("http://127.0.0.1", "http://127.0.0.1.evil.tld/keys"),
        ("http://127.0.0.1", "http://localhost\\.evil.tld/keys"),
        ("http://127.0.0.1", "http://localhost#.evil.tld/keys"),
        ("http://127.0.0.1", "http://localhost./keys"),
        ("http://127.0.0.1", "http://[::1]@evil.tld/keys"),
        ("http://127.0.0.1", "http://2130706433/keys"),
    ] {
        let document = json!({ "issuer": issuer, "jwks_uri": jwks_uri }).to_string();
        assert!(
            Discovery::parse(document.as_bytes(), issuer).is_err(),
            "{jwks_uri:?}"
        );
    }
}

/// What is written into a good address, or over a part of it.
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

fn origin() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        "[a-z0-9-]{1,6}(\\.[a-z0-9-]{1,6}){0,3}",
        "[0-9a-fx.]{1,12}",
        Just("127.0.0.1".to_owned()),
        "\\[[0-9a-f:]{2,12}\\]",
        "app\\.example\\.com[/\\\\@:?#%。.]{0,2}[a-z]{0,4}",
    ];
    let port = prop_oneof![Just(String::new()), ":[0-9+]{0,6}", Just(":443".to_owned())];
    ("https?", host, port).prop_map(|(scheme, host, port)| format!("{scheme}://{host}{port}"))
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

    /// Whatever is sent on is the address in its normal form, and what comes of it is one, too.
    #[test]
    fn what_is_sent_on_means_one_repository(
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
        // What is written into the authority makes another host of it: the runtime has parsed that.
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

    /// An endpoint in the configuration is where requests go.
    #[test]
    fn an_origin_is_the_host_and_the_port_that_others_see(text in origin()) {
        if let (Some(origin), Ok(seen)) = (Origin::parse(&text), Url::parse(&text)) {
            prop_assert_eq!(origin.as_str(), &text);
            let (scheme, authority) = text.split_once("://").unwrap();
            prop_assert_eq!(seen.scheme(), scheme);
            prop_assert_eq!((seen.username(), seen.password(), seen.path()), ("", None, "/"));
            let (host, port) = match authority.rsplit_once(':') {
                Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
                _ => (authority, None),
            };
            match seen.host().unwrap() {
                Host::Domain(name) => prop_assert_eq!(name, host),
                // A number in any of its forms: `fetch` reads it, and nothing here compares it.
                Host::Ipv4(_) => prop_assert!(host.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b'x'))),
                Host::Ipv6(address) => prop_assert_eq!(Ok(address), host.trim_matches(['[', ']']).parse()),
            }
            if let Some(port) = port {
                prop_assert_eq!(seen.port_or_known_default(), port.parse().ok());
            }
        }
    }
}
