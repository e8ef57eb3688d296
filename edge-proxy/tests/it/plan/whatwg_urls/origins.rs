//! Origins and the addresses of keys.

use edge_proxy::http::RequestHead;
use edge_proxy::jwt::Discovery;
use edge_proxy::util::Origin;
use proptest::prelude::*;
use serde_json::json;
use url::{Host, Url};

#[test]
fn derives_the_origin_of_the_edge_as_url_parsers_do() {
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

/// Keys are fetched over `https` or from loopback.
#[test]
fn rejects_jwks_uris_that_hide_their_host() {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    /// A configured endpoint is the host that requests reach.
    #[test]
    fn reads_host_and_port_of_an_origin_as_url_parsers_do(text in origin()) {
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
                // Any form of an IPv4 address: `fetch` reads it, and nothing here compares it.
                Host::Ipv4(_) => prop_assert!(host.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b'x'))),
                Host::Ipv6(address) => prop_assert_eq!(Ok(address), host.trim_matches(['[', ']']).parse()),
            }
            if let Some(port) = port {
                prop_assert_eq!(seen.port_or_known_default(), port.parse().ok());
            }
        }
    }
}
